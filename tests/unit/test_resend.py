"""One more copy, because a person asked: it waits from then on, and is tried like any other."""

from __future__ import annotations

from datetime import timedelta

from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.store import State
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE
from tests.support.office import NOW

LEASE = 20 * MINUTE
DAY = timedelta(days=1)


def delivered(store: Store, copies: int) -> str:
    """A request that so many of its addresses have."""
    number = store.accept(
        token_hash=b"one",
        region="HAL",
        year=2026,
        accepted_at=NOW,
        addresses=ADDRESSES,
        make=lambda number, reference: b"a sealed mail",
    ).number
    for delivery in store.claim_due(now=NOW, limit=copies, lease=LEASE):
        store.mark_delivered(delivery, NOW)
    return number


def fail(store: Store, state: State, now: timedelta) -> None:
    for delivery in store.claim_due(now=NOW + now, limit=9, lease=LEASE):
        store.mark_undelivered(delivery, state, NOW + now + MINUTE, "not yet, 450")


def test_a_copy_that_is_sent_once_more_is_no_mail_that_waits_since_it_came(store: Store) -> None:
    number = delivered(store, 2)
    later = 10 * DAY
    assert store.lookup.resend(NOW + later, number) == 2
    for minutes, concerns in {0: [], 14: [], 15: ["late"], 8 * 24 * 60: ["late"]}.items():
        snapshot = HealthSnapshot.of(store, NOW + later + minutes * MINUTE)
        assert (snapshot.backlog.waiting, snapshot.concerns) == (2, concerns)
        assert snapshot.age == minutes * MINUTE
        fail(store, State.WAITING, later + minutes * MINUTE)
    fail(store, State.REFUSED, 20 * DAY)
    assert HealthSnapshot.of(store, NOW + 20 * DAY).concerns == ["late", "refused"]


def test_what_never_arrived_is_late_though_another_copy_is_sent_once_more(store: Store) -> None:
    number = delivered(store, 1)
    assert store.lookup.resend(NOW + HOUR, number) == 1
    snapshot = HealthSnapshot.of(store, NOW + 2 * HOUR)
    assert (snapshot.age, snapshot.concerns) == (2 * HOUR, ["late"])


def test_it_is_delivered_like_any_other(store: Store) -> None:
    number = delivered(store, 2)
    store.lookup.resend(NOW + DAY, number, ADDRESSES[0])
    (again,) = store.claim_due(now=NOW + DAY, limit=9, lease=LEASE)
    assert (again.address, again.mail) == (ADDRESSES[0], b"a sealed mail")
    store.mark_delivered(again, NOW + DAY)
    assert {copy.state for copy in store.lookup.copies(number)} == {State.DELIVERED}
    assert store.backlog().waiting == 0
