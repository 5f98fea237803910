"""Connections to PostgreSQL, each held to what a promise to a family needs before it is used.

Imported only where the database is one: the driver takes 9 MB that SQLite can do without.
"""

from __future__ import annotations

from typing import Any
from typing import TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from psycopg.rows import TupleRow
from sqlalchemy import event

from intake_app.errors import StoreError
from intake_app.store.deadline import seconds_left

CONNECT_SECONDS = 3
"""For each server that the address names."""
LOCK_SECONDS = 6
STATEMENT_SECONDS = 30
POOL_SECONDS = 5
"""For one of our own connections to become free."""

ASKED_FOR = {
    "synchronous_commit": "on",
    "lock_timeout": str(1000 * LOCK_SECONDS),
    "statement_timeout": str(1000 * STATEMENT_SECONDS),
    "idle_in_transaction_session_timeout": str(1000 * STATEMENT_SECONDS),
}
POSTGRESQL_SETTINGS = {
    **ASKED_FOR,
    "fsync": "on",
    "full_page_writes": "on",
    "transaction_read_only": "off",
}
"""As `pg_settings` has them. All are verified: what is asked for gets lost on some ways."""
VERIFY = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"

Answer = TypeVar("Answer")


def open_postgresql(address: sa.URL) -> sa.Engine:
    """An engine whose every connection is verified."""
    engine = sa.create_engine(
        address,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=POOL_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            # Of several servers the one that writes; a standby is none.
            "target_session_attrs": "read-write",
            # A machine that vanished is noticed by whoever waits for it, and by the system itself.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            "options": " ".join(f"-c {name}={value}" for name, value in ASKED_FOR.items()),
        },
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _verify)
    return engine


class Connection(psycopg.Connection[TupleRow]):
    """Hangs up on a server that lets us wait for too long, and hears what it warns of."""

    warnings: list[str]
    """SQLSTATE of each warning since somebody cleared them."""

    def wait(self, gen: PQGen[Answer], *args: Any, **kwargs: Any) -> Answer:
        try:
            return super().wait(gen, timeout=seconds_left())
        except _WaitTimeout:
            # Nobody knows any more what the next answer would belong to.
            self.pgconn.finish()
            raise psycopg.OperationalError("connection timed out") from None

    def hear(self, said: psycopg.errors.Diagnostic) -> None:
        """One notice of the server."""
        if said.severity_nonlocalized == "WARNING":
            self.warnings.append(said.sqlstate or "a warning")


def _connect(_dialect: object, _record: object, args: list[Any], named: dict[str, Any]) -> object:
    connection = Connection.connect(*args, **named)
    connection.warnings = []
    connection.add_notice_handler(connection.hear)
    return connection


def _verify(connection: psycopg.Connection, _record: object) -> None:
    try:
        _refuse_pooler(connection)
        rows = connection.execute(VERIFY, [list(POSTGRESQL_SETTINGS)]).fetchall()
        found: dict[str, str] = dict(rows)
        for name, wanted in POSTGRESQL_SETTINGS.items():
            if found.get(name) != wanted:
                raise StoreError(f"PostgreSQL runs without {name}={wanted}.")
        connection.rollback()
    except (psycopg.Error, StoreError):
        connection.close()
        raise


def _refuse_pooler(connection: psycopg.Connection) -> None:
    """One that hands transactions to any connection loses time limits and the order to sync."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    if row != (connection.info.backend_pid,):
        raise StoreError(
            "A pooler such as PgBouncer stands before PostgreSQL, and what we ask of a connection"
            " gets lost there. Name PostgreSQL itself: the service keeps few connections."
        )
