"""One screen after the other, back to the check once all is answered, never past a gap."""

from __future__ import annotations

import pytest

from intake_app import journey
from intake_app.journey import CHECK
from intake_app.journey import QUESTIONS
from intake_app.journey import STEPS


def test_there_are_seven_screens_of_questions_and_the_check() -> None:
    assert STEPS == ("who", "name", "reach", "language", "place", "child", "help", "check")
    assert [journey.number_of(step) for step in STEPS] == list(range(1, 9))


@pytest.mark.parametrize("count", range(len(QUESTIONS) + 1))
def test_only_the_answered_screens_and_the_next_one_can_be_reached(count: int) -> None:
    reachable = [step for step in STEPS if journey.is_reachable(step, QUESTIONS[:count])]
    assert tuple(reachable) == STEPS[: count + 1]
    assert journey.first_open(QUESTIONS[:count]) == STEPS[count]


def test_continue_goes_through_the_screens_in_order() -> None:
    answered: tuple[str, ...] = ()
    walked = []
    step = journey.FIRST
    while step != CHECK:
        walked.append(step)
        answered = journey.with_answer(answered, step, valid=True)
        step = journey.after(step, answered)
    assert tuple(walked) == QUESTIONS


def test_who_went_back_two_screens_sees_the_next_one_again() -> None:
    assert journey.after("who", ("who", "name", "reach")) == "name"


@pytest.mark.parametrize("step", QUESTIONS)
def test_after_a_change_the_check_comes_again(step: str) -> None:
    assert journey.after(step, QUESTIONS) == CHECK


def test_an_answer_that_became_wrong_must_be_given_again_before_the_check() -> None:
    answered = journey.with_answer(QUESTIONS, "reach", valid=False)
    assert journey.first_open(answered) == "reach"
    assert not journey.is_reachable(CHECK, answered)
    assert journey.after("help", journey.with_answer(answered, "help", valid=True)) == "reach"


def test_a_gap_is_filled_before_going_on() -> None:
    assert journey.after("place", ("who", "place")) == "name"


def test_the_way_back_leads_through_the_screens_too() -> None:
    assert [journey.before(step) for step in STEPS] == [None, *STEPS[:-1]]
