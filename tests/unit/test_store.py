"""The outbox on both databases: one token one row, gapless numbers, leases with a fence."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import partial

import pytest

from intake_app.errors import NotSaved
from intake_app.store import Backlog
from intake_app.store import Delivery
from intake_app.store import Receipt
from intake_app.store import State
from intake_app.store import Store
from tests.support import office
from tests.support.office import ADDRESSES

NOW = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)
"""Microseconds and all."""
accept = partial(office.accept, accepted_at=NOW)
LEASE = timedelta(minutes=20)
HOUR = timedelta(hours=1)


def mail_of(number: str, reference: str) -> bytes:
    """Bytes that hold what they were made from, and some that no text can hold."""
    return f"{number} {reference}".encode() + bytes(range(256))


def find(store: Store, token: str) -> Receipt | None:
    """What the store knows of a token."""
    return store.find(token.encode())


def delivered_at(store: Store, token: str) -> datetime | None:
    """When the last address had it, as the receipt says."""
    receipt = find(store, token)
    assert receipt is not None
    return receipt.delivered_at


def claim(store: Store, now: datetime = NOW, limit: int = 10) -> list[Delivery]:
    """What is due at that moment."""
    return store.claim_due(now=now, limit=limit, lease=LEASE)


def test_an_accepted_request_is_found_again_by_its_token(store: Store) -> None:
    receipt = accept(store)
    assert receipt.number == "HAL-2026-0001"
    assert receipt.accepted_at == NOW
    assert receipt.delivered_at is None
    assert find(store, "one") == receipt
    assert find(store, "another") is None


def test_a_form_is_known_by_the_first_half_of_its_token_whatever_its_answers(store: Store) -> None:
    accept(store, "f" * 16 + "some answers")
    assert store.knows_form(b"f" * 16)
    assert not store.knows_form(b"f" * 15 + b"e")
    assert not store.knows_form(b"f" * 15 + b"g")
    accept(store, "f" * 16 + "other answers")
    assert store.knows_form(b"f" * 16)


def test_an_accepted_request_outlives_the_process_that_kept_it(database_url: str) -> None:
    first = Store.open(database_url)
    receipt = accept(first)
    first.close()
    second = Store.open(database_url)
    assert find(second, "one") == receipt
    second.close()


def test_the_same_token_gives_the_same_receipt_and_no_second_mail(store: Store) -> None:
    receipt = accept(store)
    assert accept(store) == receipt
    assert accept(store, year=2027) == receipt
    assert len(claim(store)) == 1


def test_numbers_have_no_gap_within_region_and_year(store: Store) -> None:
    numbers = [accept(store, f"token {n}").number for n in range(3)]
    numbers.append(accept(store, "other region", region="LLG").number)
    numbers.append(accept(store, "other year", year=2027).number)
    numbers.append(accept(store, "as before").number)
    assert numbers == [
        "HAL-2026-0001",
        "HAL-2026-0002",
        "HAL-2026-0003",
        "LLG-2026-0001",
        "HAL-2027-0001",
        "HAL-2026-0004",
    ]


def test_a_mail_that_cannot_be_made_keeps_nothing_and_gives_its_number_back(store: Store) -> None:
    accept(store)

    def fail(number: str, reference: str) -> bytes:
        raise ArithmeticError(number)

    with pytest.raises(ArithmeticError, match="HAL-2026-0002"):
        accept(store, "unlucky", make=fail)
    assert find(store, "unlucky") is None
    assert accept(store, "lucky").number == "HAL-2026-0002"


def test_a_request_without_an_address_to_go_to_is_not_kept(store: Store) -> None:
    with pytest.raises(NotSaved):
        accept(store, addresses=())
    assert find(store, "one") is None


def test_a_reference_that_is_taken_is_drawn_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["K7DM-3XRA", "K7DM-3XRA", "K7DM-3XRA", "Q9CF-47TW"])
    monkeypatch.setattr("intake_app.store.acceptance.new_reference", lambda: next(drawn))
    assert accept(store, "one").reference == "K7DM-3XRA"
    second = accept(store, "two")
    assert (second.reference, second.number) == ("Q9CF-47TW", "HAL-2026-0002")


def test_references_that_are_all_taken_keep_nothing_and_say_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake_app.store.acceptance.new_reference", lambda: "K7DM-3XRA")
    accept(store, "one")
    with pytest.raises(NotSaved):
        accept(store, "two")
    assert find(store, "two") is None


def test_every_address_gets_the_bytes_that_were_made(store: Store) -> None:
    receipt = accept(store, addresses=ADDRESSES, make=mail_of)
    deliveries = claim(store)
    assert [d.address for d in deliveries] == [*ADDRESSES]
    assert {d.mail for d in deliveries} == {mail_of(receipt.number, receipt.reference)}
    assert {(d.number, d.region, d.attempts) for d in deliveries} == {("HAL-2026-0001", "HAL", 1)}


def test_a_receipt_tells_of_delivery_when_every_address_has_it(store: Store) -> None:
    accept(store, addresses=ADDRESSES)
    first, second = claim(store)
    store.mark_delivered(first, NOW + HOUR)
    assert delivered_at(store, "one") is None
    store.mark_delivered(second, NOW + 2 * HOUR)
    assert delivered_at(store, "one") == NOW + 2 * HOUR


def test_what_was_delivered_is_never_handed_out_again(store: Store) -> None:
    accept(store)
    store.mark_delivered(claim(store)[0], NOW)
    assert claim(store, NOW + 1000 * HOUR) == []


def test_the_longest_due_goes_first_and_no_more_than_asked_for(store: Store) -> None:
    accept(store, "one")
    accept(store, "two")
    store.mark_undelivered(claim(store, limit=1)[0], State.WAITING, NOW + HOUR)
    assert [d.number for d in claim(store, NOW + HOUR, limit=1)] == ["HAL-2026-0002"]
    assert [d.number for d in claim(store, NOW + HOUR, limit=1)] == ["HAL-2026-0001"]


@pytest.mark.parametrize("state", [State.WAITING, State.REFUSED, State.UNKNOWN])
def test_what_was_not_delivered_comes_back_when_due(store: Store, state: State) -> None:
    accept(store)
    [delivery] = claim(store)
    store.mark_undelivered(delivery, state, NOW + HOUR)
    assert claim(store, NOW + HOUR - timedelta(microseconds=1)) == []
    [again] = claim(store, NOW + HOUR)
    assert (again.mail, again.attempts) == (delivery.mail, 2)


def test_what_is_leased_is_left_alone_until_the_lease_ends(store: Store) -> None:
    accept(store)
    assert len(claim(store)) == 1
    assert claim(store, NOW + LEASE - timedelta(microseconds=1)) == []
    assert [d.attempts for d in claim(store, NOW + LEASE)] == [2]


def test_a_worker_whose_lease_ended_cannot_write_over_the_next_one(store: Store) -> None:
    accept(store)
    [stale] = claim(store)
    [current] = claim(store, NOW + LEASE)
    store.mark_undelivered(stale, State.REFUSED, NOW)
    assert store.backlog().refused == 0
    assert claim(store, NOW + LEASE) == []
    store.mark_undelivered(current, State.WAITING, NOW + HOUR)
    assert [d.attempts for d in claim(store, NOW + HOUR)] == [3]


def test_delivered_stays_delivered_whoever_comes_late(store: Store) -> None:
    accept(store)
    [stale] = claim(store)
    [current] = claim(store, NOW + LEASE)
    store.mark_delivered(stale, NOW + LEASE)
    store.mark_undelivered(current, State.UNKNOWN, NOW)
    store.mark_delivered(current, NOW + HOUR)
    assert delivered_at(store, "one") == NOW + LEASE
    assert claim(store, NOW + 2 * HOUR) == []


@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_a_clock_that_jumps_cannot_put_a_delivery_off(store: Store, days: int) -> None:
    accept(store)
    [delivery] = claim(store)
    store.mark_undelivered(delivery, State.WAITING, NOW + HOUR)
    assert [d.attempts for d in claim(store, NOW + timedelta(days=days))] == [2]


@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_a_lease_of_a_dead_worker_ends_though_the_clock_jumped(store: Store, days: int) -> None:
    accept(store)
    claim(store)
    assert [d.attempts for d in claim(store, NOW + timedelta(days=days))] == [2]


def test_a_clock_set_back_a_little_does_not_hand_out_what_is_being_sent(store: Store) -> None:
    accept(store)
    claim(store)
    assert claim(store, NOW - LEASE) == []


def test_the_backlog_counts_what_waits(store: Store) -> None:
    assert store.backlog() == Backlog(waiting=0, refused=0, unknown=0, oldest=None)
    for token in ("one", "two", "three", "four"):
        accept(store, token)
    first, second, third, _ = claim(store)
    store.mark_delivered(first, NOW)
    store.mark_undelivered(second, State.REFUSED, NOW + HOUR)
    store.mark_undelivered(third, State.UNKNOWN, NOW + HOUR)
    assert store.backlog() == Backlog(waiting=3, refused=1, unknown=1, oldest=NOW)


def test_nothing_of_a_mail_or_an_address_shows_when_a_delivery_is_printed(store: Store) -> None:
    accept(store)
    printed = repr(claim(store)[0])
    assert "agency" not in printed
    assert "bytes" not in printed
    assert "HAL-2026-0001" in printed
