"""The table of states: every screen of the form as people meet it, and every way it can go wrong.

Each row is reached by real answers and real faults. A new template, step, notice or error without
a row fails; what stands here is held to all rules in `test_states.py`, and by axe in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from jinja2 import DictLoader
from werkzeug.test import TestResponse

from intake_app.refusals import REFUSED
from intake_app.security.rate_limit import FLOOD_OF_REQUESTS
from intake_app.security.rate_limit import WRONG_CODES_FREE
from tests.support.form.answers import EMAIL
from tests.support.form.answers import NEEDED
from tests.support.form.call_states import call_states
from tests.support.form.gallery import Reach
from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import get
from tests.support.form.gallery import post
from tests.support.form.gallery import rows_of
from tests.support.form.loop_states import loop_states
from tests.support.form.outages import refuse_inserts
from tests.support.form.outages import without
from tests.support.form.site import deliver_everything
from tests.support.form.step_states import PLENTY
from tests.support.form.step_states import YOUNG
from tests.support.form.step_states import step_states
from tests.support.form.training_states import training_states
from tests.support.form.visitor import FOREIGN
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE
from tests.support.form.walker import Walker

HOUR, DAY, DAYS = timedelta(hours=1), timedelta(days=1), timedelta(days=3)
CODE = "0" * 20


# Before the form, and the form on one page.


def all_open(house: StateService) -> TestResponse:
    return house.visitor().go_on(**{**PLENTY, "reach": "", "child_name": "x" * 61}).response


def gone_on(typed: Mapping[str, Any], house: StateService) -> TestResponse:
    return house.visitor().go_on(**typed).response


def no_cookies(house: StateService) -> TestResponse:
    walker = house.walker()
    walker.keeps_cookies = False
    return walker.press(walker.at("who"), "continue", who="parent")


def form_expired(house: StateService) -> TestResponse:
    visitor = house.visitor()
    form = visitor.open_form()
    with house.later(DAYS):
        return visitor.press(form, "continue", **NEEDED)


def form_ended(house: StateService) -> TestResponse:
    visitor = house.visitor()
    page = visitor.go_on()
    with house.later(HOUR):
        return visitor.press(page, "send", consent="yes")


def back_after_send(house: StateService) -> TestResponse:
    visitor = house.visitor()
    looked_at = visitor.press(visitor.open_form(), "continue", **NEEDED).location
    page = visitor.page(visitor.client.get(looked_at, base_url=SITE))
    visitor.press(page, "send", consent="yes")
    return visitor.client.get(looked_at, base_url=SITE)


def form_foreign(house: StateService) -> TestResponse:
    visitor = house.visitor()
    address, fields = visitor.filled(visitor.open_form(), "continue", **NEEDED)
    return visitor.client.post(address, data=fields, base_url=SITE, headers=FOREIGN)


def form_wrong(house: StateService) -> TestResponse:
    visitor = house.visitor()
    return visitor.press(visitor.open_form(), "continue")


def form_states() -> Iterator[State]:
    form = rows_of("form.html", "ask.form.title")
    yield form("form, empty", lambda house: get(house, ONE_PAGE))
    missing = ("who", "name", "reach", "talk_language", "lives_in_region", "age_band")
    yield form("form, with errors", form_wrong, *(f"errors.{name}.missing" for name in missing))
    yield form(
        "form, filled, with errors", all_open, "errors.reach.missing_helper", "errors.too_long"
    )
    email = partial(gone_on, {**EMAIL, "who": "", "email": ""})
    yield form("form, no e-mail", email, "errors.who.missing", "errors.email.missing")
    yield form("form, no cookies", no_cookies, "errors.no_cookies")
    yield form("form, expired", form_expired, "errors.expired")
    yield form("form, ended", form_ended, "errors.ended", status=410)
    yield form("form, sent", back_after_send, "errors.sent")
    yield form("form, foreign", form_foreign, "errors.foreign", status=403)
    broken = partial(post, below=ONE_PAGE, fields={"answers": "broken", "go": "send"})
    yield form("form, unreadable", broken, "errors.unreadable", status=400)


def found_one(house: StateService) -> TestResponse:
    """Somebody comes to a browser in which a form was begun."""
    walker = house.walker()
    walker.walk("reach")
    return walker.client.get(walker.path("ask/"), base_url=SITE)


def start_states() -> Iterator[State]:
    ticks = partial(post, below="ask/from-check", fields={"criteria": "not-sure"})
    start = rows_of("start.html", "ask.start.title")
    yield start("start", partial(get, below="ask/"))
    yield start("start, with ticks", ticks)
    yield start("start, a form is here", found_one)


# The answers once more, and Send.


def check(typed: Mapping[str, Any], house: StateService) -> TestResponse:
    return house.walker().walk(**typed).response


def outside(house: StateService) -> TestResponse:
    """Who would rather call can say so where there is a number to call."""
    calls = {"reach": "i-will-contact"} if house.site.intake.region.lead_agency.phone else {}
    return check({"lives_in_region": "no", **calls}, house)


def check_without_consent(house: StateService) -> TestResponse:
    walker = house.walker()
    return walker.press(walker.walk(), "send")


def changed(house: StateService) -> TestResponse:
    walker = house.walker()
    page = walker.walk()
    walker.press(walker.at("name"), "continue", name="Ottokar")
    return walker.press(page, "send", consent="yes")


def one_page_without_consent(house: StateService) -> TestResponse:
    visitor = house.visitor()
    return visitor.press(visitor.go_on(), "send")


def sent_before(house: StateService) -> TestResponse:
    visitor = house.visitor()
    form = visitor.open_form()
    told = visitor.page(visitor.press(form, "continue", **NEEDED))
    visitor.press(told, "send", consent="yes")
    return visitor.press(form, "continue", **NEEDED)


def check_expired(house: StateService) -> TestResponse:
    """A form that was open for most of a day before its answers were looked at."""
    visitor = house.visitor()
    form = visitor.open_form()
    with house.later(DAY - HOUR / 2):
        page = visitor.page(visitor.press(form, "continue", **NEEDED))
    with house.later(DAY + HOUR / 4):
        return visitor.press(page, "send", consent="yes")


def check_foreign(house: StateService) -> TestResponse:
    visitor = house.visitor()
    address, fields = visitor.filled(visitor.go_on(), "send", consent="yes")
    return visitor.client.post(address, data=fields, base_url=SITE, headers=FOREIGN)


def check_states() -> Iterator[State]:
    row = rows_of("check.html", "ask.check.title", step="check")
    yield row("check, needed", partial(check, {}))
    yield row("check, everything", partial(check, PLENTY))
    to_the_young = rows_of("check.html", "ask.check.title_young", step="check")
    yield to_the_young("check, young", partial(check, YOUNG))
    yield row("check, outside, will call", outside)
    yield row("check, without consent", check_without_consent, "errors.consent.missing")
    yield row("check, changed", changed, "errors.changed")
    yield row("check, one page", lambda house: house.visitor().go_on(**PLENTY).response)
    yield row("check, one page, no consent", one_page_without_consent, "errors.consent.missing")
    yield row("check, sent before", sent_before, "errors.sent_before")
    yield row("check, expired", check_expired, "errors.expired")
    yield row("check, foreign", check_foreign, "errors.foreign", status=403)


def not_saved(house: StateService) -> TestResponse:
    visitor = house.visitor()
    page = visitor.go_on()
    refuse_inserts(house.site.database, True)
    answer = visitor.press(page, "send", consent="yes")
    refuse_inserts(house.site.database, False)
    return answer


def maybe_saved(house: StateService) -> TestResponse:
    walker = house.walker()
    page = walker.walk()
    with without(house.site, "drafts"):
        return walker.press(page, "send", consent="yes")


def flood(house: StateService, address: str) -> None:
    floods = house.site.client.application.extensions["one-story"].request_rate
    for _ in range(FLOOD_OF_REQUESTS + 1):
        floods.count(address)


def press_again(house: StateService) -> TestResponse:
    flood(house, "203.0.113.9")
    return house.walker("203.0.113.77").walk_and_send()


def press_again_on_one_page(house: StateService) -> TestResponse:
    flood(house, "198.51.100.9")
    return house.visitor("198.51.100.77").send()


def unsaved_states() -> Iterator[State]:
    rows: dict[str, tuple[str, Reach, int]] = {
        "not saved": ("not_saved", not_saved, 503),
        "maybe saved": ("maybe_saved", maybe_saved, 503),
        "press again": ("press_again", press_again, 200),
        "press again, one page": ("press_again", press_again_on_one_page, 200),
    }
    for name, (case, reach, status) in rows.items():
        yield rows_of("unsaved.html", f"ask.{case}.title")(name, reach, status=status)


def received(house: StateService, *, delivered: bool) -> TestResponse:
    visitor = house.visitor()
    place = visitor.send().location
    if delivered:
        deliver_everything(house.site.intake.store)
    return visitor.client.get(place, base_url=SITE)


# Later, and nothing at all.


def later(go: str, house: StateService) -> TestResponse:
    walker = house.walker()
    offer = walker.follow(walker.press(walker.walk("help"), "later"))
    return walker.press(offer, go) if go else offer.response


def forgotten(house: StateService) -> TestResponse:
    walker = house.walker()
    walker.walk("name")
    return walker.post("ask/forget", {"go": "forget"})


def enter(walker: Walker, code: str) -> TestResponse:
    return walker.press(walker.at("resume"), "continue", code=code)


def entered(house: StateService, code: str) -> TestResponse:
    return enter(house.walker(), code)


def slowed(house: StateService) -> TestResponse:
    walker = house.walker("192.0.2.9")
    for _ in range(WRONG_CODES_FREE):
        enter(walker, CODE)
    return enter(walker, CODE)


def code_away(house: StateService) -> TestResponse:
    walker = house.walker()
    page = walker.at("resume")
    with without(house.site, "drafts"):
        return walker.press(page, "continue", code=CODE)


def keeping_states() -> Iterator[State]:
    yield State("finish later", "later.html", "ask.later.title", partial(later, ""))
    yield State("code", "later.html", "ask.later.code_title", partial(later, "code"))
    yield State("deleted", "forgotten.html", "ask.forgotten.title", forgotten)
    confirmed = rows_of("received.html", "ask.received.title")
    yield confirmed("received", partial(received, delivered=False))
    yield confirmed("received, delivered", partial(received, delivered=True))
    resume = rows_of("resume.html", "ask.code.label")
    yield resume("resume, empty", lambda house: get(house, "ask/resume"))
    unlike, unknown = (partial(entered, code=code) for code in ("7K3M", CODE))
    yield resume("resume, unlike", unlike, "errors.code.unlike")
    yield resume("resume, unknown", unknown, "errors.code.unknown")
    yield resume("resume, slowed", slowed, "errors.code.wait", status=429)
    yield resume("resume, away", code_away, "errors.code.away", status=503)
    elsewhere = partial(post, below="ask/resume", fields={"code": CODE}, headers=FOREIGN)
    yield resume("resume, foreign", elsewhere, "errors.foreign", status=403)


# Errors.


@contextmanager
def without_templates(house: StateService) -> Iterator[None]:
    """As when the files of the program are damaged."""
    environment = house.site.client.application.jinja_env
    loader, cache = environment.loader, environment.cache
    environment.loader = DictLoader({})
    environment.cache = None
    yield
    environment.loader, environment.cache = loader, cache


def broken(house: StateService) -> TestResponse:
    visitor = house.visitor()
    with without_templates(house):
        return visitor.client.get(visitor.path("ask/resume"), base_url=SITE)


def away(house: StateService) -> TestResponse:
    visitor = house.visitor()
    place = visitor.send().location
    with without(house.site, "requests"):
        return visitor.client.get(place, base_url=SITE)


def other_host(house: StateService) -> TestResponse:
    visitor = house.visitor()
    return visitor.client.get(visitor.path(ONE_PAGE), base_url="https://other.example")


def refused_by_the_server(house: StateService) -> TestResponse:
    visitor = house.visitor()
    return visitor.client.get(visitor.path("x"), base_url=SITE, environ_base={REFUSED: 429})


ERRORS: dict[int, Reach] = {
    400: other_host,
    403: partial(post, below="ask/forget", fields={"go": "forget"}, headers=FOREIGN),
    404: partial(get, below="ask/received/nothing"),
    405: partial(get, below="ask/from-check"),
    413: partial(post, below=ONE_PAGE, fields={"own_words": "x" * 70_000}),
    415: partial(post, below=ONE_PAGE, fields="{}", content_type="application/json"),
    429: refused_by_the_server,
    500: broken,
    503: away,
}


def error_states() -> Iterator[State]:
    for status, reach in ERRORS.items():
        heading = f"errors.page.{status}.title"
        yield State(f"error {status}", "error.html", heading, reach, status=status)


STATES: tuple[State, ...] = (
    *start_states(),
    *step_states(),
    *form_states(),
    *check_states(),
    *call_states(),
    *unsaved_states(),
    *keeping_states(),
    *loop_states(),
    *training_states(),
    *error_states(),
)
