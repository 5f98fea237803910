"""Which processes live: each writes down now and then that it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.store.tables import processes
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading

SILENT = timedelta(seconds=75)
"""Without a beat for so long, a process is missing."""
REMEMBERED = timedelta(days=7)
"""A machine that is gone for good is no longer missed after this."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process, of one role on one machine."""

    name: str
    role: str
    version: str
    started_at: datetime
    beat_at: datetime
    ended_at: datetime | None

    def lives(self, now: datetime) -> bool:
        """Whether it has beaten lately; a beat from the future is a clock's mistake, not death."""
        return self.ended_at is None and now - self.beat_at < SILENT


class ProcessRows:
    """The rows of table `processes`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def beat(self, name: str, role: str, version: str, *, started: datetime, now: datetime) -> None:
        """It lives. Raises StoreError."""
        values = {"beat_at": now, "version": version, "started_at": started, "ended_at": None}
        with noting(self._engine) as connection:
            change = sa.update(processes).where(processes.c.name == name)
            if connection.execute(change.values(**values)).rowcount == 0:
                connection.execute(sa.insert(processes).values(name=name, role=role, **values))
            # A clock that was set back must not keep alive for hours what dies after it.
            ahead = sa.update(processes).where(processes.c.beat_at > now + SILENT)
            connection.execute(ahead.values(beat_at=now))
            old = processes.c.beat_at < now - REMEMBERED
            connection.execute(sa.delete(processes).where(old))

    def end(self, name: str, now: datetime) -> None:
        """It ends in order. Raises StoreError."""
        with noting(self._engine) as connection:
            change = sa.update(processes).where(processes.c.name == name)
            connection.execute(change.values(ended_at=now))

    def all(self) -> list[Process]:
        """Those of the last week, by name. Raises StoreError."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(processes).order_by(processes.c.name))
            return [Process(**row._mapping) for row in rows]
