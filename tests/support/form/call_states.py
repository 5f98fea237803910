"""What staff see who fill in the form while somebody is on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from werkzeug.test import TestResponse

from tests.support.form.answers import HELPER
from tests.support.form.answers import NEEDED
from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import get
from tests.support.form.gallery import rows_of
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE

CALL = f"{ONE_PAGE}?call"


def called(house: StateService, go: str, **typed: str) -> TestResponse:
    """What a button of the check page leads to, while staff have somebody on the phone."""
    visitor = house.visitor()
    check = visitor.page(visitor.press(visitor.get(CALL), "continue", **{**NEEDED, **typed}))
    return visitor.press(check, go) if go else check.response


def received_in_call(house: StateService) -> TestResponse:
    visitor = house.visitor()
    check = visitor.page(visitor.press(visitor.get(CALL), "continue", **NEEDED))
    sent = visitor.press(check, "send", consent="yes")
    return visitor.client.get(sent.location, base_url=SITE)


def call_states() -> Iterator[State]:
    """The form, the check page and the confirmation."""
    empty = partial(get, below=CALL)
    yield State("form, in a call", "form.html", "ask.in_call.title", empty)
    check = rows_of("check.html", "ask.in_call.check_title", step="check")
    yield check("check, in a call", partial(called, go=""))
    unsaid = partial(called, go="send")
    yield check("check, in a call, no consent", unsaid, "errors.consent.spoken")
    helped = partial(called, go="send", **HELPER)
    key = "errors.consent.spoken_helper"
    yield check("check, in a call of a helper, no consent", helped, key)
    yield State("received, in a call", "received.html", "ask.received.title", received_in_call)
