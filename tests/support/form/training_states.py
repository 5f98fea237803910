"""The states of signing up for a training: the form, why there is none, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from werkzeug.test import TestResponse

from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import get
from tests.support.form.gallery import post
from tests.support.form.outages import refuse_inserts
from tests.support.form.site import deliver_everything
from tests.support.form.visitor import FOREIGN

DATE = "ask/training/sample-2027-02"
TYPED = {
    "attendee_name": "Zoë",
    "attendee_organisation": "Sample School",
    "attendee_email": "zoe@school.example",
    "attendee_needs": "A ramp",
    "go": "sign-up",
}
WRONG = {"attendee_name": "", "attendee_organisation": "", "attendee_email": "zoe"}
UNANSWERED = dict.fromkeys(WRONG, "")
ERRORS = ("attendee_name.missing", "attendee_organisation.missing", "attendee_email.missing")
DATES = {
    "full": "sample-2027-02-full",
    "cancelled": "sample-2027-03",
    "over": "sample-2026-01",
    "elsewhere": "sample-2027-07",
    "unknown": "nothing",
}


def press(house: StateService, *, token: bool = True, **typed: str) -> TestResponse:
    """The button, with what was typed."""
    visitor = house.visitor()
    given = visitor.get(DATE).typed()["token"] if token else "of yesterday"
    return visitor.post(DATE, {**TYPED, **typed, "token": given})


def unsaved(house: StateService) -> TestResponse:
    visitor = house.visitor()
    fields = {**TYPED, "token": visitor.get(DATE).typed()["token"]}
    refuse_inserts(house.site.database, True)
    answer = visitor.post(DATE, fields)
    refuse_inserts(house.site.database, False)
    return answer


def delivered(house: StateService) -> TestResponse:
    answer = press(house)
    deliver_everything(house.site.intake.store)
    return answer


def training_states() -> Iterator[State]:
    title = "ask.sign_up.title"
    forms = {
        "empty": (partial(get, below=DATE), (), 200),
        "nothing answered": (partial(press, **UNANSWERED), ERRORS, 200),
        "a wrong address": (partial(press, **WRONG), ("attendee_email.wrong",), 200),
        "open too long": (partial(press, token=False), ("expired",), 200),
        "from elsewhere": (
            partial(post, below=DATE, fields=TYPED, headers=FOREIGN),
            ("foreign",),
            403,
        ),
    }
    for name, (reach, says, status) in forms.items():
        keys = tuple(f"errors.{key}" for key in says)
        yield State(
            name=f"sign-up, {name}",
            template="sign_up.html",
            heading=title,
            reach=reach,
            says=keys,
            status=status,
        )
    yield State(
        name="sign-up, not saved",
        template="sign_up.html",
        heading=title,
        reach=unsaved,
        says=("errors.not_signed_up",),
        status=503,
    )
    for standing, date in DATES.items():
        yield State(
            name=f"sign-up, {standing}",
            template="no_sign_up.html",
            heading=f"ask.sign_up.{standing}.title",
            reach=partial(get, below=f"ask/training/{date}"),
            status=404 if standing == "unknown" else 200,
        )
    for name, reach in (("saved", press), ("delivered", delivered)):
        yield State(
            name=f"signed up, {name}",
            template="signed_up.html",
            heading="ask.signed_up.title",
            reach=reach,
        )
