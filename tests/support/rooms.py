"""A repository of drafts for tests, with a clock that stands still until it is moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.drafts import Draft
from intake_app.drafts import DraftRepository
from intake_app.drafts import Kept
from intake_app.store import Store
from intake_app.store.tables import drafts

CANARY = "Zenobia Quillfeather"


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        """Let time go by."""
        self.now += time


@dataclass(frozen=True)
class Room:
    """A repository, its clock, and the database behind it."""

    repository: DraftRepository
    watch: Watch
    store: Store

    def begin(self, name: str = CANARY) -> bytes:
        """A visitor's first answer; returns the secret."""
        return self.repository.begin(
            Draft(token="form", fields={"name": (name,)}, touched=self.watch())  # noqa: S106
        )

    def keep(self, secret: bytes) -> Kept:
        """A code for it."""
        kept = self.repository.keep_for_later(secret)
        assert kept
        return kept

    def rows(self) -> int:
        """How many are kept in all."""
        with self.store._engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(drafts)) or 0)


def name_in(draft: Draft | None) -> str | None:
    return draft.fields["name"][0] if draft else None
