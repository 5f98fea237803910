"""The states of the closed loop: staff's page behind the link in the mail, the family's status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from werkzeug.test import TestResponse

from intake_app.dates import day_of
from tests.support.form.gallery import Reach
from tests.support.form.gallery import State
from tests.support.form.gallery import StateService
from tests.support.form.gallery import get
from tests.support.form.site import deliver_everything
from tests.support.form.visitor import SITE

TODAY = "2020-01-01"
"""Before every request: no day of contact."""
MONTH = timedelta(days=30)


def send(house: StateService, **typed: str) -> str:
    """A family sends; the end of the address that it keeps."""
    place = house.visitor().send(**typed).location
    return place.partition("/received/")[2]


def staff(house: StateService) -> str:
    """The link in the newest mail."""
    return house.site.staff_link()


def press(house: StateService, link: str, go: str, **typed: str) -> TestResponse:
    client = house.visitor().client
    return client.post(link, data={"go": go, **typed}, base_url=SITE)


def asked(house: StateService) -> TestResponse:
    send(house)
    return house.visitor().client.get(staff(house), base_url=SITE)


def had(house: StateService, *, initials: str = "", then: str = "", **typed: str) -> TestResponse:
    send(house)
    link = staff(house)
    answer = press(house, link, "have-it", initials=initials)
    return press(house, link, then, **typed) if then else answer


def with_dates(house: StateService) -> TestResponse:
    return had(house, then="contact", contact_day=f"{day_of(house.clock()):%Y-%m-%d}")


def had_and_erased(house: StateService) -> TestResponse:
    answer = had(house, initials="M.T.")
    one = house.site.intake.handover.of_link(answer.location.rpartition("/")[2])
    assert one
    house.site.intake.store.erasure.forget(one.id, house.clock(), "the family asked")
    return answer


def nothing_behind(house: StateService) -> TestResponse:
    return house.visitor().client.get("/staff/have-it/" + "x" * 43, base_url=SITE)


def status(
    house: StateService, reach: str = "phone", *, delivered: bool = False, read: bool = False
) -> TestResponse:
    typed = {
        "phone": {},
        "text": {"reach": "text", "text_phone": "613-555-0123"},
        "email": {"reach": "email", "email": "zoe@home.example", "others_read_email": "no"},
    }
    ticket = send(house, **typed.get(reach, {"reach": reach}))
    if delivered:
        deliver_everything(house.site.intake.store)
    if read:
        press(house, staff(house), "have-it")
    return get(house, f"status/{ticket}")


def talked(house: StateService) -> TestResponse:
    ticket = send(house)
    deliver_everything(house.site.intake.store)
    link = staff(house)
    press(house, link, "have-it")
    press(house, link, "contact", contact_day=f"{day_of(house.clock()):%Y-%m-%d}")
    return get(house, f"status/{ticket}")


def erased(house: StateService, *, read: bool) -> TestResponse:
    ticket, erasure = send(house), house.site.intake.store.erasure
    deliver_everything(house.site.intake.store)
    if read:
        press(house, staff(house), "have-it")
        erasure.erase_what_is_done(house.clock() + MONTH)
    else:
        one = house.site.intake.handover.of_link(staff(house).rpartition("/")[2])
        assert one
        erasure.forget(one.id, house.clock(), "the family asked")
    return get(house, f"status/{ticket}")


def taken_back(house: StateService) -> TestResponse:
    send(house)
    link = staff(house)
    one = house.site.intake.handover.of_link(link.rpartition("/")[2])
    assert one
    house.site.intake.store.erasure.forget(one.id, house.clock(), "the family asked")
    press(house, link, "have-it")
    return house.visitor().client.get(link, base_url=SITE)


def loop_states() -> Iterator[State]:
    had_rows: dict[str, tuple[Reach, tuple[str, ...]]] = {
        "we have it": (had, ()),
        "we have it, by initials": (partial(had, initials="M.T."), ()),
        "we have it, dates": (with_dates, ()),
        "we have it, outcome": (partial(had, then="outcome", outcome="began"), ()),
        "we have it, erased here": (had_and_erased, ()),
        "we have it, wrong day": (
            partial(had, then="contact", contact_day=TODAY),
            ("errors.contact_day",),
        ),
        "we have it, no outcome": (partial(had, then="outcome"), ("errors.outcome_missing",)),
    }
    yield State("do you have it", "have_it.html", "staff.have_it.title", asked)
    for name, (reach, says) in had_rows.items():
        yield State(name, "had.html", "staff.had.title", reach, says)
    gone = "have_it_gone.html"
    yield State("nothing behind it", gone, "staff.gone.title", nothing_behind, status=404)
    yield State("taken back", gone, "staff.erased.title", taken_back, status=404)
    statuses: dict[str, Reach] = {
        "status, saved": status,
        "status, delivered": partial(status, delivered=True),
        "status, read": partial(status, delivered=True, read=True),
        "status, talked": talked,
        "status, by text": partial(status, reach="text"),
        "status, by e-mail": partial(status, reach="email", delivered=True, read=True),
        "status, erased": partial(erased, read=True),
        "status, erased when asked": partial(erased, read=False),
    }
    for name, reach in statuses.items():
        yield State(name, "status.html", "ask.status.title", reach)
