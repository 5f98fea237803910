"""Brings the tables up to date before anyone uses them. Alembic is loaded only when needed."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store.transaction import writing

REVISION = "0002"
"""The newest file in migrations/versions; a test compares the two."""

ONE_AT_A_TIME = 0x0_5E_51_0E
"""Number of the PostgreSQL advisory lock that makes processes upgrade one after the other."""


def bring_up_to_date(engine: sa.Engine) -> None:
    """Make or upgrade the tables, in one transaction. Raises StoreError."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        if _revision(connection) != REVISION:
            _upgrade(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _upgrade(connection: sa.Connection) -> None:
    # Here, because Alembic costs memory that a service whose tables are up to date can save.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError("The database was made by another release of this program.") from error
