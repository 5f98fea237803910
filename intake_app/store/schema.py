"""Brings the tables up to date before anyone uses them.

A new database gets today's tables at once, an older one is changed step by step by Alembic, which
is loaded for that alone. Tests compare the two results.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store.deadline import LONG
from intake_app.store.tables import metadata
from intake_app.store.tables import suit_postgresql
from intake_app.store.transaction import writing

REVISION = "0007"
"""The newest file in migrations/versions; a test compares the two."""

ONE_AT_A_TIME = 0x0_5E_51_0E
"""Number of the PostgreSQL advisory lock that makes processes upgrade one after the other."""


def bring_up_to_date(engine: sa.Engine) -> None:
    """Make or upgrade the tables, in one transaction. Raises StoreError."""
    with writing(engine, LONG) as connection:
        if connection.dialect.name == "postgresql":
            suit_postgresql()
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        if not sa.inspect(connection).has_table("alembic_version"):
            _make(connection)
        elif _revision(connection) != REVISION:
            migrate(connection)


def _make(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False)
    versions = sa.Table(
        "alembic_version",
        sa.MetaData(),
        sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    versions.create(connection)
    connection.execute(sa.insert(versions), {"version_num": REVISION})


def _revision(connection: sa.Connection) -> object:
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def migrate(connection: sa.Connection, revision: str = "head") -> None:
    """Take every step from the tables' own revision to this one. Raises StoreError."""
    # Here, because Alembic costs memory that a service whose tables are up to date can save.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise StoreError("The database was made by another release of this program.") from error
