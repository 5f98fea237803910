"""Whatever is typed into any text field: staff read it cleaned, or the family reads what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from intake_app.forms import Answers
from intake_app.forms.addresses import flaw
from intake_app.forms.addresses import tidy_address
from intake_app.forms.fields import Line
from intake_app.forms.places import NotAPlace
from intake_app.forms.places import read_place
from intake_app.forms.screens import ReachScreen
from intake_app.journey import QUESTIONS
from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone
from tests.support.counts import counted
from tests.support.form.answers import NEEDED
from tests.support.form.corpus import OURS
from tests.support.form.corpus import naughty_strings
from tests.support.form.site import Site
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor
from tests.support.form.walker import BELONGS
from tests.support.form.walker import Walker
from tests.support.form.walker import answers_on

FORM = "application/x-www-form-urlencoded"
TRAP = "web_page"
SURROGATE = re.compile("[\ud800-\udfff]")
# Where staff find it; a text field that is missing here fails.
PLACES: dict[str, tuple[str, ...]] = {
    "agreed_when": ("helper", "agreed_when"),
    "helper_name": ("helper", "name"),
    "organisation": ("helper", "organisation"),
    "helper_phone": ("helper", "phone"),
    "helper_email": ("helper", "email"),
    "name": ("name",),
    "phone": ("contact", "phone"),
    "good_times": ("contact", "good_times"),
    "bad_times": ("contact", "bad_times"),
    "text_phone": ("contact", "phone"),
    "email": ("contact", "email"),
    "do_not_contact": ("contact", "do_not_contact"),
    "other_language": ("access", "other_language"),
    "easier": ("access", "easier"),
    "place": ("place",),
    "child_name": ("child", "name"),
    "going_well": ("help", "going_well"),
    "own_words": ("help", "own_words"),
    TRAP: (),
}
WAYS = {"phone": "613-555-0123", "text_phone": "613-555-0123", "email": "zoe@example.com"}
PHONES = ("phone", "text_phone")
NUMBERS, ADDRESSES = (*PHONES, "helper_phone"), ("email", "helper_email")
HELPER = {
    "agreed_when": "On Monday",
    "helper_name": "Rose",
    "organisation": "A school",
    "helper_phone": "613-555-0124",
    "helper_email": "rose@example.com",
}
WORKER = {"who": "worker", "family_agrees": "yes", "agreed_how": "in-person"}
WAY_OF = {"phone": "phone", "text_phone": "text", "email": "email"}
PLAIN = {**WAYS, **HELPER, "name": "Zoe", "other_language": "Inuktitut"}
"""What a person types after all where something cannot be taken."""


@dataclass(frozen=True)
class Attempt:
    """One submission: every text field holds another string."""

    typed: dict[str, str]

    @classmethod
    def number(cls, count: int) -> Attempt:
        """The strings wander on by one field with every number."""
        strings = naughty_strings()
        texts = {
            name: strings[(count + place * 37) % len(strings)] for place, name in enumerate(PLACES)
        }
        way = list(WAYS)[count % len(WAYS)]
        chosen = {"reach": WAY_OF[way], "talk_language": "other", "lives_in_region": "yes"}
        return cls({**NEEDED, **WORKER, **texts, **chosen})

    def mended(self, names: set[str]) -> Attempt:
        """With something plain where there were complaints."""
        return Attempt({**self.typed, **{name: PLAIN.get(name, "") for name in names}})

    def arrived(self, told: dict[str, Any], fields: dict[str, Line]) -> None:
        """Fails unless staff read exactly this, cleaned."""
        left, typed = _left(self.typed["reach"]), _carried(self.typed, fields)
        for name in fields:
            if name not in left and PLACES[name]:
                found: Any = told
                for key in PLACES[name]:
                    found = found.get(key, "")
                assert found == _kept(fields[name], typed[name]), name
                assert len(found) <= fields[name].limit, name


def _left(reach: str) -> frozenset[str]:
    """Text fields that do not apply to this way of contact."""
    only_if = {one.name: one.only_if for one in ReachScreen.asked if one.only_if}
    return frozenset(name for name, asked in only_if.items() if reach not in asked.answers)


def _carried(typed: dict[str, str], fields: dict[str, Line]) -> dict[str, str]:
    """A number for calls is one for texts too, where nothing else was typed, and the other way."""
    called, texted = (typed.get(name, "") for name in PHONES)
    has = {name: bool(_cleaned(fields[name], typed.get(name, ""))) for name in PHONES}
    both = {
        "phone": called if has["phone"] else texted,
        "text_phone": texted if has["text_phone"] else called,
    }
    return {name: both.get(name, text) for name, text in typed.items()}


def _cleaned(field: Line, text: str) -> str:
    """What the service makes of this; bytes that are no text stay as their escapes."""
    sent = SURROGATE.sub(lambda half: quote(half[0], errors="surrogatepass"), text)
    return str(field.clean(sent))


def _kept(field: Line, text: str) -> str:
    """How numbers, places and addresses are kept has tables of its own in tests/unit."""
    cleaned = _cleaned(field, text)
    if field.name in NUMBERS and cleaned:
        return read_telephone(cleaned).display
    if field.name == "place":
        return read_place(cleaned) if cleaned else ""
    return tidy_address(cleaned) if field.name in ADDRESSES else cleaned


def _due(field: Line, text: str) -> str:
    """The one complaint that a person should read about this text, if there is one."""
    cleaned = _cleaned(field, text)
    if field.name == TRAP:
        return "errors.web_page.filled"
    if not cleaned:
        return f"errors.{field.name}.missing"
    if len(cleaned) > field.limit:
        return "errors.too_long"
    return _why_refused(field.name, cleaned)


def _why_refused(name: str, cleaned: str) -> str:
    try:
        if name in NUMBERS:
            read_telephone(cleaned)
        if name == "place":
            read_place(cleaned)
    except NotDialled as refused:
        return f"errors.number.{refused.why}"
    except NotAPlace as refused:
        return f"errors.place.{refused.why}"
    if name in ADDRESSES and (why := flaw(tidy_address(cleaned))[0]) != "wrong":
        return f"errors.address.{why}"
    return f"errors.{name}.wrong"


@pytest.fixture
def fields(halton: Site) -> dict[str, Line]:
    """Every text field of the form, by its name."""
    screens = Answers.read(halton.intake.region, MultiDict()).screens
    found = {field.name: field for screen in screens for field in screen if isinstance(field, Line)}
    assert found.keys() == PLACES.keys()
    return found


class Checker:
    """Looks at what comes back for one attempt."""

    def __init__(self, visitor: Visitor, fields: dict[str, Line]) -> None:
        self.visitor = visitor
        self.fields = fields

    def post(self, page: Page, typed: dict[str, str]) -> TestResponse:
        """As browsers send it, half a surrogate included, and again where a 307 leads."""
        address, filled = self.visitor.filled(page, "continue", **typed)
        body = urlencode(list(filled.items(multi=True)), errors="surrogatepass")
        answer = self._send(address, body)
        return self._send(answer.location, body) if answer.status_code == 307 else answer

    def _send(self, address: str, body: str) -> TestResponse:
        return self.visitor.client.post(address, data=body, content_type=FORM, base_url=SITE)

    def complaints(self, page: Page, typed: dict[str, str]) -> set[str]:
        """Names of the fields complained about, each with good reason and all that was typed."""
        assert page.status == 200
        typed = _carried(typed, self.fields)
        wrong = {name for name in typed if _is_wrong(page, name)}
        assert len(page.errors()) == len(wrong)
        shown = page.typed()
        for name in wrong:
            field = self.fields[name]
            assert shown.get(name, "").replace("\r\n", "\n") == _cleaned(field, typed[name])
            due = {"limit": field.limit, "count": len(_cleaned(field, typed[name]))}
            words = self.visitor.say(_due(field, typed[name]), **due)
            assert [error for error in page.errors() if words in error], (name, typed[name])
        return wrong


def _is_wrong(page: Page, name: str) -> bool:
    found = (field for field in page.fields() if field.get("name") == name)
    return any(field.get("aria-invalid") for field in found)


def _on_one_page(visitor: Visitor, attempt: Attempt, checker: Checker) -> tuple[Attempt, Page]:
    page = visitor.page(checker.post(visitor.open_form(), attempt.typed))
    wrong = checker.complaints(page, attempt.typed)
    if wrong:
        attempt = attempt.mended(wrong)
        page = visitor.page(checker.post(page, attempt.typed))
    assert page.heading == visitor.say("ask.check.title"), page.errors()
    return attempt, page


def _step_by_step(visitor: Visitor, attempt: Attempt, checker: Checker) -> tuple[Attempt, Page]:
    walker = Walker.beside(visitor)
    checker = Checker(walker, checker.fields)
    for step in QUESTIONS:
        page = walker.at(step)
        for _ in range(2):
            own = answers_on(step, attempt.typed)
            page = walker.page(checker.post(page, own))
            wrong = checker.complaints(page, own)
            attempt = attempt.mended(wrong)
            if not wrong:
                break
        assert not wrong, (step, page.errors())
    visitor.client = walker.client
    return attempt, walker.at("check")


WALK = {"one page": _on_one_page, "step by step": _step_by_step}


@counted("attempts", short=8, full=len(OURS) + 485)
@pytest.mark.parametrize("way", WALK)
def test_staff_read_what_was_typed_or_the_family_reads_what_to_do(
    halton: Site, fields: dict[str, Line], way: str, attempts: int
) -> None:
    every = len(naughty_strings())
    for count in range(attempts):
        visitor = halton.visitor("fr" if count % 2 else "en")
        attempt = Attempt.number(count * every // attempts)
        attempt, check = WALK[way](visitor, attempt, Checker(visitor, fields))
        sent = visitor.press(check, "send", consent="yes")
        assert sent.status_code == 303
        attempt.arrived(halton.last_request(), fields)


@counted("codes", short=30, full=len(OURS) + 485)
def test_whatever_is_typed_for_a_code_is_answered_with_what_to_do(halton: Site, codes: int) -> None:
    strings = naughty_strings()
    for count in range(codes):
        walker = Walker.beside(halton.visitor("fr" if count % 2 else "en"))
        page = walker.at("resume")
        again = walker.page(Checker(walker, {}).post(page, {"code": strings[-1 - count]}))
        assert again.status == 200
        assert len(again.errors()) == 1


@pytest.mark.parametrize("name", PLACES)
def test_more_than_a_page_may_hold_is_refused_and_what_was_kept_stays(
    halton: Site, name: str
) -> None:
    walker = Walker.beside(halton.visitor("en"))
    step = next((step for step, names in BELONGS.items() if name in names), QUESTIONS[-1])
    walker.walk(step)
    before = halton.rows()
    for page in (walker.at(step), walker.get("ask/one-page")):
        refused = walker.page(walker.press(page, "continue", **{name: "x" * 65_536}))
        assert refused.status == 413
        assert refused.heading == walker.say("errors.page.413.title")
    assert walker.at(step)
    assert halton.rows() == before
