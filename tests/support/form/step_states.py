"""Rows of the table of states: the screens of questions, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from werkzeug.test import TestResponse

from intake_app.journey import QUESTIONS
from tests.support.form.answers import EMAIL
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import HELPER
from tests.support.form.answers import NEEDED
from tests.support.form.answers import WRONG
from tests.support.form.gallery import Reach
from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import rows_of
from tests.support.form.outages import without
from tests.support.form.visitor import FOREIGN
from tests.support.form.visitor import SITE
from tests.support.form.walker import BELONGS
from tests.support.form.walker import answers_on

HOUR = timedelta(hours=1)
PLENTY: dict[str, Any] = {
    **NEEDED,
    **EVERYTHING,
    "own_words": "We need help.",
    "child_name": "Chloë",
}
YOUNG = {"who": "young-person", "age_band": "12-15"}
HEADINGS = {
    "who": "ask.who.label",
    "name": "ask.name.label",
    "reach": "ask.reach.label",
    "language": "ask.language.title",
    "place": "ask.lives_in_region.label",
    "child": "ask.child.title",
    "help": "ask.help.title",
}
"""Where nobody has said who asks, or the draft that says it is out of reach."""
TO_A_PARENT = {
    **HEADINGS,
    "reach": "ask.reach.label_own",
    "place": "ask.lives_in_region.label_own",
}
TO_A_HELPER = {
    "name": "ask.name.label_helper",
    "reach": "ask.reach.label_helper",
    "place": "ask.lives_in_region.label_helper",
}
"""Whoever asks for a family is asked about the family."""
OF_A_HELPER: dict[str, dict[str, Any]] = {
    "errors.name.missing_helper": {"name": ""},
    "errors.reach.missing_helper": {"reach": ""},
    "errors.email.missing_helper": {**EMAIL, "email": ""},
    "errors.talk_language.missing_helper": {"talk_language": ""},
    "errors.lives_in_region.missing_helper": {"lives_in_region": ""},
}


def untouched(step: str, typed: dict[str, Any], house: StateService) -> TestResponse:
    return house.walker().walk(step, **typed).response


def filled(step: str, house: StateService) -> TestResponse:
    walker = house.walker()
    walker.walk(**PLENTY)
    return walker.at(step).response


def wrong(step: str, typed: dict[str, Any], house: StateService) -> TestResponse:
    walker = house.walker()
    answers = {**NEEDED, **typed}
    page = walker.walk(step, **answers_on("who", answers))
    return walker.press(page, "continue", **answers_on(step, answers))


def lost(house: StateService) -> TestResponse:
    walker = house.walker()
    page = walker.walk("reach")
    with house.later(HOUR):
        return walker.press(page, "continue", **answers_on("reach", PLENTY))


def lost_at_first(house: StateService) -> TestResponse:
    walker = house.walker()
    walker.walk("reach")
    with house.later(HOUR):
        return walker.at("who").response


def back_after_send(house: StateService) -> TestResponse:
    walker = house.walker()
    walker.walk_and_send()
    return walker.client.get(walker.path("ask/check"), base_url=SITE)


def not_kept(step: str, house: StateService) -> TestResponse:
    walker = house.walker()
    page = walker.walk(step)
    with without(house.site, "drafts"):
        return walker.press(page, "continue", **answers_on(step, PLENTY))


def foreign(step: str, house: StateService) -> TestResponse:
    walker = house.walker()
    address, fields = walker.filled(walker.walk(step), "continue", **answers_on(step, PLENTY))
    return walker.client.post(address, data=fields, base_url=SITE, headers=FOREIGN)


def step_of(typed: dict[str, Any]) -> str:
    """The screen that a wrong answer stands on."""
    return next(step for step in QUESTIONS if set(typed) & set(BELONGS[step]))


def step_state(
    name: str, step: str, reach: Reach, *says: str, status: int = 200, heading: str = ""
) -> State:
    row = rows_of("step.html", heading or TO_A_PARENT[step], step)
    return row(f"step {step}, {name}", reach, *says, status=status)


def step_states() -> Iterator[State]:
    for step in QUESTIONS:
        yield step_state("empty", step, partial(untouched, step, {}))
        to_a_helper = TO_A_HELPER.get(step, "")
        yield step_state("filled", step, partial(filled, step), heading=to_a_helper)
        reach, unknown = partial(foreign, step), HEADINGS[step]
        yield step_state("foreign", step, reach, "errors.foreign", status=403, heading=unknown)
    for case, (typed, key) in WRONG.items():
        step = step_of(typed)
        yield step_state(case, step, partial(wrong, step, typed), key)
    for key, typed in OF_A_HELPER.items():
        step = step_of(typed)
        asked = partial(wrong, step, {**HELPER, **typed})
        name = f"a helper, {key.split('.')[1]} missing"
        yield step_state(name, step, asked, key, heading=TO_A_HELPER.get(step, ""))
    long: dict[str, Any] = {"own_words": "x" * 1001}
    yield step_state("too long", "help", partial(wrong, "help", long), "errors.too_long")
    slip = {"reach": "email", "email": "zoe@gmail.con"}
    yield step_state("slip", "reach", partial(wrong, "reach", slip), "errors.address.typo")
    yield step_state("trap", "help", trapped, "errors.web_page.filled")
    asked_alone = partial(untouched, "child", YOUNG)
    yield step_state("asked alone", "child", asked_alone, heading="ask.child.title_young")
    yield step_state("lost", "reach", lost, "errors.lost", heading=HEADINGS["reach"])
    yield step_state("lost", "who", lost_at_first, "errors.lost")
    yield step_state("sent", "who", back_after_send, "errors.sent")
    for step in ("who", "help"):
        reach = partial(not_kept, step)
        yield step_state("not kept", step, reach, "errors.not_kept", status=503)


def trapped(house: StateService) -> TestResponse:
    walker = house.walker()
    return walker.press(walker.walk("help"), "continue", web_page="spam")
