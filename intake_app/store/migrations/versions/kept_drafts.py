"""Half-filled forms that somebody asked to keep are told from those nobody did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the mark. Codes of earlier releases opened the draft itself; they open nothing now."""
    op.add_column(
        "drafts", sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false())
    )
