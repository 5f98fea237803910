"""A person in front of a browser who takes the form step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator
from playwright.sync_api import expect

from intake_app.journey import CHECK
from intake_app.journey import QUESTIONS
from tests.support.browsers.visitor import NAME
from tests.support.browsers.visitor import PHONE
from tests.support.browsers.visitor import Visitor
from tests.support.form.step_states import HEADINGS as ASKED

HEADINGS = {**ASKED, CHECK: "ask.check.title"}


@dataclass
class Walker(Visitor):
    """Walks from screen to screen."""

    who: str = "parent"
    reach: str = "phone"
    age: str = "12-15"

    def is_at(self, step: str) -> None:
        """Fails unless this screen is shown."""
        self.sees(HEADINGS[step])

    def begin(self) -> None:
        """From the start page."""
        self.go("ask/")
        self.press_or_follow("ask.start.button")
        self.is_at("who")

    def go_on(self) -> None:
        """The screen's main button."""
        self.press("ask.step.continue")

    def fill(self, step: str) -> None:
        """What this screen needs."""
        {
            "who": self._say_who,
            "name": lambda: self.box("name").fill(NAME),
            "reach": self._say_how,
            "language": lambda: self.choose("talk_language", self.language),
            "place": lambda: self.choose("lives_in_region", "yes"),
            "child": lambda: self.choose("age_band", self.age),
            "help": lambda: None,
        }[step]()

    def _say_who(self) -> None:
        self.choose("who", self.who)
        if self.who in ("friend", "worker"):
            self.tick("family_agrees").check()

    def _say_how(self) -> None:
        self.choose("reach", self.reach)
        boxes = {"phone": ("phone", PHONE), "text": ("text_phone", PHONE),
                 "email": ("email", "zoe@example.com")}  # fmt: skip
        if self.reach in boxes:
            field, typed = boxes[self.reach]
            self.box(field).fill(typed)

    def walk(self, until: str = CHECK) -> None:
        """From the start to this screen."""
        self.begin()
        self.walk_on("who", until)

    def walk_on(self, step: str, until: str = CHECK) -> None:
        """From a screen to a later one."""
        for passed in QUESTIONS[QUESTIONS.index(step) :]:
            if passed == until:
                break
            self.is_at(passed)
            self.fill(passed)
            self.go_on()
        self.is_at(until)

    def agreement(self) -> Locator:
        """The tick above Send, in the words for this person."""
        consent = self.region.consent
        if self.reach == "i-will-contact":
            text = consent.keep_until_i_call
        else:
            helps = self.who in ("friend", "worker")
            text = consent.family_agrees if helps else consent.contact_me
        return self.page.get_by_role("checkbox", name=text[self.language], exact=True)

    def send_it(self) -> str:
        """Agree and send; returns the reference."""
        self.agreement().check()
        self.press("ask.check.send")
        self.sees("ask.received.title")
        return self.reference()

    def notice(self, key: str) -> Locator:
        """What the page says aloud by itself."""
        return self.page.get_by_role("alert").filter(has_text=self.say(key))

    def let_time_pass(self) -> None:
        """As if the page had been open for as long as its notices wait."""
        self.page.evaluate("document.getAnimations().forEach(wait => wait.finish())")


def step_states(visitor: Visitor) -> Iterator[str]:
    """Stops at each state of each screen, and of what can be done with a draft."""
    walker = Walker(visitor.page, visitor.demo, visitor.language, who="friend")
    walker.begin()
    for step in QUESTIONS:
        walker.is_at(step)
        yield f"step {step}"
        if step not in ("help",):
            walker.go_on()
            expect(walker.summary()).to_be_visible()
            yield f"step {step}, with errors"
        walker.fill(step)
        if step == "reach":
            yield "step reach, phone"
        if step == "help":
            walker.let_time_pass()
            yield "step help, before the end"
        walker.go_on()
    walker.is_at(CHECK)
    yield "step check"
    walker.press("ask.later.title")
    walker.sees("ask.later.title")
    yield "finish later"
    walker.press("ask.later.button")
    walker.sees("ask.later.code_title")
    yield "code"
    walker.follow("ask.later.have_code")
    walker.go_on()
    expect(walker.summary()).to_be_visible()
    yield "resume, with errors"
    walker.go("ask/check")
    walker.unfold("ask.step.forget")
    yield "step check, deleting asked once more"
    walker.press("ask.step.forget_now")
    walker.sees("ask.forgotten.title")
    yield "forgotten"
