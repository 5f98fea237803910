"""An address typed in another case is the same mailbox, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import NOW
from tests.support.office import accept

WRITTEN = "empfänger@agency.example"
TYPED = "EMPFÄNGER@Agency.example"
"""PostgreSQL folds its Ä, or not, by a setting of the server; SQLite does not."""


def _on_its_way(store: Store) -> int:
    """Or `intake key retire` would take away the key that opens it."""
    key = Identity(fingerprint="AB", duty=KeyRole.REQUESTS, address=TYPED, ends=NOW)
    store.certificates.note(key)
    [record] = store.certificates.all()
    return store.certificates.undelivered(record)


def _given_up(store: Store) -> int:
    [one] = store.handling.received("HAL", NOW, NOW + timedelta(days=1))
    _deliver(store, ADDRESSES[1])
    return int(store.erasure.give_up_copy(one.id, TYPED, "left"))


def _sent_again(store: Store) -> int:
    _deliver(store, WRITTEN)
    return store.lookup.resend(NOW, "HAL-2026-0001", TYPED)


def _deliver(store: Store, address: str) -> None:
    for one in store.claim_due(now=NOW, limit=9, lease=timedelta(minutes=1)):
        if one.address == address:
            store.mark_delivered(one, NOW)


ASKED: dict[str, Callable[[Store], int]] = {
    "on its way": _on_its_way,
    "given up": _given_up,
    "sent again": _sent_again,
}


@pytest.mark.parametrize("name", ASKED)
def test_another_case_is_the_same_mailbox(store: Store, name: str) -> None:
    accept(store, addresses=(WRITTEN, ADDRESSES[1]))
    assert ASKED[name](store) == 1
