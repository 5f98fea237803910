"""Handing out what is due, and writing down how each try ended.

A lease keeps other workers away while one of them sends; the number of the attempt is the
fence that keeps a worker from writing about a delivery that was leased anew meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.store.records import Backlog
from intake_app.store.records import Delivery
from intake_app.store.records import State
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests

FURTHEST_DUE = timedelta(hours=2)
"""Nothing is ever put off as far as this: what is due later was written by a clock gone wrong."""

UNDELIVERED = deliveries.c.delivered_at.is_(None)


def claim(
    connection: sa.Connection, *, now: datetime, limit: int, lease: timedelta
) -> list[Delivery]:
    """Lease at most `limit` deliveries that are due, the longest due first."""
    ids = connection.scalars(
        sa.select(deliveries.c.id)
        .where(UNDELIVERED, _is_due(now), _is_free(now, lease))
        .order_by(deliveries.c.due, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        return []
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(attempts=deliveries.c.attempts + 1, leased_until=now + lease)
    )
    return _deliveries(connection, list(ids))


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(deliveries.c.due <= now, deliveries.c.due > now + FURTHEST_DUE)


def _is_free(now: datetime, lease: timedelta) -> sa.ColumnElement[bool]:
    # A clock set back by less than a lease must not hand out what is being sent just now.
    until = deliveries.c.leased_until
    return sa.or_(until.is_(None), until <= now, until > now + 2 * lease)


def _deliveries(connection: sa.Connection, ids: list[int]) -> list[Delivery]:
    rows = connection.execute(
        sa.select(
            deliveries.c.id,
            requests.c.region,
            requests.c.number,
            deliveries.c.address,
            requests.c.mail,
            deliveries.c.attempts,
        )
        .join(requests)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.due, deliveries.c.id)
    )
    return [Delivery(**row._mapping) for row in rows]


def mark_delivered(connection: sa.Connection, delivery: Delivery, now: datetime) -> None:
    """The mail server has it. True whoever says so, hence no fence."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery.id, UNDELIVERED)
        .values(state=State.DELIVERED, delivered_at=now, leased_until=None)
    )


def mark_undelivered(
    connection: sa.Connection, delivery: Delivery, state: State, due: datetime
) -> None:
    """The try ended without a 250; the next one is due then."""
    connection.execute(
        sa.update(deliveries)
        .where(
            deliveries.c.id == delivery.id,
            deliveries.c.attempts == delivery.fence,
            UNDELIVERED,
        )
        .values(state=state, due=due, leased_until=None)
    )


def backlog(connection: sa.Connection) -> Backlog:
    """Counts and age of what still waits."""
    row = connection.execute(
        sa.select(
            sa.func.count().label("waiting"),
            sa.func.count().filter(deliveries.c.state == State.REFUSED).label("refused"),
            sa.func.count().filter(deliveries.c.state == State.UNKNOWN).label("unknown"),
            sa.func.min(requests.c.accepted_at).label("oldest"),
        )
        .select_from(deliveries.join(requests))
        .where(UNDELIVERED)
    ).one()
    return Backlog(**row._mapping)
