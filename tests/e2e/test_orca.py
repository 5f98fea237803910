"""The moments that count, in Orca's own words: heard by somebody who sees nothing of the screen.

Long: `make prove`. Firefox ESR with a window, Orca beside it, keys as from a keyboard.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_app.catalog import Language
from tests.support.browsers.firefox import firefox
from tests.support.browsers.firefox import write_profile
from tests.support.browsers.orca import Orca
from tests.support.browsers.orca import orca
from tests.support.browsers.visitor import REFERENCE
from tests.support.browsers.walk import HEADINGS
from tests.support.browsers.windows import FirefoxWindow
from tests.support.demo import Demo

pytestmark = pytest.mark.prove

TAB, SPACE = "\ue004", " "
NO_SITE = 1
"""A port where nobody answers: nothing here leads elsewhere."""
FOR_A_READER = 'user_pref("accessibility.force_disabled", -1);\n'
TIME_PASSES = "document.getAnimations().forEach(wait => wait.finish()) || true"


@pytest.fixture(scope="module")
def reader(display: str) -> Iterator[Orca]:
    with orca(display) as reading:
        yield reading


@pytest.fixture
def window(
    reader: Orca, display: str, demo: Demo, language: Language, tmp_path: Path
) -> Iterator[FirefoxWindow]:
    """A browser that is read aloud."""
    profile = tmp_path / "profile"
    write_profile(profile, NO_SITE)
    with (profile / "user.js").open("a", encoding="utf-8") as preferences:
        preferences.write(FOR_A_READER)
    with firefox(profile, display, reader.desktop) as browser:
        seen = FirefoxWindow(demo, language, profile, display, browser)
        find = ["xdotool", "search", "--onlyvisible", "--class", "firefox", "windowfocus", "--sync"]
        subprocess.run(find, env={"DISPLAY": display, "PATH": "/usr/bin"}, check=True)
        reader.hears("Firefox")
        yield seen


def begin(window: FirefoxWindow, reader: Orca) -> None:
    """The first screen of the form."""
    window.go("ask/who")
    window.sees(window.say(HEADINGS["who"]))
    reader.hears(window.say(HEADINGS["who"]))


def test_the_outcome_of_the_self_check_is_heard(window: FirefoxWindow, reader: Orca):
    window.go("self-check/")
    # To its end: whoever ticks while the page is still read out hears the rest of it first.
    reader.hears(window.say("check.open"), window.say("foot.all-pages"))
    reader.listen()
    criterion = window.region.selfcheck.criteria[1]
    window.click("checkbox", criterion.text[window.language])
    reader.hears("checked", window.say("check.fit"), criterion.why[window.language])


def test_what_is_wrong_is_heard_at_once_and_at_the_group(window: FirefoxWindow, reader: Orca):
    begin(window, reader)
    reader.listen()
    window.press("ask.step.continue")
    missing = window.say("errors.who.missing")
    reader.hears(window.say("errors.summary_title"), missing)
    reader.listen()
    window.firefox.type(TAB)
    reader.hears(f"{missing} link")
    reader.listen()
    window.firefox.type(TAB)
    question = window.say("ask.who.label")
    reader.hears(f"{question} {window.say('errors.prefix')} {missing} panel", "radio button")


def test_what_is_wrong_with_a_field_is_heard_at_the_field(window: FirefoxWindow, reader: Orca):
    begin(window, reader)
    window.choose("who", "parent")
    window.press("ask.step.continue")
    window.sees(window.say(HEADINGS["name"]))
    window.press("ask.step.continue")
    missing = window.say("errors.name.missing_own")
    reader.hears(window.say("errors.summary_title"), missing)
    window.firefox.type(TAB)
    reader.listen()
    window.firefox.type(TAB)
    reader.hears("entry", "invalid", missing)


def test_the_end_of_the_hour_is_heard(window: FirefoxWindow, reader: Orca):
    begin(window, reader)
    window.choose("who", "parent")
    window.press("ask.step.continue")
    window.sees(window.say(HEADINGS["name"]))
    reader.hears(window.say("ask.step.continue"))
    asked = window.say("ask.step.ending").partition("}")[2]
    assert asked not in reader.said()
    reader.listen()
    window.firefox.evaluate(TIME_PASSES)
    reader.hears(asked)


def test_that_it_was_sent_is_heard_with_its_number(window: FirefoxWindow, reader: Orca):
    window.go("ask/one-page")
    window.choose("who", "parent")
    window.write("name", "Sam")
    window.choose("reach", "phone")
    window.write("phone", "613-555-0142")
    window.choose("talk_language", window.language)
    window.choose("lives_in_region", "yes")
    window.choose("age_band", "6-11")
    window.press("ask.form.continue")
    window.sees(window.say("ask.check.title"))
    window.click("checkbox", window.region.consent.contact_me[window.language])
    reader.listen()
    window.press("ask.check.send")
    window.sees(window.say("ask.received.title"))
    lines = str(window.shown()["text"]).splitlines()
    (reference,) = filter(REFERENCE.match, lines)
    reader.hears(window.say("ask.received.title"), reference)
