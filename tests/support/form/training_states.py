"""The states of signing up for a training: the form, why there is none, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from werkzeug.test import TestResponse

from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import get
from tests.support.form.gallery import post
from tests.support.form.gallery import rows_of
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
ERRORS = tuple(f"errors.{name}.missing" for name in WRONG)
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
    form = rows_of("sign_up.html", "ask.sign_up.title")
    yield form("sign-up, empty", partial(get, below=DATE))
    yield form("sign-up, nothing answered", partial(press, **UNANSWERED), *ERRORS)
    yield form("sign-up, a wrong address", partial(press, **WRONG), "errors.attendee_email.wrong")
    yield form("sign-up, open too long", partial(press, token=False), "errors.expired")
    foreign = partial(post, below=DATE, fields=TYPED, headers=FOREIGN)
    yield form("sign-up, from elsewhere", foreign, "errors.foreign", status=403)
    yield form("sign-up, not saved", unsaved, "errors.not_signed_up", status=503)
    for standing, date in DATES.items():
        none = rows_of("no_sign_up.html", f"ask.sign_up.{standing}.title")
        status = 404 if standing == "unknown" else 200
        address = partial(get, below=f"ask/training/{date}")
        yield none(f"sign-up, {standing}", address, status=status)
    signed_up = rows_of("signed_up.html", "ask.signed_up.title")
    yield signed_up("signed up, saved", press)
    yield signed_up("signed up, delivered", delivered)
