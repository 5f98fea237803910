"""A young person who asks alone: French says « tu » to them from the moment they have said so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.test import TestResponse

from intake_app.catalog import LANGUAGES
from intake_app.intake.clock import utc_now
from intake_app.journey import FIRST
from intake_app.journey import QUESTIONS
from intake_app.referral import Who
from intake_app.routes.pages import Pages
from intake_app.routes.services import KEY
from intake_app.routes.travel import Travel
from intake_app.store import Receipt
from intake_app.ticket_kind import Kind
from tests.support.form.answers import EMAIL
from tests.support.form.answers import FRIEND
from tests.support.form.answers import TEXT
from tests.support.form.answers import WRONG
from tests.support.form.site import Site
from tests.support.form.step_states import step_of
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker

VOUS = re.compile(r"\b(?:vous|votre|vos|(?!chez|assez)\w+ez)\b", re.IGNORECASE)
ME = re.compile(r"\b(?:you|your|my|vous|votre|vos|mon|ma|mes)\b")
YOUNG = {"who": "young-person", "age_band": "12-15"}
PHONE = {"reach": "phone"}
WAYS = (PHONE, TEXT, EMAIL, {"reach": "i-will-contact"})
FOR_ANYBODY = ("ask.own_words.label",)
"""Of the labels that suit everybody: who fills in the form is asked for a word of their own."""


@pytest.fixture
def walker(site: Site) -> Walker:
    """In French, in each region."""
    return Walker.beside(site.visitor("fr"))


@pytest.fixture
def pages(site: Site) -> Pages:
    found: Pages = site.client.application.extensions[KEY].pages
    return found


def ways(walker: Walker) -> Iterator[dict[str, str]]:
    """Every way to be reached that this region offers."""
    calls = walker.region.lead_agency.phone is not None
    return (way for way in WAYS if calls or way["reach"] != "i-will-contact")


def says_tu(page: Page, walker: Walker) -> None:
    """What an agency has approved stays as it was approved: there, « vous » is the agency."""
    region, said = walker.region, f"{page.title}\n{page.text}"
    consent = region.consent
    for official in (region.duty_to_report.text, consent.contact_me, consent.keep_until_i_call):
        said = said.replace(" ".join(official.fr.split(" ")), "")
    found = VOUS.search(said)
    assert found is None, f"{found[0]}: {said[max(0, found.start() - 60) : found.end() + 40]}"


def test_every_screen_says_tu(walker: Walker) -> None:
    for way in ways(walker):
        walker.walk("name", **YOUNG)
        for step in QUESTIONS[QUESTIONS.index(FIRST) + 1 :]:
            says_tu(walker.at(step), walker)
            walker.answer(step, **YOUNG, **way)
        check = walker.at("check")
        says_tu(check, walker)
        says_tu(walker.follow(walker.press(check, "send")), walker)
        offer = walker.at("later")
        says_tu(offer, walker)
        says_tu(walker.follow(walker.press(offer, "code")), walker)
        received = walker.follow(walker.press(walker.at("check"), "send", consent="yes"))
        says_tu(received, walker)
        assert received.title == "Ta demande est enregistrée"


@pytest.mark.parametrize("age", ["6-11", "12-15", "16-17"])
def test_what_depends_on_the_age_says_tu(walker: Walker, age: str) -> None:
    says_tu(walker.walk(**{**YOUNG, "age_band": age, "lives_in_region": "no"}), walker)


LIMITS = {"6-11": "limit", "12-15": "limit", "16-17": "limit_16_17", "18-21-in-school": ""}


@pytest.mark.parametrize("age", LIMITS)
def test_the_limit_of_privacy_is_said_as_the_law_has_it_at_each_age(
    walker: Walker, age: str
) -> None:
    check = walker.walk(**{**YOUNG, "age_band": age})
    for limit in ("limit", "limit_16_17"):
        said = walker.say(f"ask.age_band.{limit}") in check.text
        assert said == (limit == LIMITS[age])


@pytest.mark.parametrize("case", [case for case in WRONG if step_of(WRONG[case][0]) != FIRST])
def test_every_error_says_tu(walker: Walker, case: str) -> None:
    typed, _ = WRONG[case]
    step = step_of(typed)
    walker.walk(step, **YOUNG)
    page = walker.follow(walker.answer(step, **{**YOUNG, **typed}))
    assert page.errors()
    says_tu(page, walker)


def test_a_send_that_failed_says_tu(walker: Walker, pages: Pages) -> None:
    for case in ("press-again", "not-saved", "maybe-saved"):
        html = pages.send_again("fr", Travel(token="t", seen="s", kind="py"), case=case)  # noqa: S106
        says_tu(_page(html), walker)


def test_the_confirmation_says_tu_and_the_page_behind_its_link_what_all_read(
    walker: Walker, pages: Pages
) -> None:
    now = utc_now()
    for changes in ({}, {"reached_at": now, "acknowledged_at": now}, {"erased_at": now}):
        receipt = Receipt("HAL-2026-0001", "AAAA-AAAA", now, None, **changes)
        for letters in ("py", "pyn", "ty", "tyn", "ey", "eyn", "wy"):
            kind = Kind.read(letters)
            assert kind
            assert kind.voices == Who.YOUNG_PERSON.voices
            says_tu(_page(pages.received("fr", receipt, kind, "t")), walker)
            # A link that is kept may be opened by somebody who need not know that a child asked.
            parent = Kind.read(letters.replace("y", ""))
            assert parent
            for language in LANGUAGES:
                to_a_parent = pages.status(language, receipt, parent, "t")
                assert pages.status(language, receipt, kind, "t") == to_a_parent


def _page(html: str) -> Page:
    made = EnvironBuilder().get_request()
    return Page(TestResponse([html.encode()], "200 OK", Headers(), made))


def test_a_parent_and_a_helper_are_not_called_tu(halton: Site) -> None:
    visitor = halton.visitor("fr")
    for who in (Who.PARENT, Who.FRIEND):
        words = visitor._words["fr"].spoken_to(*who.voices)
        assert "Vérifiez" in words("ask.check.title")


def test_where_nobody_has_said_who_asks_each_label_suits_everybody(visitor: Visitor) -> None:
    """On one page: who helps a family must not read that their own number is meant."""
    form = visitor.open_form()
    (who,) = [part for part in form.root.iter("section") if part.get("id") == "screen-who"]
    of_who = set(who.iter())
    labels = [part for name in ("label", "legend") for part in form.root.iter(name)]
    asked = {form.words_of(part) for part in labels if part not in of_who}
    suit = {visitor.say(key) for key in FOR_ANYBODY}
    assert len(asked) > 30
    plain = {label.partition(" (")[0] for label in asked} - suit
    assert [label for label in plain if ME.search(label)] == []


ASKERS = {"missing": {"who": ""}, "missing_own": {"who": "parent"}, "missing_helper": FRIEND}


@pytest.mark.parametrize("variant", [*ASKERS, "missing_young"])
def test_on_one_page_what_is_wrong_is_told_to_who_was_ticked(
    visitor: Visitor, variant: str
) -> None:
    """Else a worker reads "how can we reach you" over the family's number, and gives their own."""
    page = visitor.go_on(**{**ASKERS.get(variant, YOUNG), "name": "", "lives_in_region": ""})
    for question in ("name", "lives_in_region"):
        assert visitor.say(f"errors.{question}.{variant}") in page.errors()


def test_what_staff_read_aloud_has_no_box_to_tick(visitor: Visitor) -> None:
    """Nor does what is wrong there speak to anybody but staff."""
    page = visitor.get("ask/one-page?call")
    for key in ("ask.reach.default_note", "ask.tell_helper.hint"):
        assert visitor.say(key) not in page.text
        assert visitor.say(f"{key}_call") in page.text


@pytest.mark.parametrize(("who", "voice"), [("young-person", "young"), ("friend", "helper")])
def test_each_criterion_is_read_in_the_words_of_who_ticks_it(
    visitor: Visitor, who: str, voice: str
) -> None:
    criteria = visitor.region.selfcheck.criteria
    said = [row.said_to((voice,))[visitor.language] for row in criteria]
    assert any(row.text[visitor.language] not in said for row in criteria)
    walker = Walker.beside(visitor)
    asked = {**(FRIEND if who == "friend" else {}), "who": who}
    screen = walker.walk("help", **asked)
    assert [label for label in said if label not in screen.text] == []
    walker.answer("help", **asked, criteria=[row.id for row in criteria])
    check = walker.at("check")
    assert [label for label in said if label not in check.text] == []


@pytest.mark.parametrize("way", [PHONE, TEXT, EMAIL])
def test_who_may_not_be_named_says_so_after_send_too(
    neighbour: Visitor, way: dict[str, str]
) -> None:
    """Else a hidden number is turned down, and nobody is reached."""
    reach = way["reach"]
    warned = neighbour.say(f"ask.received.unnamed_{reach}")
    tick = {"phone": "say_who_call", "text": "say_who_text", "email": "say_who_email"}[reach]
    for typed, seen in (({}, True), ({tick: "yes"}, False)):
        received = neighbour.page(neighbour.send(**way, **typed))
        assert (warned in received.text) is seen
