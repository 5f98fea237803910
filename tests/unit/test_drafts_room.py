"""Notes for one look; and drafts without end: what room they may take, and what ends first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from intake_app.drafts import DraftRepository
from intake_app.drafts import OneTimeNotes
from intake_app.errors import NoRoom
from intake_app.store import Store
from intake_app.store.drafts import DraftRows
from intake_app.store.drafts import Limits
from tests.support.rooms import CANARY
from tests.support.rooms import Room
from tests.support.rooms import Watch
from tests.support.rooms import name_in

HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


def test_a_note_is_read_once_and_may_leave_a_word_behind(room: Room) -> None:
    notes = OneTimeNotes(room.store.drafts, room.watch)
    ticket = notes.keep({"name": CANARY, "token": "form"})
    assert notes.take(ticket, leave=lambda note: {"token": note["token"]}) == {
        "name": CANARY, "token": "form",
    }  # fmt: skip
    assert notes.take(ticket, leave=lambda note: note) == {"token": "form"}
    assert notes.take(ticket, leave=lambda _: None) == {"token": "form"}
    assert notes.take(ticket, leave=lambda _: None) is None
    assert room.rows() == 0


def test_a_note_that_nobody_fetched_ends_within_the_hour(room: Room) -> None:
    notes = OneTimeNotes(room.store.drafts, room.watch)
    ticket = notes.keep({"name": CANARY})
    room.watch.pass_(HOUR)
    assert notes.take(ticket, leave=lambda _: None) is None
    assert notes.take("\ud800", leave=lambda _: None) is None


@dataclass
class Disk:
    """Of which as much is free as a test says."""

    free: float | None = 0.5

    def __call__(self, _: sa.URL) -> float | None:
        return self.free


ROW = 2076
"""Bytes of the smallest row: padded, with nonce and tag."""
FEW = Limits(unkept=10 * ROW, kept=4 * ROW, when_low=2 * ROW, new_rows_between_looks=1)


@pytest.fixture
def disk() -> Disk:
    """Half of it free."""
    return Disk()


@pytest.fixture
def small(store: Store, disk: Disk) -> Room:
    """A repository that soon is full."""
    watch = Watch()
    return Room(DraftRepository(DraftRows(store._engine, FEW, disk), watch), watch, store)


def begin_many(room: Room, count: int = 30) -> list[bytes]:
    """As a program does that never stops."""
    begun = []
    for _ in range(count):
        room.watch.pass_(MOMENT)
        begun.append(room.begin())
    return begun


def test_of_drafts_that_nobody_keeps_the_oldest_end_when_there_are_too_many(small: Room) -> None:
    kept = small.keep(small.begin("asked for"))
    begun = begin_many(small)
    living = [small.repository.open(secret) is not None for secret in begun]
    assert 5 <= sum(living) <= 10
    assert living == sorted(living), "the youngest live"
    assert name_in(small.repository.look(kept.code)) == "asked for"


def test_too_many_kept_drafts_are_refused_and_none_is_lost(small: Room) -> None:
    codes = [small.keep(small.begin()).code for _ in range(4)]
    secret = small.begin("the fifth")
    with pytest.raises(NoRoom):
        small.repository.keep_for_later(secret)
    assert name_in(small.repository.open(secret)) == "the fifth"
    assert all(small.repository.look(code) for code in codes)


def test_when_the_disk_runs_low_drafts_end_before_requests_do(small: Room, disk: Disk) -> None:
    kept = small.keep(small.begin("asked for"))
    begin_many(small, 8)
    disk.free = 0.09
    last = small.begin("the last")
    assert small.rows() <= 2 + 1 + 1
    assert name_in(small.repository.open(last)) == "the last"
    assert small.repository.look(kept.code), "what was promised goes last"
    with pytest.raises(NoRoom):
        small.repository.keep_for_later(last)


def test_a_sweep_makes_room_also_while_nobody_begins(small: Room, disk: Disk) -> None:
    for _ in range(4):
        small.keep(small.begin())
    begin_many(small, 8)
    disk.free = 0.04
    DraftRows(small.store._engine, FEW, disk).purge(small.watch())
    assert small.rows() <= 2 + 2


def test_where_nobody_can_tell_how_full_the_disk_is_nothing_ends_early(
    small: Room, disk: Disk
) -> None:
    disk.free = None
    begun = begin_many(small, 9)
    assert all(small.repository.open(secret) for secret in begun)
