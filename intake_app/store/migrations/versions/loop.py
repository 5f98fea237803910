"""The loop closed: who has it, who was told, what was counted, which processes live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Requests of earlier releases have no link for staff: `intake acknowledge` is for those."""
    for column in (
        sa.Column("staff_hash", sa.LargeBinary),
        sa.Column("reached_at", MOMENT),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("contacted_on", sa.Date),
        sa.Column("outcome", sa.Text),
    ):
        op.add_column("requests", column)
    op.create_index("requests_staff_hash", "requests", ["staff_hash"], unique=True)
    op.add_column("deliveries", sa.Column("answer", sa.Text))
    op.execute(
        "UPDATE requests SET reached_at = (SELECT min(delivered_at) FROM deliveries"
        " WHERE deliveries.request_id = requests.id)"
    )
    _tables_of_mails_and_alarms()
    _tables_of_processes_and_counts()


def _tables_of_mails_and_alarms() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("mail", sa.LargeBinary),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("answer", sa.Text),
        sa.UniqueConstraint("cause", "day", "address"),
    )
    op.create_table(
        "alarms",
        sa.Column("cause", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
    )
    op.create_table(
        "alarm_paths",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("leased_until", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("failing_since", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("answer", sa.Text),
    )


def _tables_of_processes_and_counts() -> None:
    op.create_table(
        "processes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("beat_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "tallies",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("detail", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("moment", MOMENT, nullable=False),
    )
