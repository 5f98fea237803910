"""Tables of the first release: requests, deliveries and counters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("reference", sa.Text, nullable=False, unique=True),
        sa.Column("token_hash", sa.LargeBinary, unique=True),
        sa.Column("mail", sa.LargeBinary),
        sa.Column("accepted_at", moment, nullable=False),
        sa.Column("acknowledged_at", moment),
        sa.Column("erased_at", moment),
        sa.Column("sendings", sa.Integer, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request_id", sa.Integer, sa.ForeignKey("requests.id"), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due", moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", moment),
        sa.Column("delivered_at", moment),
        sa.UniqueConstraint("request_id", "address"),
    )
    op.create_table(
        "counters",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    undelivered = sa.text("delivered_at IS NULL")
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["due"],
        sqlite_where=undelivered,
        postgresql_where=undelivered,
    )
