"""Questions of people: did this one arrive, what waits for whom, how many came that day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from intake_app.dates import ONTARIO
from intake_app.reference import request_number
from intake_app.store import marks
from intake_app.store.leases import RESENT
from intake_app.store.mailboxes import is_for
from intake_app.store.records import State
from intake_app.store.tables import UNDELIVERED
from intake_app.store.tables import counters
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One request on its way to one address."""

    number: str
    address: str
    state: str
    attempts: int
    due: datetime
    delivered_at: datetime | None
    answer: str | None
    """How the last try ended."""
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Span:
    """What came in within some time."""

    received: int
    first: str | None
    last: str | None
    missing: tuple[str, ...]
    """Numbers in between that no row has: they were given before a backup was put back, or their
    rows have ended."""


COPY = [
    requests.c.number,
    requests.c.accepted_at,
    *(
        deliveries.c[name]
        for name in ("address", "state", "attempts", "due", "delivered_at", "answer")
    ),
]


class LookupRows:
    """Reads for people, and what people ask for."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def copies(self, number: str) -> list[Copy]:
        """Every copy of one request. Raises StoreError."""
        return self._copies(requests.c.number == number)

    def queue(self) -> list[Copy]:
        """What waits, the oldest first. Raises StoreError."""
        return self._copies(UNDELIVERED)

    def _copies(self, condition: sa.ColumnElement[bool]) -> list[Copy]:
        chosen = sa.select(*COPY).select_from(deliveries.join(requests)).where(condition)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen.order_by(requests.c.id, deliveries.c.id))
            return [Copy(**row._mapping) for row in rows]

    def reference_of(self, number: str) -> str:
        """The family's reference. Raises StoreError."""
        chosen = sa.select(requests.c.reference).where(requests.c.number == number)
        with reading(self._engine) as connection:
            return connection.scalar(chosen) or ""

    def span(self, region: str, begin: datetime, end: datetime) -> Span:
        """What was received from `begin` until before `end`. Raises StoreError."""
        number, moment, ours = (
            requests.c.number,
            requests.c.accepted_at,
            requests.c.region == region,
        )
        within = sa.select(number).where(ours, moment >= begin, moment < end)
        # Added to 0, or SQLite goes by id, and reads each mail on its way.
        last_before = sa.select(sa.func.max(requests.c.id + 0)).where(ours, moment < begin)
        before = sa.select(number).where(requests.c.id == last_before.scalar_subquery())
        with reading(self._engine) as connection:
            numbers = list(connection.scalars(within.order_by(requests.c.id)))
            earlier = list(connection.scalars(before))
        first, last = (numbers[0], numbers[-1]) if numbers else (None, None)
        missing = _missing([*earlier, *numbers])
        return Span(received=len(numbers), first=first, last=last, missing=missing)

    def without_row(
        self, region: str, begin: datetime, end: datetime, given: Callable[[str, int], int]
    ) -> list[str]:
        """Numbers that may have been given from `begin` until before `end`, and have no row now.

        They lie between the last row before that time and the first one after it; without one
        after it, up to the last number that the database knows of, or `given` for region and year.
        Raises StoreError.
        """
        ours, moment = requests.c.region == region, requests.c.accepted_at
        # Added to 0: see `span`.
        last_before = sa.select(sa.func.max(requests.c.id + 0)).where(ours, moment < begin)
        first_after = sa.select(sa.func.min(requests.c.id + 0)).where(ours, moment >= end)
        within = sa.select(requests.c.number).where(ours, moment >= begin, moment < end)
        chosen = sa.select(counters.c.year, counters.c.last).where(counters.c.region == region)
        with reading(self._engine) as connection:
            before, after = (
                connection.scalar(sa.select(requests.c.number).where(requests.c.id == one)) or ""
                for one in (last_before.scalar_subquery(), first_after.scalar_subquery())
            )
            known = set(connection.scalars(within))
            counted = {row.year: row.last for row in connection.execute(chosen)}
        missing = []
        last_year = (end - datetime.resolution).astimezone(ONTARIO).year
        for year in range(begin.astimezone(ONTARIO).year, last_year + 1):
            highest = max(counted.get(year, 0), given(region, year))
            first = _serial_in(f"{region}-{year}", before, 0) + 1
            stop = _serial_in(f"{region}-{year}", after, highest + 1)
            numbers = (request_number(region, year, serial) for serial in range(first, stop))
            missing += [number for number in numbers if number not in known]
        return missing

    def happened(self, region: str, begin: datetime, end: datetime) -> dict[str, int]:
        """How many were delivered and acknowledged in that time. Raises StoreError."""
        found = {}
        with reading(self._engine) as connection:
            for name in ("reached_at", "acknowledged_at"):
                moment = requests.c[name]
                chosen = sa.select(sa.func.count()).where(
                    requests.c.region == region, moment >= begin, moment < end
                )
                found[name.removesuffix("_at")] = connection.scalar(chosen) or 0
        return found

    def how_many(self) -> int:
        """Requests of which something is left here. Raises StoreError."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(requests)) or 0

    def last_numbers(self) -> list[tuple[str, int, int]]:
        """Region, year and the last number given. Raises StoreError."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(counters).order_by(*counters.primary_key))
            return [(row.region, row.year, row.last) for row in rows]

    def retry(self, now: datetime, number: str | None = None) -> int:
        """What waits is due now. Returns how many copies. Raises StoreError."""
        chosen = sa.update(deliveries).where(UNDELIVERED)
        if number is not None:
            chosen = chosen.where(deliveries.c.request_id.in_(_request(number)))
        with writing(self._engine) as connection:
            marks.note(connection, "retry", now)
            return connection.execute(chosen.values(due=now)).rowcount

    def resend(self, now: datetime, number: str, address: str | None = None) -> int:
        """The stored bytes once more, to whoever has had them. Returns how many copies."""
        kept = _request(number).where(requests.c.mail.is_not(None))
        # What is still on its way is left alone: somebody may be sending it just now.
        had_it = deliveries.c.delivered_at.is_not(None)
        chosen = sa.update(deliveries).where(deliveries.c.request_id.in_(kept), had_it)
        values = {"state": State.RESENT, "due": now, "delivered_at": None, "leased_until": None}
        with writing(self._engine) as connection:
            marks.note(connection, RESENT, now)
            if address is not None:
                of_it = deliveries.c.request_id.in_(_request(number))
                chosen = chosen.where(is_for(connection, address, of_it))
            return connection.execute(chosen.values(values)).rowcount

    def mark(self, name: str, now: datetime) -> None:
        """That it happened. Raises StoreError."""
        with writing(self._engine) as connection:
            marks.note(connection, name, now)

    def marked(self, name: str) -> datetime | None:
        """When it last happened. Raises StoreError."""
        with reading(self._engine) as connection:
            return marks.noted(connection, name)


def _request(number: str) -> sa.Select[tuple[int]]:
    return sa.select(requests.c.id).where(requests.c.number == number)


def _serial_in(stem: str, number: str, otherwise: int) -> int:
    """The number's serial, where it is of that series and year."""
    ours, _, serial = number.rpartition("-")
    return int(serial) if ours == stem else otherwise


def _missing(numbers: list[str]) -> tuple[str, ...]:
    missing: list[str] = []
    for before, after in zip(numbers, numbers[1:], strict=False):
        stem, _, serial = before.rpartition("-")
        other, _, following = after.rpartition("-")
        if stem == other:
            between = range(int(serial) + 1, int(following))
            missing += [f"{stem}-{number:04d}" for number in between]
    return tuple(missing)
