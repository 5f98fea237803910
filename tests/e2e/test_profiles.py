"""What stays in the browser's own files: real Chromium and real Firefox, with windows, as at home.

Whole visits, then every byte of the profile is searched for everything typed. What no site can
prevent is written down here, and the start page says it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.demo import Demo
from tests.e2e.neutral import neutral_site
from tests.e2e.profile_search import found_in
from tests.e2e.webkit import screen
from tests.e2e.windows import Window
from tests.e2e.windows import as_text
from tests.e2e.windows import chromium_window
from tests.e2e.windows import firefox_window

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

Begin = Callable[[], AbstractContextManager[Window]]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


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


def fill(window: Window, step: str) -> None:
    """What a family would answer, optional questions included."""
    choices = {
        "who": ("who", "parent"),
        "reach": ("reach", "phone"),
        "language": ("talk_language", "en"),
        "place": ("lives_in_region", "yes"),
        "child": ("age_band", "6-11"),
    }
    fields = {
        "name": ("name",),
        "reach": ("phone", "good_times", "do_not_contact"),
        "language": ("easier",),
        "place": ("place",),
        "child": ("child_name",),
        "help": ("own_words",),
    }
    if step in choices:
        window.choose(*choices[step])
    for field in fields.get(step, ()):
        window.write(field, TYPED[field])


def walk(window: Window, *, until: str = "check") -> None:
    """Step by step, with an error on the way."""
    window.go("ask/")
    window.follow("ask.start.button")
    for step in ("who", "name", "reach", "language", "place", "child", "help"):
        if step == until:
            return
        window.sees(window.say(HEADINGS[step]))
        if step == "reach":
            window.choose("reach", "phone")
            window.write("phone", "613")
            window.write("do_not_contact", TYPED["do_not_contact"])
            window.press("ask.step.continue")
            window.sees(window.say("errors.phone.wrong"))
        fill(window, step)
        window.press("ask.step.continue")
    window.sees(window.say("ask.check.title"))


HEADINGS = {
    "who": "ask.who.label",
    "name": "ask.name.label",
    "reach": "ask.reach.label",
    "language": "ask.language.title",
    "place": "ask.lives_in_region.label",
    "child": "ask.child.title",
    "help": "ask.help.title",
}


def fill_one_page(window: Window) -> None:
    """All at once, with an error on the way, to the answers."""
    window.go("ask/one-page")
    for step in HEADINGS:
        if step != "name":
            fill(window, step)
    window.press("ask.form.continue")
    window.sees(window.say("errors.name.missing"))
    fill(window, "name")
    window.press("ask.form.continue")
    window.sees(window.say("ask.check.title"))


def agree_and_send(window: Window) -> None:
    """First without the tick that is needed."""
    window.press("ask.check.send")
    window.sees(window.say("errors.consent.missing"))
    window.click("checkbox", window.region.consent.contact_me[window.language])
    window.press("ask.check.send")
    window.sees(window.say("ask.received.title"))


def shows_nothing(window: Window) -> None:
    """Neither a word nor a tick."""
    shown = as_text(window.shown())
    assert [word for word in (*WORDS, "ticked ") if word in shown] == [], shown


WAYS: dict[str, Callable[[Window], None]] = {"steps": walk, "one page": fill_one_page}


@pytest.mark.parametrize(
    ("way", "ending"),
    [
        ("steps", "leave"),
        pytest.param("steps", "send", marks=pytest.mark.prove),
        pytest.param("one page", "leave", marks=pytest.mark.prove),
        pytest.param("one page", "send", marks=pytest.mark.prove),
    ],
)
def test_after_a_whole_visit_no_word_is_in_the_profile(begin: Begin, way: str, ending: str) -> None:
    with begin() as window:
        WAYS[way](window)
        if ending == "send":
            agree_and_send(window)
        else:
            window.leave()
    assert found_in(window.profile, WORDS) == {}


@pytest.mark.parametrize("way", ["one page", pytest.param("steps", marks=pytest.mark.prove)])
def test_after_leaving_nothing_is_shown_again(begin: Begin, way: str) -> None:
    with begin() as window:
        WAYS[way](window)
        window.leave()
        for _ in range(3):
            window.travel(-1)
            shows_nothing(window)
            window.reload()
            shows_nothing(window)
        window.travel(1)
        shows_nothing(window)
        for back in (-2, 1, -3, 2):
            window.travel(back)
            shows_nothing(window)
