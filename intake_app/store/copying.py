"""Every row of one database into another: for a move, a backup, and what is put back.

The other one has served no family; what it holds otherwise is kept (merging.py). In one transaction
of the target: it holds all of it, or nothing. Both ends are compared after.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store.damage import IS_DAMAGED
from intake_app.store.damage import Damaged
from intake_app.store.deadline import LONG
from intake_app.store.merging import put_in
from intake_app.store.merging import refuse_another_owner
from intake_app.store.merging import refuse_what_families_gave
from intake_app.store.merging import take_out
from intake_app.store.tables import metadata
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

AT_ONCE = 200
"""Rows: of some 20 KB each, when they hold a sealed mail."""
PAGES, PAUSE = 500, 0.005
"""Of an SQLite file, between which others may write; and the seconds they have for it."""

Progress = Callable[[str, int, int], None]
"""Table, rows done, rows in all."""


def copy_rows(source: sa.Engine, target: sa.Engine, progress: Progress) -> None:
    """Raises StoreError when the target has served families, or holds something else afterwards."""
    with reading(source, LONG) as whence:
        if whence.dialect.name == "postgresql":
            # All tables as they were at one moment, while families go on sending.
            whence.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        with writing(target, LONG) as where:
            refuse_what_families_gave(where)
            refuse_another_owner(whence, where)
            own = take_out(where)
            for table in metadata.sorted_tables:
                _copy(whence, where, table, progress)
            for table in metadata.sorted_tables:
                if _digest(whence, table) != _digest(where, table):
                    raise StoreError(f"The copy of {table.name} differs. Nothing was changed.")
            put_in(where, own)
            _go_on_counting(where)


def _copy(whence: sa.Connection, where: sa.Connection, table: sa.Table, progress: Progress) -> None:
    total, done = _count(whence, table), 0
    for rows in _rows(whence, table):
        where.execute(sa.insert(table), [dict(row._mapping) for row in rows])
        done += len(rows)
        progress(table.name, done, total)


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[sa.Row[tuple[object, ...]]]]:
    ordered = sa.select(table).order_by(*table.primary_key)
    found = connection.execute(ordered, execution_options={"yield_per": AT_ONCE})
    for rows in found.partitions():
        yield list(rows)


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _digest(connection: sa.Connection, table: sa.Table) -> list[bytes]:
    """In an order of our own: two databases sort texts each in its own way."""
    rows = (row for some in _rows(connection, table) for row in some)
    return sorted(hashlib.sha256(repr(tuple(row)).encode()).digest() for row in rows)


def _go_on_counting(connection: sa.Connection) -> None:
    """PostgreSQL counts rows by itself, and knows nothing of those that were brought."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        if "id" in table.c and connection.scalar(sa.select(sequence)) is not None:
            highest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            following = sa.func.coalesce(highest + 1, 1)
            connection.execute(sa.select(sa.func.setval(sequence, following, False)))


def copy_file(source: sa.Engine, target: Path) -> None:
    """An SQLite file as it was at one moment; whoever writes meanwhile hardly waits."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            closing(sqlite3.connect(f"file:{source.url.database}?mode=ro", uri=True)) as whence,
            closing(sqlite3.connect(target)) as where,
        ):
            whence.backup(where, pages=PAGES, sleep=PAUSE)
            # Of the copy, because nobody can write to a file while all of it is looked through.
            if where.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                target.unlink()
                raise Damaged(IS_DAMAGED)
        os.fsync(descriptor)
    except sqlite3.Error as error:
        target.unlink()
        raise StoreError(f"The copy failed ({error.sqlite_errorname}).") from error
    finally:
        os.close(descriptor)
