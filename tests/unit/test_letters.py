"""Mails beside the requests: one for one cause a day, sent until the mail server has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake_app.dates import day_of
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.mailer import Mailer
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE
from tests.support.office import NOW
from tests.support.office import Office
from tests.support.relay import Relay

TODAY = day_of(NOW)
LEASE = 20 * MINUTE
MAIL = b"Subject: a reminder\r\n\r\nHAL-2026-0001\r\n"


@pytest.fixture
def office(relay: Relay, store: Store) -> Office:
    return Office(store, relay)


def post(store: Store, *, day: int = 0, mail: bytes = MAIL) -> bool:
    then = NOW + timedelta(days=day)
    return store.letters.post("reminder", day_of(then), dict.fromkeys(ADDRESSES, mail), then)


def test_of_two_who_write_for_one_cause_on_one_day_one_is_first(store: Store) -> None:
    assert post(store)
    assert not post(store, mail=b"another")
    assert store.letters.days_of("reminder") == {TODAY}
    first, second = (store.letters.claim(NOW, LEASE) for _ in ADDRESSES)
    assert first
    assert second
    assert (first.mail, second.mail) == (MAIL, MAIL)
    assert store.letters.claim(NOW, LEASE) is None


def test_what_could_not_be_sent_yesterday_is_not_sent_after_today_s(store: Store) -> None:
    post(store)
    post(store, day=1, mail=b"today's")
    later = NOW + timedelta(days=1)
    claimed = [store.letters.claim(later, LEASE) for _ in range(3)]
    assert [letter.mail for letter in claimed if letter] == [b"today's", b"today's"]


def test_a_letter_that_was_refused_is_tried_again_and_then_forgotten(office: Office) -> None:
    post(office.store)
    office.relay.spoil["RCPT"] = "450 busy"
    office.deliver()
    assert office.relay.arrived == []
    assert office.store.letters.claim(NOW, LEASE) is None, "not at once"
    office.relay.spoil.clear()
    office.now += HOUR
    office.deliver()
    assert sorted(one.recipients[0] for one in office.relay.arrived) == sorted(ADDRESSES)
    office.now += 30 * 24 * HOUR
    office.deliver()
    assert len(office.relay.arrived) == len(ADDRESSES)


def test_a_worker_whose_lease_was_taken_over_puts_nothing_off(store: Store) -> None:
    store.letters.post("reminder", TODAY, {ADDRESSES[0]: MAIL}, NOW)
    slow = store.letters.claim(NOW, LEASE)
    other = store.letters.claim(NOW + LEASE, LEASE)
    assert slow
    assert other
    store.letters.mark_unsent(slow, NOW + 2 * HOUR, "too late")
    assert store.letters.claim(NOW + 2 * LEASE, LEASE) is not None


def test_after_a_wrong_password_a_person_who_says_retry_is_heeded(office: Office) -> None:
    office.accept()
    office.relay.spoil["AUTH"] = "535 wrong password"
    for _ in range(4):
        office.deliver()
        office.now += 5 * MINUTE
    office.relay.spoil.clear()
    office.deliver()
    assert office.relay.arrived == [], "a pause is running"
    # Whatever pause is running: the operator mended the password and says so.
    office.store.lookup.retry(office.now)
    office.store.lookup.retry(office.now, "HAL-2026-0001")
    office.deliver()
    assert len(office.relay.arrived) == 1


def test_a_request_that_comes_while_letters_go_out_goes_before_the_next_of_them(
    store: Store,
) -> None:
    sent: list[str] = []

    class Far(Mailer):
        """Another request comes in while it takes the first letter."""

        def __init__(self) -> None:
            """Nobody is there to verify."""

        def send(self, mail: bytes, sender: str, recipient: str) -> None:
            sent.append("a letter" if mail == MAIL else "a request")
            if len(sent) == 1:
                accept(store)

    post(store)
    DeliveryWorker(store, Far(), "requests@service.example", clock=lambda: NOW).make_round()
    assert sent == ["a letter", "a request", "a letter"]


def accept(store: Store) -> None:
    store.accept(
        token_hash=b"one",
        region="HAL",
        year=2026,
        accepted_at=NOW,
        addresses=ADDRESSES[:1],
        make=lambda number, reference: b"a sealed mail",
    )
