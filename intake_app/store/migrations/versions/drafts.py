"""The table of half-filled forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, and the index that finds what has expired."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("drafts_expires", "drafts", ["expires"])
