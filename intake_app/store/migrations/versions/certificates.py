"""The table of certificates: what is known of each, and who has shown that its key opens mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "certificates",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("ends", moment, nullable=False),
        sa.Column("words_hash", sa.LargeBinary),
        sa.Column("signer", sa.Text),
        sa.Column("proven_at", moment),
        sa.Column("proven_by", sa.Text),
        sa.Column("program", sa.Text),
        sa.Column("padlock", sa.Boolean),
        sa.Column("warning", sa.Boolean),
        sa.Column("retired_at", moment),
        sa.Column("told", sa.Text),
    )
