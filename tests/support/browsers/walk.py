"""One way through the form for every browser: a driver says how it fills, presses and looks."""

from __future__ import annotations

from abc import ABC
from abc import abstractmethod
from collections.abc import Mapping
from typing import Protocol

from intake_app.journey import CHECK
from intake_app.journey import FIRST
from intake_app.journey import QUESTIONS
from intake_app.questions import SCREENS
from intake_app.questions import Question
from tests.support.browsers.reader import Reader
from tests.support.form.answers import NEEDED
from tests.support.form.step_states import TO_A_PARENT

HEADINGS = {**TO_A_PARENT, CHECK: "ask.check.title"}
ON = {screen.name: screen.questions for screen in SCREENS}


class Hand(Protocol):
    """What answers a question."""

    def choose(self, question: str, answer: str) -> object:
        """One of several answers."""

    def write(self, question: str, text: str) -> object:
        """Into a text field, in place of what stands there."""

    def mark(self, question: str) -> object:
        """A single tick box."""


def fill(hand: Hand, step: str, answers: Mapping[str, str]) -> None:
    """Every question of a screen that these answer, in the order it is asked."""
    for question in ON[step]:
        if question.name not in answers or not is_asked(question, answers):
            continue
        if question.kind == "choice":
            hand.choose(question.name, answers[question.name])
        elif question.kind == "tick":
            hand.mark(question.name)
        else:
            hand.write(question.name, answers[question.name])


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether it is seen at all by who answers so."""
    only_if = question.only_if
    return only_if is None or answers.get(only_if.question) in only_if.answers


class Walk(Reader, ABC):
    """Somebody who goes from screen to screen; what is `typed` stands over their own answers."""

    @property
    def answers(self) -> dict[str, str]:
        """What this person says: the needed answers."""
        return {**NEEDED, "talk_language": self.language}

    @abstractmethod
    def go(self, path: str) -> None:
        """An address of this language, like `ask/`."""

    @abstractmethod
    def sees(self, key: str) -> None:
        """Fails unless the page says these words."""

    @abstractmethod
    def press(self, key: str) -> None:
        """A button by its words."""

    @abstractmethod
    def follow(self, key: str) -> None:
        """A link by its words."""

    @abstractmethod
    def choose(self, question: str, answer: str) -> None:
        """One of several answers."""

    @abstractmethod
    def write(self, question: str, text: str) -> None:
        """Into a text field, in place of what stands there."""

    @abstractmethod
    def mark(self, question: str) -> None:
        """A single tick box."""

    def fill(self, step: str, **typed: str) -> None:
        """What this screen needs, and this."""
        fill(self, step, {**self.answers, **typed})

    def fill_all(self, **typed: str) -> None:
        """The form on one page."""
        for step in QUESTIONS:
            self.fill(step, **typed)

    def is_at(self, step: str) -> None:
        """Fails unless this screen is shown."""
        self.sees(HEADINGS[step])

    def go_on(self) -> None:
        """The screen's main button."""
        self.press("ask.step.continue")

    def begin(self) -> None:
        """From the start page."""
        self.go("ask/")
        self.follow("ask.start.button")
        self.is_at(FIRST)

    def walk(self, until: str = CHECK, **typed: str) -> None:
        """From the start to this screen."""
        self.begin()
        self.walk_on(FIRST, until, **typed)

    def walk_on(self, step: str, until: str = CHECK, **typed: str) -> None:
        """From a screen to a later one."""
        for passed in QUESTIONS[QUESTIONS.index(step) :]:
            if passed == until:
                break
            self.is_at(passed)
            self.fill(passed, **typed)
            self.go_on()
        self.is_at(until)
