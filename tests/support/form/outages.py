"""A database that fails on purpose, for as long as a test wants."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.form.site import Site


@contextmanager
def without(site: Site, table: str) -> Iterator[None]:
    """The database answers every question about this table with an error."""
    rename(site.database, table, "lost")
    yield
    rename(site.database, "lost", table)


def rename(database: Path, old: str, new: str) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
    connection.close()


def refuse_inserts(database: Path, refuse: bool) -> None:
    """Make SQLite itself refuse every new request, or take them again."""
    with sqlite3.connect(database) as connection:
        if refuse:
            connection.execute(
                "CREATE TRIGGER full BEFORE INSERT ON requests"
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        else:
            connection.execute("DROP TRIGGER full")
    connection.close()
