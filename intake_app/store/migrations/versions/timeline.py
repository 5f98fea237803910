"""The PostgreSQL server that the numbers were given on stands beside the counter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Empty at first: the next request writes it down."""
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("timeline", sa.Integer, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """For the release before, which has one server alone."""
    op.drop_table("timeline")
