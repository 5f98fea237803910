"""When a row may be handed out: it is due, and no other worker holds its lease.

The same for requests and letters. Neither may be lost to a clock that went wrong, ahead or back.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.store.tables import deliveries

FURTHEST_DUE = timedelta(hours=2)
"""Nothing is ever put off as far as this: what is due later was written by a clock gone wrong."""

MOMENT = deliveries.c.due.type
NOW = sa.bindparam("now", type_=MOMENT)
FURTHEST = sa.bindparam("furthest_due", type_=MOMENT)
LONGEST = sa.bindparam("longest_lease", type_=MOMENT)


def is_due(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.due <= NOW, table.c.due > FURTHEST)


def is_free(table: sa.Table) -> sa.ColumnElement[bool]:
    """A clock set back by less than a lease must not hand out what is being sent just now."""
    until = table.c.leased_until
    return sa.or_(until.is_(None), until <= NOW, until > LONGEST)


def bounds(now: datetime, lease: timedelta) -> dict[str, datetime]:
    """The moments that both compare with."""
    return {"now": now, "furthest_due": now + FURTHEST_DUE, "longest_lease": now + 2 * lease}
