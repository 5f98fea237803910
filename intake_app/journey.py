"""The order of the screens, and which of them can be reached. Knows no field and no web."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable

from intake_app import questions

CHECK = "check"
QUESTIONS = questions.SCREEN_NAMES
STEPS = (*QUESTIONS, CHECK)
FIRST = STEPS[0]


def number_of(step: str) -> int:
    """Its place on the way, counted as people count."""
    return STEPS.index(step) + 1


def before(step: str) -> str | None:
    """The screen that stands before it; None for the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def first_open(answered: Collection[str]) -> str:
    """The first screen that still wants an answer; at the end, the check of all of them."""
    return next((step for step in QUESTIONS if step not in answered), CHECK)


def is_reachable(step: str, answered: Collection[str]) -> bool:
    """True when every screen before it has its answers."""
    return number_of(step) <= number_of(first_open(answered))


def after(step: str, answered: Collection[str]) -> str:
    """Where Continue leads: on in order, or back to the check when all is answered."""
    open_step = first_open(answered)
    if open_step == CHECK:
        return CHECK
    following = STEPS[number_of(step)]
    return following if is_reachable(following, answered) else open_step


def with_answer(answered: Iterable[str], step: str, *, valid: bool) -> tuple[str, ...]:
    """The answered screens, in order, once this one was filled in."""
    others = {other for other in answered if other != step}
    wanted = others | {step} if valid else others
    return tuple(known for known in QUESTIONS if known in wanted)
