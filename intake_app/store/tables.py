"""The tables, as the code sees them; migrations/ holds how they came to be."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime

import sqlalchemy as sa


class Instant(sa.TypeDecorator[datetime]):
    """A moment, always aware and in UTC, on databases that know time zones and on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = sa.MetaData()

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # The region's code; with `T-` before it, the row is a sign-up for a training (reference.py).
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("token_hash", sa.LargeBinary, unique=True),
    sa.Column("mail", sa.LargeBinary),
    sa.Column("accepted_at", Instant, nullable=False),
    sa.Column("acknowledged_at", Instant),
    sa.Column("erased_at", Instant),
    # How often the same form was sent. Counting up is what makes the answer to a repeated
    # sending wait for a sync of its own, should the last sync of the first one have failed.
    sa.Column("sendings", sa.Integer, nullable=False),
    # The hash of the link in the sealed mail by which staff say that they have it.
    sa.Column("staff_hash", sa.LargeBinary),
    # When the first address had it: the earliest that a person could read it.
    sa.Column("reached_at", Instant),
    sa.Column("acknowledged_by", sa.Text),
    # What an operator gave as the reason for a command; never shown to families.
    sa.Column("reason", sa.Text),
    sa.Column("contacted_on", sa.Date),
    sa.Column("outcome", sa.Text),
)

sa.Index("requests_staff_hash", requests.c.staff_hash, unique=True)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("request_id", sa.ForeignKey("requests.id"), nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Instant),
    sa.Column("delivered_at", Instant),
    # How the last try ended, in our words.
    sa.Column("answer", sa.Text),
    sa.UniqueConstraint("request_id", "address"),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

drafts = sa.Table(
    "drafts",
    metadata,
    # Derived from the visitor's secret, as the key is; neither leads to the other.
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("ciphertext", sa.LargeBinary, nullable=False),
    sa.Column("expires", Instant, nullable=False),
    # Somebody has a code for it: what nobody asked to keep ends first when there is no room.
    sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
)

sa.Index("drafts_expires", drafts.c.expires)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("duty", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("ends", Instant, nullable=False),
    sa.Column("words_hash", sa.LargeBinary),
    sa.Column("signer", sa.Text),
    sa.Column("proven_at", Instant),
    sa.Column("proven_by", sa.Text),
    sa.Column("program", sa.Text),
    sa.Column("padlock", sa.Boolean),
    sa.Column("warning", sa.Boolean),
    sa.Column("retired_at", Instant),
    # The last stage before its end that the log was told of, so that each is told once.
    sa.Column("told", sa.Text),
)

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # One cause, one day, one address: one mail, whoever thinks of it.
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("mail", sa.LargeBinary),
    sa.Column("due", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("answer", sa.Text),
    sa.UniqueConstraint("cause", "day", "address"),
)

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("beat_at", Instant, nullable=False),
    # Ended in order; nobody misses it, unless no other does its work.
    sa.Column("ended_at", Instant),
)

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("cause", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    # How far it had come when it was told; when it gets worse it is told again.
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("told_at", Instant, nullable=False),
    sa.Column("over", sa.Boolean, nullable=False),
)

alarm_paths = sa.Table(
    "alarm_paths",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("leased_until", Instant),
    sa.Column("sent_at", Instant),
    sa.Column("failing_since", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", Instant),
    sa.Column("answer", sa.Text),
)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("region", sa.Text, primary_key=True),
    # Of the month in which the request came in, such as 2026-11.
    sa.Column("month", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("detail", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("moment", Instant, nullable=False),
)

# One row: the region that this database serves.
owner = sa.Table(
    "owner",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
)

# One row on PostgreSQL: where the last number was given. A standby that took a primary's place
# counts one timeline more, and may lack the last requests of the old one.
timeline = sa.Table(
    "timeline",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("server", sa.Text, nullable=False),
    sa.Column("timeline", sa.Integer, nullable=False),
    # On how many servers each request was written before anybody was told.
    sa.Column("copies", sa.Integer, nullable=False),
)

# Each question that is asked again and again is answered from an index alone. SQLite keeps what
# stands behind a sealed mail in that mail's last page, so that to look into a row is to read all of
# its mail: with 100,000 rows that took minutes of a slow disk, and no family could send meanwhile.
sa.Index("requests_accepted", requests.c.accepted_at, requests.c.region, requests.c.number)

UNDELIVERED = deliveries.c.delivered_at.is_(None)
OPEN = sa.and_(
    requests.c.reached_at.is_not(None),
    requests.c.acknowledged_at.is_(None),
    requests.c.erased_at.is_(None),
)
# Only what is asked for is in these: they stay small, and SQLite takes the right one.
PARTIAL = (
    *(
        sa.Index(name, moment, requests.c.region, sqlite_where=moment.is_not(None))
        for name, moment in {
            "requests_reached": requests.c.reached_at,
            "requests_acknowledged": requests.c.acknowledged_at,
            "requests_erased": requests.c.erased_at,
        }.items()
    ),
    sa.Index("deliveries_due", deliveries.c.due, sqlite_where=UNDELIVERED),
    sa.Index(
        "deliveries_waiting",
        deliveries.c.request_id,
        deliveries.c.state,
        deliveries.c.delivered_at,
        sqlite_where=UNDELIVERED,
    ),
    sa.Index("requests_open", requests.c.region, sqlite_where=OPEN),
)


def suit_postgresql() -> None:
    """The same indexes there; said only when used, or each process loads 2 MB for nothing."""
    for index in PARTIAL:
        index.dialect_kwargs["postgresql_where"] = index.dialect_kwargs["sqlite_where"]
