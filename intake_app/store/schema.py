"""Makes the tables of a new database, and sees that those of another can be used.

Who starts only looks: `intake migrate` changes an older database step by step by Alembic, which is
loaded for that alone. Tests compare the two results.
"""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import OlderTables
from intake_app.errors import StoreError
from intake_app.store.deadline import LONG
from intake_app.store.foreign import refuse_foreign
from intake_app.store.tables import metadata
from intake_app.store.tables import suit_postgresql
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

REVISION = "0008"
"""The newest file in migrations/versions; a test compares the two."""

USABLE_FROM = "+"
"""In a revision's name, before the oldest one whose programs can use its tables too: `0007+0006`
lets the release before go on beside this one, and start again when an upgrade is taken back."""
BACK_AS_FAR_AS = "0005"
"""What an upgrade adds can be taken away again; what came before it is kept by every release."""
WRITTEN = re.compile("[0-9]{4}")
"""A revision as an operator types it; Alembic would also take `base`, or `0008-2` for a way."""
VERSIONS = "alembic_version"

ONE_AT_A_TIME = 0x0_5E_51_0E
"""Number of the PostgreSQL advisory lock that makes processes upgrade one after the other."""


def make_or_check(engine: sa.Engine) -> None:
    """Make the tables of an empty database; else see that this release can use those it has.

    Raises StoreError, OlderTables when `intake migrate` would help.
    """
    with reading(engine) as connection:
        if _is_made(connection):
            _check(_revision(connection))
            return
    bring_up_to_date(engine)


def _check(found: str) -> None:
    newest, _, oldest_user = found.partition(USABLE_FROM)
    ours = REVISION.partition(USABLE_FROM)[0]
    if newest < ours:
        raise OlderTables(
            f"Its tables are of an older release ({newest}; this one uses {REVISION})."
            " Run `intake migrate`; nothing is lost, and requests wait meanwhile."
        )
    if newest > ours and not (oldest_user and oldest_user <= ours):
        raise StoreError("The database was made by another release of this program.")


def bring_up_to_date(engine: sa.Engine) -> None:
    """Make or upgrade the tables, in one transaction. Raises StoreError."""
    with writing(engine, LONG) as connection:
        _one_after_the_other(connection)
        if not _is_made(connection):
            _make(connection)
        elif _revision(connection) != REVISION:
            migrate(connection)


def take_back(engine: sa.Engine, revision: str) -> None:
    """Give the tables the form of an older revision, for the release before. Raises StoreError."""
    if not WRITTEN.fullmatch(revision):
        example = f"it has four digits, such as {BACK_AS_FAR_AS}; CHANGELOG.md names it"
        raise StoreError(f"`{revision}` is no revision: {example}. Nothing was changed.")
    with writing(engine, LONG) as connection:
        _one_after_the_other(connection)
        if not _is_made(connection):
            raise StoreError("There is nothing in it that could be taken back.")
        found = _revision(connection)
        if not BACK_AS_FAR_AS <= revision <= found:
            problem = f"There is no way back to {revision}, only from {found} to {BACK_AS_FAR_AS}."
            raise StoreError(f"{problem} Nothing was changed.")
        _run("downgrade", connection, revision)


def revision_of(engine: sa.Engine) -> str:
    """Of its tables; empty when it has none. Raises StoreError."""
    with reading(engine) as connection:
        return _revision(connection) if _is_made(connection) else ""


def _is_made(connection: sa.Connection) -> bool:
    """Whether our tables are there. Raises StoreError when those of another program are."""
    tables = sa.inspect(connection).get_table_names()
    refuse_foreign(tables)
    return bool(tables)


def _one_after_the_other(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        suit_postgresql()
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _make(connection: sa.Connection) -> None:
    metadata.create_all(connection, checkfirst=False)
    versions = sa.Table(
        VERSIONS,
        sa.MetaData(),
        sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    versions.create(connection)
    connection.execute(sa.insert(versions), {"version_num": REVISION})


def _revision(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def migrate(connection: sa.Connection, revision: str = "head") -> None:
    """Take every step from the tables' own revision to this one. Raises StoreError."""
    _run("upgrade", connection, revision)


def _run(step: str, connection: sa.Connection, revision: str) -> None:
    # Here, because Alembic costs memory that a service whose tables are up to date can save.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        getattr(command, step)(config, revision)
    except CommandError as error:
        raise StoreError("The database was made by another release of this program.") from error
