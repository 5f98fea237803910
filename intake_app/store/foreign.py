"""A database of another program: told apart before anything in it is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from contextlib import suppress
from pathlib import Path

from intake_app.errors import StoreError

OURS = {"alembic_version", "requests", "deliveries"}
"""Of every release."""
SHOWN = 3
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def refuse_foreign(tables: Collection[str]) -> None:
    """Raises StoreError when there are tables, and they are not this program's."""
    if tables and not set(tables) >= OURS:
        shown = ", ".join(sorted(tables)[:SHOWN])
        raise StoreError(
            f"It belongs to another program: it has tables like {shown}. Nothing in it was changed."
            " Name a database of its own."
        )


def refuse_foreign_file(file: Path) -> None:
    """The same of an SQLite file, before its mode, its journal or a table is touched."""
    # What is new, damaged or held by somebody is for whoever opens it to tell of.
    with suppress(sqlite3.Error):
        address = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=0)) as connection:
            tables = [name for (name,) in connection.execute(TABLES)]
        refuse_foreign(tables)
