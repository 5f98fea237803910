"""Half-filled forms, as the store sees them: bytes it cannot open, under names it cannot guess.

They are bounded, so that a stranger who begins forms without end fills no disk: of those that
nobody asked to keep the oldest end first, and when the disk runs low they end before any request
is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime

import sqlalchemy as sa

from intake_app.errors import NoRoom
from intake_app.errors import NotSaved
from intake_app.store.disk import DISK_LOW
from intake_app.store.disk import DISK_VERY_LOW
from intake_app.store.disk import free_share
from intake_app.store.tables import drafts
from intake_app.store.transaction import Collision
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading
from intake_app.store.transaction import wait_for_no_standby
from intake_app.store.transaction import writing

TRIES = 5
MEGABYTE = 1024 * 1024

# Built once: to build a statement anew costs more than to run it.
NOW = sa.bindparam("now", type_=drafts.c.expires.type)
ROW = sa.bindparam("row", type_=drafts.c.id.type)
LIVING = sa.select(drafts.c.ciphertext).where(drafts.c.id == ROW, drafts.c.expires > NOW)
TAKEN = LIVING.with_for_update()
# One that somebody holds goes next time: on a server, whoever waits for a standby may hold it long.
GONE = sa.delete(drafts).where(
    drafts.c.id.in_(
        sa.select(drafts.c.id).where(drafts.c.expires <= NOW).with_for_update(skip_locked=True)
    )
)
NEW = sa.insert(drafts)
CHANGED = sa.update(drafts).where(drafts.c.id == ROW)
ERASED = sa.delete(drafts).where(drafts.c.id == ROW)
SIZE = sa.func.length(drafts.c.ciphertext)
KEPT = sa.bindparam("kept", type_=sa.Boolean())
TOTAL = sa.select(sa.func.coalesce(sa.func.sum(SIZE), 0)).where(drafts.c.kept == KEPT)
# Counted from the youngest: what lies beyond the limit is the oldest.
YOUNGER = (
    sa.select(
        drafts.c.id,
        sa.func.sum(SIZE).over(order_by=(drafts.c.expires.desc(), drafts.c.id)).label("bytes"),
    )
    .where(drafts.c.kept == KEPT)
    .subquery()
)
OLDEST = sa.delete(drafts).where(
    drafts.c.id.in_(sa.select(YOUNGER.c.id).where(YOUNGER.c.bytes > sa.bindparam("most")))
)


@dataclass(frozen=True)
class Sealed:
    """What is kept of a draft."""

    ciphertext: bytes
    expires: datetime
    kept: bool = False
    """True when somebody asked to keep it, and has a code for it."""


ERASE = Sealed(b"", datetime.min.replace(tzinfo=UTC))
"""Given back by a change: the row shall go."""

Change = Callable[[bytes | None], Sealed | None]


@dataclass(frozen=True)
class Limits:
    """How much room half-filled forms may take, in bytes, and when less than that."""

    unkept: int = 128 * MEGABYTE
    kept: int = 128 * MEGABYTE
    when_low: int = 8 * MEGABYTE
    low: float = DISK_LOW
    """Share of the disk that is free."""
    very_low: float = DISK_VERY_LOW
    """From here on also those end that somebody asked to keep."""
    new_rows_between_looks: int = 64


class DraftRows:
    """The rows of table `drafts`. What has expired is not there, and goes when a new one begins."""

    def __init__(
        self,
        engine: sa.Engine,
        limits: Limits | None = None,
        free: Callable[[sa.URL], float | None] = free_share,
    ) -> None:
        self._engine = engine
        self._limits = limits or Limits()
        self._free = free
        self._new_rows = 0

    def read(self, row: bytes, now: datetime) -> bytes | None:
        """What was kept under this id. Raises StoreError."""
        with reading(self._engine) as connection:
            return connection.scalar(LIVING, {"row": row, "now": now})

    def change(self, row: bytes, now: datetime, change: Change) -> None:
        """Read and write in one transaction, so that of two tabs neither undoes the other.

        `change` gets what is there and returns what shall be; None leaves it. Raises StoreError,
        and NoRoom for what somebody wants to keep when too much is kept already.
        """
        for _ in range(TRIES):
            try:
                return self._change_once(row, now, change)
            except Collision:
                continue
        raise NotSaved("Another tab was quicker every time.")

    def _change_once(self, row: bytes, now: datetime, change: Change) -> None:
        with writing(self._engine) as connection:
            found = connection.scalar(TAKEN, {"row": row, "now": now})
            wanted = change(found)
            if wanted is None:
                return
            if not wanted.kept:
                wait_for_no_standby(connection)
            values = {"ciphertext": wanted.ciphertext, "expires": wanted.expires}
            if wanted is ERASE:
                connection.execute(ERASED, {"row": row})
            elif found is None:
                connection.execute(GONE, {"now": now})
                self._make_room_for(connection, wanted)
                connection.execute(NEW, {"id": row, "kept": wanted.kept, **values})
            else:
                connection.execute(CHANGED, {"row": row, **values})

    def erase(self, *rows: bytes) -> None:
        """Gone at once; the database overwrites the place. Raises StoreError."""
        with noting(self._engine) as connection:
            connection.execute(sa.delete(drafts).where(drafts.c.id.in_(rows)))

    def purge(self, now: datetime) -> None:
        """Erase what has expired, and what there is no room for. Raises StoreError."""
        with reading(self._engine) as connection:
            ended = connection.scalar(sa.select(sa.exists().where(drafts.c.expires <= now)))
            full = self._too_full(connection)
        if ended or full:
            with noting(self._engine) as connection:
                connection.execute(GONE, {"now": now})
                self._make_room(connection)

    def _make_room_for(self, connection: sa.Connection, wanted: Sealed) -> None:
        if wanted.kept:
            unkept_most, kept_most = self._most()
            total = connection.scalar(TOTAL, {"kept": True}) or 0
            if unkept_most < self._limits.unkept or total + len(wanted.ciphertext) > kept_most:
                raise NoRoom("Too many forms are kept for later.")
        self._new_rows += 1
        if self._new_rows % self._limits.new_rows_between_looks == 0 or self._is_low():
            self._make_room(connection)

    def _make_room(self, connection: sa.Connection) -> None:
        for kept, most in zip((False, True), self._most(), strict=True):
            if (connection.scalar(TOTAL, {"kept": kept}) or 0) > most:
                # A little more than must be: else every new one would find it full again.
                connection.execute(OLDEST, {"kept": kept, "most": most - most // 10})

    def _too_full(self, connection: sa.Connection) -> bool:
        totals = (connection.scalar(TOTAL, {"kept": kept}) or 0 for kept in (False, True))
        return any(total > most for total, most in zip(totals, self._most(), strict=True))

    def _most(self) -> tuple[int, int]:
        """Bytes for what nobody asked to keep, and for what somebody did."""
        limits, free = self._limits, self._free(self._engine.url)
        return (
            limits.when_low if free is not None and free < limits.low else limits.unkept,
            limits.when_low if free is not None and free < limits.very_low else limits.kept,
        )

    def _is_low(self) -> bool:
        free = self._free(self._engine.url)
        return free is not None and free < self._limits.low
