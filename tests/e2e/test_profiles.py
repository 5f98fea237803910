"""What stays in the browser's own files: real Chromium and real Firefox, with windows, as at home.

Whole visits, then every byte of the profile is searched for everything typed. What no site can
prevent is written down here, and the start page says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from intake_app.journey import QUESTIONS
from tests.support.browsers.neutral import neutral_site
from tests.support.browsers.profile_search import found_in
from tests.support.browsers.windows import Window
from tests.support.browsers.windows import as_text
from tests.support.browsers.windows import chromium_window
from tests.support.browsers.windows import firefox_window
from tests.support.demo import Demo
from tests.support.demo import eventually

TYPED = {
    "name": "Zqname",
    "phone": "613-555-0187",
    "good_times": "Zqnoon",
    "do_not_contact": "Zqnever",
    "easier": "Zqramp",
    "place": "Zqtown",
    "child_name": "Zqchild",
    "own_words": "Zqwords",
}
WORDS = tuple(TYPED.values())
CODE = re.compile(r"(?:[0-9A-Z]{4} ){4}[0-9A-Z]{4}")

Begin = Callable[[], AbstractContextManager[Window]]


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with neutral_site(tmp_path_factory.mktemp("neutral")) as port:
        yield port


@pytest.fixture(params=["chromium", "firefox"])
def name(request: pytest.FixtureRequest) -> str:
    """Both browsers."""
    browser: str = request.param
    return browser


@pytest.fixture
def begin(
    name: str, playwright: Playwright, demo: Demo, display: str, weather: int, tmp_path: Path
) -> Begin:
    """Starts the browser on this test's profile, again and again."""
    profile = tmp_path / "profile"

    def start() -> AbstractContextManager[Window]:
        if name == "chromium":
            return chromium_window(playwright, demo, profile, display, weather)
        return firefox_window(demo, profile, display, weather)

    return start


def walk(window: Window, *, until: str = "check") -> None:
    """Step by step, with a mistake on the way."""
    window.walk("reach", **TYPED)
    if until != "reach":
        mistake_the_number(window)
        window.walk_on("reach", until, **TYPED)


def mistake_the_number(window: Window) -> None:
    """The page comes back with what was typed."""
    window.choose("reach", "phone")
    window.write("phone", "613")
    window.write("do_not_contact", TYPED["do_not_contact"])
    window.press("ask.step.continue")
    window.sees("errors.number.short")


def walk_into_a_mistake(window: Window) -> None:
    walk(window, until="reach")
    mistake_the_number(window)


def walk_and_type(window: Window) -> None:
    """Own words stand in the last field, and nothing was pressed."""
    walk(window, until="help")
    window.fill("help", **TYPED)


def type_on_one_page(window: Window, address: str = "ask/one-page") -> None:
    """All but the name, and nothing was pressed."""
    window.go(address)
    for step in QUESTIONS:
        if step != "name":
            window.fill(step, **TYPED)


def mistake_on_one_page(window: Window, address: str = "ask/one-page") -> None:
    type_on_one_page(window, address)
    window.press("ask.form.continue")
    spoken = address.endswith("?call")
    window.sees("errors.name.missing" if spoken else "errors.name.missing_own")


def fill_one_page(
    window: Window, address: str = "ask/one-page", answers: str = "ask.check.title"
) -> None:
    """All at once, with a mistake on the way, to the answers."""
    mistake_on_one_page(window, address)
    window.fill("name", **TYPED)
    window.press("ask.form.continue")
    window.sees(answers)


def ask_for_a_code(window: Window) -> None:
    """Which the profile must not keep either."""
    window.press("ask.later.title")
    window.sees("ask.later.title")
    window.press("ask.later.button")
    window.sees("ask.later.code_title")
    (code,) = CODE.findall(str(window.shown()["text"]))
    window.told += [code, code.replace(" ", "")]


def switch_language(window: Window) -> None:
    """With words in the fields that were not sent yet."""
    window.switch_language()
    window.sees("ask.own_words.label")


def leave(window: Window) -> None:
    window.leave()


def agree_and_send(window: Window) -> None:
    """First without the tick that is needed."""
    window.press("ask.check.send")
    window.sees("errors.consent.missing")
    window.click("checkbox", window.region.consent.contact_me[window.language])
    window.press("ask.check.send")
    window.sees("ask.received.title")


def take_a_call(window: Window) -> None:
    """Staff type what a person says on the phone, with a mistake on the way."""
    fill_one_page(window, "ask/one-page?call", "ask.in_call.check")


def agreed_aloud(window: Window) -> None:
    window.click("checkbox", window.say("ask.in_call.agreed"))
    window.press("ask.check.send")
    window.sees("ask.in_call.received_title")


def shows_nothing(window: Window) -> None:
    """Neither a word nor a tick."""
    shown = as_text(window.shown())
    assert [word for word in (*WORDS, "ticked ") if word in shown] == [], shown


def cut_off(window: Window) -> None:
    """As when a battery is empty, once the browser has noted all that is open."""
    window.open_beside("ask/resume")
    notes = window.profile / window.sessions
    assert eventually(lambda: found_in(notes, ["/ask/resume"]) != {})
    window.die()


VISITS: dict[str, tuple[Callable[[Window], None], ...]] = {
    "steps, leave": (walk, leave),
    "steps, send": (walk, agree_and_send),
    "steps, a code, leave": (walk_and_type, ask_for_a_code, leave),
    "steps, other language, leave": (walk_and_type, switch_language, leave),
    "steps, closed at a mistake": (walk_into_a_mistake,),
    "steps, closed while typing": (walk_and_type,),
    "steps, closed at the answers": (walk,),
    "steps, cut off while typing": (walk_and_type, cut_off),
    "steps, cut off at a mistake": (walk_into_a_mistake, cut_off),
    "steps, cut off after leaving": (walk, leave, cut_off),
    "one page, leave": (fill_one_page, leave),
    "one page, send": (fill_one_page, agree_and_send),
    "one page, other language, leave": (type_on_one_page, switch_language, leave),
    "one page, closed at a mistake": (mistake_on_one_page,),
    "one page, closed while typing": (type_on_one_page,),
    "one page, closed at the answers": (fill_one_page,),
    "a call, send": (take_a_call, agreed_aloud),
    "a call, closed at the answers": (take_a_call,),
    "one page, cut off while typing": (type_on_one_page, cut_off),
    "one page, cut off at a mistake": (mistake_on_one_page, cut_off),
}


AWAY = [name for name in VISITS if name.endswith(("leave", "send"))]
"""After these somebody else may sit down at the browser."""


def each(visits: Iterable[str], *, shortly: str) -> pytest.MarkDecorator:
    """One of them in `make test`, all in `make prove`."""
    return pytest.mark.parametrize(
        "visit",
        [pytest.param(one, marks=() if one == shortly else pytest.mark.prove) for one in visits],
    )


@each(VISITS, shortly="steps, leave")
def test_after_a_visit_no_word_is_in_the_profile(begin: Begin, visit: str) -> None:
    with begin() as window:
        for act in VISITS[visit]:
            act(window)
        words = (*WORDS, *window.told)
    assert found_in(window.profile, ["/ask/"]), (
        "the profile was searched: its history has addresses"
    )
    assert found_in(window.profile, words) == {}


def look_back(window: Window) -> None:
    """What stands there; Back three times, each with Reload; forward; entries of the history."""
    shows_nothing(window)
    for _ in range(3):
        window.travel(-1)
        shows_nothing(window)
        window.reload()
        shows_nothing(window)
    for way in (1, -2, 1, -3, 2):
        window.travel(way)
        shows_nothing(window)


@each(AWAY, shortly="one page, leave")
def test_nothing_is_shown_again_in_the_tab_nor_when_it_is_opened_again(
    begin: Begin, visit: str
) -> None:
    with begin() as window:
        for act in VISITS[visit]:
            act(window)
        look_back(window)
        window.reopen()
        look_back(window)


@each(AWAY, shortly="steps, leave")
def test_nothing_is_shown_again_when_the_browser_opens_what_was_open_before(
    begin: Begin, visit: str
) -> None:
    """After a normal end, and after one in the middle."""
    with begin() as window:
        for act in VISITS[visit]:
            act(window)
    for _ in range(2):
        with begin() as window:
            window.finds_what_was_open()
            look_back(window)
            window.die()
