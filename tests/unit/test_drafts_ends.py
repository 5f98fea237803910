"""What ends a draft and a code, at the edges: nothing is handed out for what has ended."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

from intake_app.drafts import DraftRepository
from intake_app.store import Store
from tests.support.rooms import Room
from tests.support.rooms import Watch

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


def test_a_code_says_how_long_it_opens_and_a_wrong_one_nothing(room: Room) -> None:
    kept = room.keep(room.begin())
    assert room.repository.opens_until(kept.code) == room.watch.now + WEEK
    assert room.repository.opens_until("0" * 20) is None
    room.watch.pass_(WEEK)
    assert room.repository.opens_until(kept.code) is None


def test_a_draft_that_ends_gets_no_new_secret_and_no_code(room: Room) -> None:
    secret = room.begin()
    room.watch.pass_(HOUR)
    assert room.repository.rotate(secret, lambda draft: draft) == (None, None)
    assert room.repository.keep_for_later(secret) is None


def test_a_draft_that_ends_while_a_code_is_made_gets_none(store: Store) -> None:
    class Running(Watch):
        """From when it runs, 25 minutes go by after each look at it."""

        runs = False

        def __call__(self) -> datetime:
            seen = self.now
            self.now += timedelta(minutes=25) * self.runs
            return seen

    watch = Running()
    room = Room(DraftRepository(store.drafts, watch), watch, store)
    secret = room.begin()
    watch.runs = True
    assert room.repository.keep_for_later(secret) is None
    assert room.rows() <= 1
