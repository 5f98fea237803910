"""Reminders by number: to whom, on which days, and never of what somebody has by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from intake_app.catalog import load_words
from intake_app.dates import ONTARIO
from intake_app.intake.chasing import Chase
from intake_app.settings import CONTENT
from intake_app.store import REMINDER
from intake_app.store import Handling
from intake_app.store import Letter
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE

FIRST, SECOND = ADDRESSES
MONDAY = datetime(2026, 11, 30, 11, 0, tzinfo=ONTARIO)
DAY = timedelta(days=1)
THURSDAY = MONDAY + 3 * DAY - 4 * HOUR
"""Seven o'clock; two working days were promised, and this is the first after them."""
LEASE = 20 * MINUTE


def chase(store: Store) -> Chase:
    return Chase(
        store=store,
        region="HAL",
        addresses=ADDRESSES,
        words=load_words(CONTENT, "en"),
        sender="requests@service.example",
        promised_days=2,
    )


def delivered(store: Store, *forms: str, when: datetime = MONDAY) -> list[Handling]:
    """Requests that every address has had since then."""
    for form in forms:
        store.accept(
            token_hash=form.encode(),
            region="HAL",
            year=2026,
            accepted_at=when,
            addresses=ADDRESSES,
            make=lambda number, reference: b"a sealed mail",
        )
    for delivery in store.claim_due(now=when, limit=99, lease=LEASE):
        store.mark_delivered(delivery, when)
    return store.handling.unacknowledged("HAL")


def press(store: Store, one: Handling, now: datetime) -> None:
    assert store.handling.acknowledge(one, now, promise="late")


def waiting(store: Store, now: datetime) -> dict[str, str]:
    """The subject of each reminder that would go out now, by whom it is for."""
    return {letter.address: _subject(letter) for letter in _claimed(store, now)}


def _claimed(store: Store, now: datetime) -> Iterator[Letter]:
    return iter(lambda: store.letters.claim(now, LEASE), None)  # type: ignore[arg-type]


def _subject(letter: Letter) -> str:
    subject = str(message_from_bytes(letter.mail, policy=default)["Subject"])
    return subject.removeprefix("Nobody has said “We have it” yet: ")


def test_the_first_address_then_the_second_then_the_alarm(store: Store) -> None:
    delivered(store, "one")
    look, told = chase(store), []
    for day in range(5):
        now = THURSDAY + day * DAY
        look.look(now)
        told.append(({*waiting(store, now)}, len(look.overdue(now))))
    assert told == [({FIRST}, 0), ({SECOND}, 0), (set(), 0), (set(), 0), (set(), 1)]


def test_a_reminder_that_could_not_leave_on_its_day_leaves_on_no_other(store: Store) -> None:
    delivered(store, "one")
    friday = THURSDAY + DAY
    chase(store).look(friday)
    assert {*waiting(store, friday + 16 * HOUR)} == {SECOND}
    assert waiting(store, friday + 18 * HOUR) == {}, "Saturday, one o'clock"


def test_who_pressed_while_a_reminder_could_not_leave_is_not_reminded(store: Store) -> None:
    (one,) = delivered(store, "one")
    look = chase(store)
    look.look(THURSDAY)
    press(store, one, THURSDAY + HOUR)
    look.look(THURSDAY + HOUR)
    assert waiting(store, THURSDAY + 2 * HOUR) == {}


def test_what_else_is_unread_is_named_in_the_reminder_that_leaves_later(store: Store) -> None:
    one, _ = delivered(store, "one", "two")
    look = chase(store)
    look.look(THURSDAY)
    press(store, one, THURSDAY + HOUR)
    look.look(THURSDAY + HOUR)
    assert waiting(store, THURSDAY + HOUR) == {FIRST: "HAL-2026-0002"}


def test_what_a_family_took_back_is_named_in_no_reminder_any_more(store: Store) -> None:
    (one,) = delivered(store, "one")
    look = chase(store)
    look.look(THURSDAY)
    store.erasure.forget(one.id, THURSDAY + HOUR, "they asked")
    look.look(THURSDAY + HOUR)
    assert waiting(store, THURSDAY + HOUR) == {}


def test_whoever_was_reminded_today_is_not_reminded_again_when_another_is_read(
    store: Store,
) -> None:
    one, _ = delivered(store, "one", "two")
    look = chase(store)
    look.look(THURSDAY)
    (sent,) = _claimed(store, THURSDAY)
    store.letters.mark_sent(sent, THURSDAY)
    press(store, one, THURSDAY + HOUR)
    look.look(THURSDAY + HOUR)
    assert waiting(store, THURSDAY + HOUR) == {}


def test_a_reminder_that_is_being_sent_is_left_to_whoever_sends_it(store: Store) -> None:
    (one,) = delivered(store, "one")
    look = chase(store)
    look.look(THURSDAY)
    (leased,) = _claimed(store, THURSDAY)
    press(store, one, THURSDAY + MINUTE)
    store.letters.mark_sent(leased, THURSDAY + 2 * MINUTE)
    look.look(THURSDAY + HOUR)
    assert store.letters.addresses_of(REMINDER, THURSDAY.date()) == {FIRST}
    assert waiting(store, THURSDAY + HOUR) == {}


@pytest.mark.parametrize(
    "moment",
    {
        "before seven": THURSDAY - MINUTE,
        "on a Saturday": THURSDAY + 2 * DAY,
        "at Christmas": datetime(2026, 12, 25, 9, 0, tzinfo=ONTARIO),
    }.items(),
    ids=lambda item: item[0],
)
def test_nobody_is_written_to_or_rung_for_when_nobody_works(
    store: Store, moment: tuple[str, datetime]
) -> None:
    delivered(store, "one")
    look, (_, now) = chase(store), moment
    look.look(now)
    assert waiting(store, now) == {}
    assert look.overdue(now) == []


def test_what_a_wrong_clock_dated_years_ahead_is_no_secret_until_then(store: Store) -> None:
    (one,) = delivered(store, "one", when=MONDAY + 3650 * DAY)
    look = chase(store)
    assert [each.number for each in look.overdue(THURSDAY)] == [one.number]
    press(store, one, THURSDAY)
    assert look.overdue(THURSDAY) == []
