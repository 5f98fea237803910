"""What was told on which path, so that nobody is told twice and nothing is told never."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.store.due import bounds
from intake_app.store.due import is_free
from intake_app.store.tables import alarm_paths
from intake_app.store.tables import alarms
from intake_app.store.transaction import Collision
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading


@dataclass(frozen=True, kw_only=True)
class Told:
    """One cause, as it was last told on one path."""

    cause: str
    stage: int
    told_at: datetime
    over: bool
    """It has been gone since."""


@dataclass(frozen=True, kw_only=True)
class PathState:
    """How one path fares."""

    path: str
    leased_until: datetime | None
    sent_at: datetime | None
    failing_since: datetime | None
    attempts: int
    due: datetime | None
    answer: str | None
    """What the last one that did not get through met, on its way to all or to some."""

    @property
    def fails(self) -> bool:
        """Whether somebody who should hear alarms does not."""
        return self.failing_since is not None or self.answer is not None


class AlarmRows:
    """The rows of tables `alarms` and `alarm_paths`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def paths(self) -> dict[str, PathState]:
        """Every path that was ever tried. Raises StoreError."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(alarm_paths).order_by(alarm_paths.c.path))
            return {row.path: PathState(**row._mapping) for row in rows}

    def told(self, path: str) -> dict[str, Told]:
        """What was told there. Raises StoreError."""
        chosen = sa.select(alarms.c.cause, alarms.c.stage, alarms.c.told_at, alarms.c.over)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen.where(alarms.c.path == path))
            return {row.cause: Told(**row._mapping) for row in rows}

    def lease(self, path: str, now: datetime, lease: timedelta) -> bool:
        """True for the one process that may use the path now. Raises StoreError."""
        change = sa.update(alarm_paths).where(alarm_paths.c.path == path, is_free(alarm_paths))
        try:
            with noting(self._engine) as connection:
                taken = change.values(leased_until=now + lease)
                if connection.execute(taken, bounds(now, lease)).rowcount:
                    return True
                row = {"path": path, "leased_until": now + lease, "attempts": 0}
                connection.execute(sa.insert(alarm_paths).values(**row))
        except Collision:
            return False
        return True

    def give_back(self, path: str) -> None:
        """It is not used after all. Raises StoreError."""
        with noting(self._engine) as connection:
            _change_path(connection, path)

    def keep_only(self, paths: Collection[str]) -> None:
        """Forget what is known of paths that no setting names any more. Raises StoreError."""
        with noting(self._engine) as connection:
            for table in (alarms, alarm_paths):
                connection.execute(sa.delete(table).where(table.c.path.not_in(paths)))

    def mark_sent(
        self, path: str, causes: Mapping[str, int], now: datetime, missed: str = ""
    ) -> None:
        """These causes, as bad as this, are told, but to whom it `missed`. Raises StoreError."""
        well = {"sent_at": now, "failing_since": None, "attempts": 0, "due": None}
        with noting(self._engine) as connection:
            _change_path(connection, path, answer=missed or None, **well)
            here = alarms.c.path == path
            connection.execute(sa.delete(alarms).where(here, alarms.c.cause.in_(list(causes))))
            rows = [
                {"cause": cause, "path": path, "stage": stage, "told_at": now, "over": False}
                for cause, stage in causes.items()
            ]
            if rows:
                connection.execute(sa.insert(alarms), rows)

    def mark_failed(self, path: str, now: datetime, due: datetime, answer: str) -> None:
        """It did not get through; again then. Raises StoreError."""
        failing = sa.func.coalesce(alarm_paths.c.failing_since, sa.literal(now, MOMENT))
        tries = alarm_paths.c.attempts + 1
        with noting(self._engine) as connection:
            _change_path(
                connection, path, failing_since=failing, attempts=tries, due=due, answer=answer
            )

    def note_what_is_over(self, path: str, present: set[str]) -> None:
        """Whatever was told and is no more. Raises StoreError."""
        gone = sa.update(alarms).where(
            alarms.c.path == path, ~alarms.c.over, alarms.c.cause.not_in(present)
        )
        with noting(self._engine) as connection:
            connection.execute(gone.values(over=True))


MOMENT = alarm_paths.c.due.type


def _change_path(connection: sa.Connection, path: str, **values: object) -> None:
    change = sa.update(alarm_paths).where(alarm_paths.c.path == path)
    connection.execute(change.values(leased_until=None, **values))
