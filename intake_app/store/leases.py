"""Handing out what is due, and writing down how each try ended.

A lease keeps other workers away while one of them sends; the number of the attempt is the
fence that keeps a worker from writing about a delivery that was leased anew meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.store import marks
from intake_app.store import tallies
from intake_app.store.due import MOMENT
from intake_app.store.due import NOW
from intake_app.store.due import bounds
from intake_app.store.due import is_due
from intake_app.store.due import is_free
from intake_app.store.records import Backlog
from intake_app.store.records import Delivery
from intake_app.store.records import State
from intake_app.store.tables import UNDELIVERED
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests

RESENT = "resent"
"""The mark of the last time that a person asked for one more copy."""
SOON = timedelta(minutes=5)
"""What counts as delivered in time."""

ORDER = (deliveries.c.due, deliveries.c.id)
UNTIL = sa.bindparam("until", type_=MOMENT)

# Built once: to build these anew took longer than SQLite takes to run them.
FIND_DUE = (
    sa.select(deliveries.c.id)
    .where(UNDELIVERED, is_due(deliveries), is_free(deliveries))
    .order_by(*ORDER)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
CHOSEN = deliveries.c.id.in_(sa.bindparam("ids", expanding=True))
LEASE = (
    sa.update(deliveries)
    .where(CHOSEN)
    .values(attempts=deliveries.c.attempts + 1, leased_until=UNTIL)
)
FREE = sa.update(deliveries).where(UNDELIVERED, deliveries.c.leased_until == UNTIL)
LEASED = (
    sa.select(
        deliveries.c.id,
        requests.c.region,
        requests.c.number,
        deliveries.c.address,
        deliveries.c.attempts,
    )
    .join(requests)
    .where(CHOSEN)
    .order_by(*ORDER)
)
THIS = deliveries.c.id == sa.bindparam("this")
MAIL = sa.select(requests.c.mail).join(deliveries).where(THIS)
DELIVERED = (
    sa.update(deliveries)
    .where(THIS, UNDELIVERED)
    .values(state=State.DELIVERED, delivered_at=NOW, leased_until=None, answer=None)
)
# The first address that has it; a person's "resend" does not make it the first again.
REACHED = (
    sa.update(requests)
    .where(
        requests.c.id
        == sa.select(deliveries.c.request_id).where(THIS).correlate(None).scalar_subquery(),
        requests.c.reached_at.is_(None),
    )
    .values(reached_at=NOW)
    .returning(requests.c.region, requests.c.accepted_at)
)
OUTCOME = sa.bindparam("outcome", type_=sa.Text)
IS_RESENT = deliveries.c.state == State.RESENT
NOT_DELIVERED = (
    sa.update(deliveries)
    .where(THIS, deliveries.c.attempts == sa.bindparam("fence"), UNDELIVERED)
    .values(
        state=sa.case((sa.and_(IS_RESENT, OUTCOME == State.WAITING), State.RESENT), else_=OUTCOME),
        due=sa.bindparam("again", type_=MOMENT),
        leased_until=None,
        answer=sa.bindparam("said", type_=sa.Text),
    )
)
# Of the first that waits: whatever a clock gone wrong wrote, no other that waits came before it.
FIRST_WAITING = sa.select(sa.func.min(deliveries.c.request_id)).where(UNDELIVERED).scalar_subquery()
# What a person sends once more has arrived long ago: it is waited for since it was asked for.
OF_IT_WAITS = sa.exists().where(deliveries.c.request_id == requests.c.id, UNDELIVERED, ~IS_RESENT)
OLDEST = (
    sa.select(requests.c.accepted_at)
    # Added to 0, or SQLite goes by id and reads each mail instead of going by time.
    .where(requests.c.id + 0 >= FIRST_WAITING, OF_IT_WAITS)
    .order_by(requests.c.accepted_at)
    .limit(1)
    .scalar_subquery()
)
WAITING = sa.select(
    sa.func.count().label("waiting"),
    sa.func.count().filter(deliveries.c.state == State.REFUSED).label("refused"),
    sa.func.count().filter(deliveries.c.state == State.UNKNOWN).label("unknown"),
    sa.func.count().filter(IS_RESENT).label("resent"),
    OLDEST.label("oldest"),
).where(UNDELIVERED)


def claim(
    connection: sa.Connection, *, now: datetime, limit: int, lease: timedelta
) -> list[Delivery]:
    """Lease at most `limit` deliveries that are due, the longest due first.

    Without their mails: one that cannot be read must not undo the lease, or it would come first
    for ever.
    """
    ids = connection.scalars(FIND_DUE, {"at_most": limit, **bounds(now, lease)}).all()
    if not ids:
        return []
    connection.execute(LEASE, {"ids": ids, "until": now + lease})
    leased = connection.execute(LEASED, {"ids": ids})
    return [Delivery(**row._mapping, mail=b"") for row in leased]


def mail_of(connection: sa.Connection, delivery: Delivery) -> bytes:
    """Its sealed mail; empty when it was erased meanwhile, and then nothing is due any more."""
    return connection.scalar(MAIL, {"this": delivery.id}) or b""


def give_back(connection: sa.Connection, until: datetime) -> None:
    """What is leased until that very moment, by a worker who never heard that it was."""
    connection.execute(FREE.values(leased_until=None), {"until": until})


def mark_delivered(connection: sa.Connection, delivery: Delivery, now: datetime) -> None:
    """The mail server has it. True whoever says so, hence no fence."""
    connection.execute(DELIVERED, {"this": delivery.id, "now": now})
    first = connection.execute(REACHED, {"this": delivery.id, "now": now}).one_or_none()
    if first is not None:
        soon = "in-time" if now - first.accepted_at <= SOON else "late"
        tallies.count(
            connection,
            region=first.region,
            accepted_at=first.accepted_at,
            kind="delivered",
            detail=soon,
        )


def mark_undelivered(
    connection: sa.Connection, delivery: Delivery, state: State, due: datetime, answer: str
) -> None:
    """The try ended without a 250; the next one is due then."""
    values = {
        "this": delivery.id,
        "fence": delivery.fence,
        "outcome": state,
        "again": due,
        "said": answer,
    }
    connection.execute(NOT_DELIVERED, values)


def backlog(connection: sa.Connection) -> Backlog:
    """Counts and age of what still waits."""
    counted = dict(connection.execute(WAITING).one()._mapping)
    since = marks.noted(connection, RESENT) if counted.pop("resent") else None
    moments = [moment for moment in (counted.pop("oldest"), since) if moment]
    return Backlog(**counted, oldest=min(moments, default=None))
