"""A lease is asked for once and heard of, or it is given back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intake_app.errors import StoreError
from tests.support.office import ADDRESSES
from tests.support.office import NOW
from tests.support.office import Office


def test_what_a_dying_database_leased_without_a_word_goes_out_with_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a primary keeps the lease, its standby has it, and no answer comes back."""
    office.accept()
    office.store.letters.post("reminder", NOW.date(), {ADDRESSES[0]: b"Subject: one\r\n"}, NOW)

    def lost(keep: Callable[..., object]) -> Callable[..., object]:
        def claim(*asked: object, **named: object) -> object:
            keep(*asked, **named)
            raise StoreError("the connection is gone")

        return claim

    for rows, name in ((office.store, "claim_due"), (office.store.letters, "claim")):
        with monkeypatch.context() as dying:
            dying.setattr(rows, name, lost(getattr(rows, name)))
            with pytest.raises(StoreError):
                office.deliver()
    office.deliver()
    assert len(office.relay.arrived) == 2
    assert office.store.backlog().waiting == 0
