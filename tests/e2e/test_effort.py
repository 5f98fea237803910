"""The work that the eight required answers are, counted in a browser, stated in docs/proof.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator
from playwright.sync_api import Page

from intake_app.catalog import Language
from intake_app.journey import QUESTIONS
from tests.support.browsers.steps import Walker
from tests.support.browsers.walk import fill
from tests.support.demo import Demo
from tests.support.project import PROJECT

STATED = PROJECT / "docs" / "proof.md"
NAME = "Sam"
PHONE = "6135550142"
FOCUSED = "control => control === document.activeElement"
GROUP_FOCUSED = "control => control.name === document.activeElement.name"
MOST_KEYS = 60


class Keyboard:
    """Walks to each control with Tab from the top of the page, as people without a mouse do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def _walk_to(self, control: Locator, reached: str) -> None:
        for _ in range(MOST_KEYS):
            if control.evaluate(reached):
                return
            self._press("Tab")
        pytest.fail("Tab does not lead there")

    def choose(self, control: Locator) -> None:
        self._walk_to(control, GROUP_FOCUSED)
        self._press("Space")
        for _ in range(MOST_KEYS):
            if control.is_checked():
                return
            self._press("ArrowDown")
        pytest.fail("arrows do not lead there")

    def write(self, control: Locator, text: str) -> None:
        self._walk_to(control, FOCUSED)
        for letter in text:
            self._press(letter)

    def push(self, control: Locator) -> None:
        self._walk_to(control, FOCUSED)
        self._press("Enter")


class Finger:
    """Taps what it sees, and types on the screen's own keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def choose(self, control: Locator) -> None:
        self.push(control)

    def write(self, control: Locator, text: str) -> None:
        self.push(control)
        control.press_sequentially(text)
        self.count += len(text)

    def push(self, control: Locator) -> None:
        control.click()
        self.count += 1


@dataclass
class Effort:
    """One way through the form, from the first page to the reference."""

    walker: Walker
    hand: Keyboard | Finger

    def _button(self, key: str) -> Locator:
        name = self.walker.say(key)
        return self.walker.page.get_by_role("button", name=name, exact=True)

    def choose(self, question: str, answer: str) -> None:
        self.hand.choose(self.walker.answer(question, answer))

    def write(self, question: str, text: str) -> None:
        self.hand.write(self.walker.box(question), text)

    def mark(self, question: str) -> None:
        self.hand.choose(self.walker.tick(question))

    def _answer(self, step: str) -> None:
        fill(
            self,
            step,
            {
                **self.walker.answers,
                "name": NAME,
                "phone": PHONE,
                "age_band": "6-11",
                "talk_language": "fr",
            },
        )

    def _send(self) -> None:
        self.walker.sees("ask.check.title")
        self.hand.choose(self.walker.agreement())
        self.hand.push(self._button("ask.check.send"))
        self.walker.sees("ask.received.title")

    def step_by_step(self) -> None:
        """The main way."""
        self.walker.go("ask/")
        start = self.walker.page.get_by_role("link", name=self.walker.say("ask.start.button"))
        self.hand.push(start)
        for step in QUESTIONS:
            self.walker.is_at(step)
            self._answer(step)
            self.hand.push(self._button("ask.step.continue"))
        self._send()

    def on_one_page(self) -> None:
        """The way for people in a hurry."""
        self.walker.go("ask/")
        one_page = self.walker.page.get_by_role("link", name=self.walker.say("ask.start.one_page"))
        self.hand.push(one_page)
        self.walker.sees("ask.form.title")
        self.walker.is_known = False
        for step in QUESTIONS:
            self._answer(step)
        self.hand.push(self._button("ask.form.continue"))
        self.walker.is_known = True
        self._send()


WAYS: dict[str, Callable[[Effort], None]] = {
    "step by step": Effort.step_by_step,
    "on one page": Effort.on_one_page,
}


def _measure(walker: Walker, hand: Keyboard | Finger, way: str) -> tuple[int, int]:
    """Screens seen, and keys or taps needed."""
    screens: list[str] = []

    def note(page: Page) -> None:
        screens.append(page.url)

    walker.page.on("load", note)
    WAYS[way](Effort(walker, hand))
    walker.page.remove_listener("load", note)
    walker.page.context.clear_cookies()
    return len(screens), hand.count


@pytest.mark.parametrize("way", WAYS)
def test_the_effort_of_the_eight_answers_is_what_we_say(
    page: Page, demo: Demo, language: Language, way: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    walker = Walker(page, demo, language)
    screens, taps = _measure(walker, Finger(page), way)
    same_screens, keys = _measure(walker, Keyboard(page), way)
    assert same_screens == screens
    row = f"| {way} | {screens} | {taps} | {keys} |"
    assert row in STATED.read_text(encoding="utf-8"), row
