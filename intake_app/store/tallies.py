"""Counts that outlive the requests they count: by month and one trait, never by family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from intake_app.dates import month_of
from intake_app.store.tables import tallies
from intake_app.store.transaction import reading

# Both databases know this sentence; SQLAlchemy would need one for each.
COUNT = sa.text(
    "INSERT INTO tallies (region, month, kind, detail, count)"
    " VALUES (:region, :month, :kind, :detail, :more)"
    " ON CONFLICT (region, month, kind, detail)"
    " DO UPDATE SET count = tallies.count + excluded.count"
)


@dataclass(frozen=True)
class Tally:
    """How many requests of one month share one trait."""

    month: str
    kind: str
    """`received`, `delivered`, `acknowledged` or `outcome`."""
    detail: str
    count: int


def count(
    connection: sa.Connection,
    *,
    region: str,
    accepted_at: datetime,
    kind: str,
    detail: str = "",
    more: int = 1,
) -> None:
    """One more (or one less) of them, counted in the month in which the request came in."""
    values = {"region": region, "month": month_of(accepted_at), "kind": kind, "detail": detail}
    connection.execute(COUNT, {**values, "more": more})


class TallyRows:
    """The rows of table `tallies`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of(self, region: str, months: Iterable[str] | None = None) -> list[Tally]:
        """Those of these months, or of all. Raises StoreError."""
        chosen = sa.select(tallies.c.month, tallies.c.kind, tallies.c.detail, tallies.c.count)
        chosen = chosen.where(tallies.c.region == region, tallies.c.count > 0)
        if months is not None:
            chosen = chosen.where(tallies.c.month.in_(list(months)))
        ordered = chosen.order_by(tallies.c.month, tallies.c.kind, tallies.c.detail)
        with reading(self._engine) as connection:
            return [Tally(*row) for row in connection.execute(ordered)]
