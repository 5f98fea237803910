"""A person in front of a browser who takes the form step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator
from playwright.sync_api import expect

from intake_app.catalog import Words
from intake_app.journey import CHECK
from intake_app.journey import QUESTIONS
from intake_app.referral import Reach
from intake_app.referral import Who
from intake_app.referral import consent_kind
from tests.support.browsers.visitor import NAME
from tests.support.browsers.visitor import PHONE
from tests.support.browsers.visitor import Visitor
from tests.support.browsers.walk import HEADINGS
from tests.support.form.answers import HELPERS

REACHED: dict[str, dict[str, str]] = {
    "text": {"text_phone": PHONE},
    "email": {"email": "zoe@example.com"},
}
"""Where, for each way but the phone."""


@dataclass
class Walker(Visitor):
    """Walks from screen to screen."""

    who: str = "parent"
    reach: str = "phone"
    age: str = "12-15"
    is_known: bool = True
    """Whether the page can know who is asking; all on one page, it cannot."""

    @property
    def answers(self) -> dict[str, str]:
        """What this person says."""
        own = {"who": self.who, "name": NAME, "reach": self.reach, "age_band": self.age}
        return {
            **super().answers, **REACHED.get(self.reach, {}), **own, **HELPERS.get(self.who, {})
        }  # fmt: skip

    @property
    def words(self) -> Words:
        """As they are said to this person."""
        return super().words.spoken_to(*(Who(self.who).voices if self.is_known else ()))

    def is_at(self, step: str) -> None:
        """Fails unless this screen is shown, as it is put to this person."""
        self.sees(HEADINGS[step].removesuffix("_own"))

    def begin(self) -> None:
        """From the start page, where somebody's form may lie."""
        self.go("ask/")
        self.press_or_follow("ask.start.button")
        self.is_at("who")

    def check_answers(self) -> None:
        """To the last page before sending, which knows who is asking."""
        self.press("ask.form.continue")
        self.is_known = True
        self.sees("ask.check.title")

    def agreement(self) -> Locator:
        """The tick above Send, in the words for this person."""
        consent = self.region.consent
        helps = self.who in HELPERS
        kind = consent_kind(Who(self.who), Reach(self.reach))
        text = consent.of_kind(kind, helped=helps)
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
