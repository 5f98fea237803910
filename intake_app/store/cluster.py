"""Several PostgreSQL servers as one: on how many a request is, and which of them gives numbers.

A promise to a family outlives a server only when another one had the request before the promise.
A standby that lacks the last requests and takes the primary's place would give their numbers again;
so would an old primary that was started once more beside the new one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store.kept_numbers import KeptNumbers
from intake_app.store.kept_numbers import highest_of
from intake_app.store.tables import timeline
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

ALONE = 1
"""The primary, and no other server."""

LOOK = sa.text(
    "SELECT (SELECT system_identifier::text FROM pg_control_system()) AS server,"
    # A checkpoint's own timeline stays behind for a while after a promotion.
    " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,"
    " current_setting('synchronous_standby_names') AS names,"
    " pg_has_role('pg_read_all_stats', 'USAGE') AS sees_standbys,"
    " (SELECT count(*) FROM pg_stat_replication) AS standbys,"
    " (SELECT count(*) FROM pg_stat_replication"
    " WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')) AS in_step"
)
COUNTED = re.compile(r"\s*(?:(?:FIRST|ANY)\s+)?([0-9]+)\s*\(", re.IGNORECASE)
POSTGRESQL = "postgresql"
Known = sa.Row[tuple[int, str, int, int]]
"""The row of table `timeline`: where the last number was given."""


@dataclass(frozen=True, kw_only=True)
class ReplicationStatus:
    """What a PostgreSQL server says of itself, and of those that copy it."""

    server: str
    """The same for a primary and all its standbys, whichever of them leads."""
    timeline: int
    """One more with each promotion."""
    waits_for: int
    """Standbys that have a request on their disks before its COMMIT returns."""
    standbys: int
    in_step: int
    """Of those that are waited for, how many are connected."""
    sees_standbys: bool
    """Whether our role may know `in_step`."""

    @classmethod
    def of(cls, connection: sa.Connection) -> ReplicationStatus:
        """Now. Raises SQLAlchemyError."""
        row = connection.execute(LOOK).one()
        return cls(
            server=row.server,
            timeline=int(row.timeline, 16),
            waits_for=_counted(row.names),
            standbys=row.standbys,
            in_step=row.in_step,
            sees_standbys=row.sees_standbys,
        )

    def lacks(self, copies: int) -> str:
        """Why a request would not be on so many servers before it is confirmed, if so."""
        if self.waits_for < copies - 1:
            return (
                f"A request must be on {copies} servers, and the server waits for"
                f" {self.waits_for} standbys: set its synchronous_standby_names"
            )
        if self.sees_standbys and self.in_step < copies - 1:
            return (
                f"A request must be on {copies} servers, and {self.in_step} standbys are in step:"
                " see pg_stat_replication there"
            )
        return ""


def _counted(names: str) -> int:
    """How many standbys `synchronous_standby_names` makes a commit wait for."""
    found = COUNTED.match(names)
    return int(found[1]) if found else int(bool(names.strip()))


class TimelineMemory:
    """The highest timeline that this machine has seen of each server, kept outside the database."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        """None: what was seen ends with the process."""
        self._kept = KeptNumbers(file) if file else None
        self._highest: dict[str, int] = {}

    @property
    def trouble(self) -> str:
        """Why the file cannot be read; empty when it can."""
        return self._kept.look()[1] if self._kept else ""

    def is_older(self, now: ReplicationStatus) -> bool:
        """Whether another server has taken this one's place already. Notes what is new."""
        # Another process of this machine may have met the new one first.
        held = self._kept.look()[0] if self._kept else {}
        self._highest = highest_of([held, self._highest, {now.server: now.timeline}])
        if self._kept and self._highest != held:
            # Without a disk of its own, each process still remembers.
            self._kept.keep(self._highest)
        return now.timeline < self._highest[now.server]


class Cluster:
    """The servers behind one address. On SQLite there is none, and nothing is asked."""

    def __init__(self, engine: sa.Engine, copies: int, memory: TimelineMemory) -> None:
        """`copies`: on how many servers a request must be before it is confirmed."""
        self._engine, self._copies, self._memory = engine, copies, memory

    def trouble(self) -> str:
        """Why no request would be taken now; empty when it would. Raises StoreError."""
        with reading(self._engine) as connection:
            if connection.dialect.name != POSTGRESQL:
                return ""
            return self._refusal(ReplicationStatus.of(connection), _known(connection))

    @property
    def forgets(self) -> str:
        """Why this machine cannot tell an old server from a new one; empty when it can."""
        return self._memory.trouble

    def hold(self, connection: sa.Connection) -> str:
        """In a transaction that gives a number: the same, or the place is written down beside it.

        Raises SQLAlchemyError.
        """
        if connection.dialect.name != POSTGRESQL:
            return ""
        now, known = ReplicationStatus.of(connection), _known(connection)
        refusal = self._refusal(now, known)
        if not refusal:
            self._write_down(connection, now, known)
        return refusal

    def settle(self) -> None:
        """A person says that numbers go on here. Raises StoreError, also on an older server."""
        with writing(self._engine) as connection:
            if connection.dialect.name != POSTGRESQL:
                return
            now = ReplicationStatus.of(connection)
            if self._memory.is_older(now):
                raise StoreError(f"{self._refusal(now, None)}.")
            self._write_down(connection, now, _known(connection))

    def _refusal(self, now: ReplicationStatus, known: Known | None) -> str:
        if self._memory.is_older(now):
            return (
                f"This is timeline {now.timeline} of a server whose place another one has taken:"
                " switch it off, or numbers are given twice."
                f" If it is the right one, delete {self._memory.file}"
            )
        if known is not None and not self._goes_on(known, now):
            return (
                "Another server, or a copy, has taken the place of the one that gave the last"
                " numbers, and may not know all of them: `intake restore` lets it give more"
            )
        return now.lacks(self._copies)

    def _goes_on(self, known: Known, now: ReplicationStatus) -> bool:
        """Whether the numbers of here follow those that were given last."""
        if known.server != now.server:
            return False  # a copy that somebody put back, or brought to another release
        had_all = min(known.copies, self._copies) > ALONE
        return bool(known.timeline == now.timeline or had_all)

    def _write_down(
        self, connection: sa.Connection, now: ReplicationStatus, known: Known | None
    ) -> None:
        row = {"server": now.server, "timeline": now.timeline, "copies": self._copies}
        if known is None:
            connection.execute(sa.insert(timeline).values(id=1, **row))
        elif known._mapping != {"id": 1, **row}:
            connection.execute(sa.update(timeline).values(**row))

    def standing(self) -> ReplicationStatus | None:
        """What the server says; None on SQLite. Raises StoreError."""
        with reading(self._engine) as connection:
            return (
                ReplicationStatus.of(connection) if connection.dialect.name == POSTGRESQL else None
            )

    def clock(self) -> datetime | None:
        """The server's own; None on SQLite, where it is ours. Raises StoreError."""
        with reading(self._engine) as connection:
            if connection.dialect.name != POSTGRESQL:
                return None
            now: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
            return now


def _known(connection: sa.Connection) -> Known | None:
    return connection.execute(sa.select(timeline)).one_or_none()
