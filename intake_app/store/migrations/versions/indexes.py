"""Questions about many requests are answered from indexes, not from rows that hold a whole mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WAITS = "delivered_at IS NULL"
OPEN = "reached_at IS NOT NULL AND acknowledged_at IS NULL AND erased_at IS NULL"


def upgrade() -> None:
    """Adds, and changes nothing: the release before this one runs on these tables as well."""
    op.create_index("requests_accepted", "requests", ["accepted_at", "region", "number"])
    for what in ("reached", "acknowledged", "erased"):
        moment = f"{what}_at"
        _index(f"requests_{what}", [moment, "region"], only=f"{moment} IS NOT NULL")
    _index("deliveries_waiting", ["request_id", "state", "delivered_at"], only=WAITS)
    _index("requests_open", ["region"], only=OPEN)


def downgrade() -> None:
    """For the release before, which reads the rows."""
    op.drop_index("requests_open")
    op.drop_index("deliveries_waiting")
    for what in ("erased", "acknowledged", "reached"):
        op.drop_index(f"requests_{what}")
    op.drop_index("requests_accepted")


def _index(name: str, columns: list[str], *, only: str) -> None:
    table, where = name.split("_", maxsplit=1)[0], sa.text(only)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
