"""The form step by step: each screen, in order, with nothing lost and nothing sent too much."""

from __future__ import annotations

import pytest

from intake_app.journey import CHECK
from intake_app.journey import QUESTIONS
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import FRIEND
from tests.support.form.answers import HELPERS
from tests.support.form.answers import NEEDED
from tests.support.form.answers import WRONG
from tests.support.form.site import Site
from tests.support.form.step_states import step_of
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import every_text
from tests.support.form.walker import BELONGS
from tests.support.form.walker import Walker
from tests.support.form.walker import answers_on
from tests.support.form.walker import fields_of

NOT_KEPT = ("a street", "postal code that cannot be")
"""Shown once more, and gone then: test_places.py."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_keeps_the_place_and_what_was_typed(walker: Walker, case: str) -> None:
    typed, key = WRONG[case]
    step = step_of(typed)
    own = answers_on(step, {**NEEDED, **typed})
    page = walker.page(walker.press(walker.walk(step), "continue", **own))
    assert page.errors() == [walker.say(key)]
    assert page.status == 200
    if step != "who":
        kept = dict(fields_of(page, step)) | ({"place": ""} if case in NOT_KEPT else {})
        assert dict(fields_of(walker.at(step), step)) == kept


def test_the_eight_answers_become_one_request(walker: Walker, site: Site) -> None:
    before = site.rows()
    sent = walker.walk_and_send()
    assert sent.status_code == 303
    assert site.rows() == before + 1
    assert walker.say("ask.received.reference") in walker.follow(sent).text
    told = site.last_request()
    assert told["way_in"] == "steps"
    assert told["name"] == NEEDED["name"]


def test_steps_and_one_page_tell_staff_the_same(neighbour_walker: Walker, halton: Site) -> None:
    criteria = [row.id for row in halton.intake.region.selfcheck.criteria][:2]
    everything = {**EVERYTHING, "criteria": [*criteria, "not-sure"]}
    assert neighbour_walker.walk_and_send(**everything).status_code == 303
    by_steps = halton.last_request()
    assert halton.visitor("en").send(**everything).status_code == 303
    by_page = halton.last_request()
    own = {"number", "reference", "accepted_at", "way_in"}
    assert {key: by_steps[key] for key in by_steps if key not in own} == {
        key: by_page[key] for key in by_page if key not in own
    }


def test_nothing_is_reached_before_what_stands_before_it(neighbour_walker: Walker) -> None:
    walker = neighbour_walker
    for count, step in enumerate(QUESTIONS):
        for later in (*QUESTIONS[count + 1 :], CHECK):
            answer = walker.client.get(walker.path(f"ask/{later}"), base_url=SITE)
            assert answer.status_code == 303
            assert answer.location == walker.path(f"ask/{step}")
        walker.answer(step)
    assert walker.at(CHECK).heading == walker.say("ask.check.title")


@pytest.mark.parametrize("step", QUESTIONS)
def test_change_shows_what_was_typed_and_returns_to_the_check(
    neighbour_walker: Walker, step: str
) -> None:
    walker = neighbour_walker
    check = walker.walk(**EVERYTHING)
    links = {link.get("href") for link in check.root.iter("a")}
    assert walker.path(f"ask/{step}") in links
    page = walker.at(step)
    for name, value in {**EVERYTHING, "place": "K6V"}.items():
        if name in BELONGS[step]:
            found = [text.replace("\r\n", "\n") for text in fields_of(page, step).getlist(name)]
            assert found == (value if isinstance(value, list) else [value]), name
    assert walker.press(page, "continue").location == walker.path("ask/check")


def test_a_changed_answer_drops_only_what_no_longer_applies(
    neighbour_walker: Walker, halton: Site
) -> None:
    walker = neighbour_walker
    walker.walk(**EVERYTHING)
    changed = walker.answer("reach", reach="email", email="zoe@example.com", do_not_contact="Émile")
    assert changed.location == walker.path("ask/check")
    back = fields_of(walker.at("reach"), "reach")
    assert back["phone"] == ""
    assert back["do_not_contact"] == "Émile"
    walker.press(walker.at(CHECK), "send", consent="yes")
    told = every_text(halton.last_request())
    assert "zoe@example.com" in told
    assert EVERYTHING["own_words"] in told
    assert EVERYTHING["phone"] not in told
    assert EVERYTHING["bad_times"] in told, "a time is as unsafe for an e-mail"


def test_a_number_for_calls_stands_in_the_screen_for_texts_and_back(walker: Walker) -> None:
    walker.walk()
    assert walker.at("reach").typed()["text_phone"] == NEEDED["phone"]
    walker.press(walker.at("reach"), "continue", reach="text")
    assert walker.say("ask.text_phone.label") in walker.at(CHECK).text
    back = walker.at("reach").typed()
    assert (back["reach"], back["phone"]) == ("text", NEEDED["phone"])
    walker.press(walker.at("reach"), "continue", reach="phone")
    assert walker.say("ask.phone.label") in walker.at(CHECK).text


def test_the_self_check_s_ticks_reach_their_screen(walker: Walker) -> None:
    ticks = [walker.region.selfcheck.criteria[1].id, "not-sure"]
    start = walker.page(walker.post("ask/from-check", {"criteria": [*ticks, "made up"]}))
    who = walker.page(walker.press(start, "begin"))
    assert who.typed().getlist("criteria") == ticks
    assert walker.cookie is None
    other = Page(walker.client.get(walker.press(who, "switch").location, base_url=SITE))
    assert (other.lang != walker.language, other.errors()) == (True, [])
    assert walker.press(who, "continue", who="parent").status_code == 303
    for step in ("name", "reach", "language", "place", "child"):
        walker.answer(step)
    assert walker.at("help").typed().getlist("criteria") == ticks


def test_ticks_may_be_taken_back_on_their_screen(neighbour_walker: Walker) -> None:
    walker = neighbour_walker
    start = walker.page(walker.post("ask/from-check", {"criteria": ["not-sure"]}))
    walker.press(walker.page(walker.press(start, "begin")), "continue", who="parent")
    for step in ("name", "reach", "language", "place", "child"):
        walker.answer(step)
    help_ = walker.at("help")
    walker.press(help_, "continue", criteria=[])
    assert walker.at("help").typed().getlist("criteria") == []


def test_there_is_no_cookie_before_the_first_button(walker: Walker) -> None:
    walker.get("ask/")
    who = walker.at("who")
    assert walker.cookie is None
    walker.press(who, "continue")
    assert walker.cookie


def test_without_cookies_everything_typed_is_on_one_page(walker: Walker, site: Site) -> None:
    walker.keeps_cookies = False
    tick = walker.region.selfcheck.criteria[0].id
    start = walker.page(walker.post("ask/from-check", {"criteria": tick}))
    who = walker.page(walker.press(start, "begin"))
    page = walker.page(walker.press(who, "continue", **FRIEND))
    assert page.heading == walker.say("ask.form.title")
    (notice,) = page.notices()
    assert notice.startswith(walker.say("errors.no_cookies"))
    typed = page.typed()
    assert (typed["who"], typed["family_agrees"], typed["criteria"]) == ("friend", "yes", tick)
    before = site.rows()
    needed = {name: value for name, value in NEEDED.items() if name != "who"}
    check = walker.page(walker.press(page, "continue", **needed))
    assert walker.press(check, "send", consent="yes").status_code == 303
    assert site.rows() == before + 1


@pytest.mark.parametrize("step", QUESTIONS[1:])
def test_the_other_language_keeps_the_place_and_what_is_typed(
    neighbour_walker: Walker, step: str
) -> None:
    walker = neighbour_walker
    page = walker.walk(step, **EVERYTHING)
    own = answers_on(step, {**NEEDED, **EVERYTHING})
    switched = walker.press(page, "switch", **own)
    assert switched.location == f"/fr/ask/{step}"
    french = Page(walker.client.get(switched.location, base_url=SITE))
    assert french.lang == "fr"
    assert french.errors() == []
    for name, value in own.items():
        found = [text.replace("\r\n", "\n") for text in french.typed().getlist(name) if text]
        assert found in ([value], value, ["K6V"]), name


def test_the_box_that_is_to_stay_empty_stands_on_the_last_screen_of_questions(
    neighbour_walker: Walker, halton: Site
) -> None:
    walker = neighbour_walker
    page = walker.page(walker.press(walker.walk("help"), "continue", web_page="spam"))
    assert page.errors() == [walker.say("errors.web_page.filled")]
    assert walker.press(page, "continue").status_code == 303
    assert walker.press(walker.at(CHECK), "send", consent="yes").status_code == 303
    assert "honeypot" in halton.last_request()["spam_notes"]


@pytest.mark.parametrize("who", ["parent", "young-person", "friend", "worker"])
@pytest.mark.parametrize("reach", ["phone", "text", "email", "i-will-contact"])
def test_every_person_and_every_way_of_contact_arrives(
    neighbour_walker: Walker, halton: Site, who: str, reach: str
) -> None:
    typed = HELPERS.get(who, {"who": who})
    numbers = {"text_phone": "613-555-0177", "email": "zoe@example.com"}
    sent = neighbour_walker.walk_and_send(reach=reach, **typed, **numbers)
    assert sent.status_code == 303
    told = halton.last_request()
    assert (told["who"], told["contact"]["reach"]) == (who, reach)
    assert ("helper" in told) == (who in HELPERS)


@pytest.mark.parametrize(("who", "seen"), [("young-person", True), ("parent", False)])
def test_words_for_young_people_are_for_them_alone(walker: Walker, who: str, seen: bool) -> None:
    page = walker.walk("child", who=who)
    assert (walker.say("ask.age_band.young_12_15_young") in page.text) is seen
    assert (walker.say("ask.more_children.label") in page.text) is not seen
    assert (walker.say("ask.age_band.is_before-birth") in page.text) is not seen
    assert ("1-800-668-6868" in page.text) is seen
