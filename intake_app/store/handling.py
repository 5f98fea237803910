"""What staff did with a request: that they have it, when contact was made, how it ended.

Found by the hash of the link in the sealed mail, or by the number that an operator types.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from intake_app.store.letters import take_back_reminders
from intake_app.store.tables import requests
from intake_app.store.tallies import count
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing


class Outcome(StrEnum):
    """How it ended, as far as the agency is concerned."""

    BEGAN = "began"
    OTHER_HELP = "other-help"
    NOT_REACHED = "not-reached"
    WITHDREW = "withdrew"
    OTHER_REGION = "other-region"


@dataclass(frozen=True, kw_only=True)
class Handling:
    """One request, as staff's page knows it. Holds no answers."""

    id: int
    region: str
    number: str
    accepted_at: datetime
    reached_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    contacted_on: date | None
    outcome: Outcome | None
    erased_at: datetime | None
    reason: str | None
    """Of an operator, for a command; not for families."""


COLUMNS = [
    requests.c[name]
    for name in (
        *("id", "region", "number", "accepted_at", "reached_at", "acknowledged_at"),
        *("acknowledged_by", "contacted_on", "outcome", "erased_at", "reason"),
    )
]
OPEN = (requests.c.reached_at.is_not(None), requests.c.acknowledged_at.is_(None))
THIS = requests.c.id == sa.bindparam("this")
# What was erased before anybody had it is nobody's to take on.
NOT_YET = sa.and_(requests.c.acknowledged_at.is_(None), requests.c.erased_at.is_(None))


class HandlingRows:
    """What is known of each request's way through the agency."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def by_link(self, staff_hash: bytes) -> Handling | None:
        """The request whose mail held that link. Raises StoreError."""
        return self._one(requests.c.staff_hash == staff_hash)

    def by_name(self, name: str) -> Handling | None:
        """The request of that number or reference. Raises StoreError."""
        return self._one(sa.or_(requests.c.number == name, requests.c.reference == name))

    def received(self, region: str, begin: datetime, end: datetime) -> list[Handling]:
        """Those that came in from `begin` until before `end`, oldest first. Raises StoreError."""
        chosen = sa.select(*COLUMNS).where(
            requests.c.region == region,
            requests.c.accepted_at >= begin,
            requests.c.accepted_at < end,
        )
        with reading(self._engine) as connection:
            rows = connection.execute(chosen.order_by(requests.c.id))
            return [_handling(row._mapping) for row in rows]

    def unacknowledged(self, region: str) -> list[Handling]:
        """Those that a person could have read and nobody said so, oldest first."""
        chosen = sa.select(*COLUMNS).where(requests.c.region == region, *OPEN)
        chosen = chosen.where(requests.c.erased_at.is_(None)).order_by(requests.c.id)
        with reading(self._engine) as connection:
            return [_handling(row._mapping) for row in connection.execute(chosen)]

    def acknowledge(
        self, one: Handling, now: datetime, *, promise: str, by: str = "", reason: str = ""
    ) -> bool:
        """True for the first who says so; whoever comes later, or too late, changes nothing.

        `promise` says whether that was in time. Raises StoreError.
        """
        values = {"acknowledged_at": now, "acknowledged_by": by or None}
        # A link that is pressed keeps the reason of an earlier command, if there was one.
        values |= {"reason": reason} if reason else {}
        with writing(self._engine) as connection:
            change = sa.update(requests).where(THIS, NOT_YET).values(**values)
            if connection.execute(change, {"this": one.id}).rowcount == 0:
                return False
            _count(connection, one, "acknowledged", promise)
            take_back_reminders(connection, now)
        return True

    def note_contact(self, one: Handling, on: date) -> None:
        """When contact was first made; staff may correct it. Raises StoreError."""
        with writing(self._engine) as connection:
            change = sa.update(requests).where(THIS).values(contacted_on=on)
            connection.execute(change, {"this": one.id})

    def note_outcome(self, one: Handling, outcome: Outcome) -> None:
        """How it ended; staff may correct it, and each request counts once. Raises StoreError."""
        with writing(self._engine) as connection:
            known = sa.select(requests.c.outcome).where(THIS).with_for_update()
            before = connection.scalar(known, {"this": one.id})
            if before == outcome:
                return
            change = sa.update(requests).where(THIS).values(outcome=outcome)
            if connection.execute(change, {"this": one.id}).rowcount == 0:
                return
            _count(connection, one, "outcome", outcome)
            if before:
                _count(connection, one, "outcome", before, more=-1)

    def _one(self, condition: sa.ColumnElement[bool]) -> Handling | None:
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(*COLUMNS).where(condition)).one_or_none()
        return None if row is None else _handling(row._mapping)


def _count(
    connection: sa.Connection, one: Handling, kind: str, detail: str, *, more: int = 1
) -> None:
    count(
        connection,
        region=one.region,
        accepted_at=one.accepted_at,
        kind=kind,
        detail=detail,
        more=more,
    )


def _handling(row: sa.RowMapping) -> Handling:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return Handling(**{**row, "outcome": outcome})
