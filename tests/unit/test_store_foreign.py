"""A database of another program is refused by name, and not a byte or a right of it changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from intake_app.errors import StoreError
from intake_app.store import Store

REFUSED = "It belongs to another program: it has tables like bookmarks, history"


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A browser's, say, with a journal of its own kind, which its group may read."""
    file = tmp_path / "places.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL").close()
    for table in ("history", "bookmarks"):
        connection.execute(f"CREATE TABLE {table} (id INTEGER)")
    connection.close()
    file.chmod(0o640)
    return file


@pytest.mark.parametrize("open_it", [Store.open, Store.migrate])
def test_a_file_of_another_program_stays_as_it_is(
    foreign: Path, open_it: Callable[[str], object]
) -> None:
    before = foreign.read_bytes()
    with pytest.raises(StoreError, match=REFUSED):
        open_it(f"sqlite:///{foreign}")
    assert (foreign.read_bytes(), foreign.stat().st_mode & 0o777) == (before, 0o640)


@pytest.mark.parametrize("versions", ["", "alembic_version"])
@pytest.mark.parametrize("open_it", [Store.open, Store.migrate])
def test_a_server_s_database_of_another_program_gets_no_table(
    postgresql_url: str, open_it: Callable[[str], object], versions: str
) -> None:
    """Also of one that counts its revisions in the same way."""
    address = postgresql_url.replace("+psycopg", "")
    theirs = sorted({"history", "bookmarks", versions} - {""})
    with psycopg.connect(address, autocommit=True) as connection:
        for table in theirs:
            connection.execute(f"CREATE TABLE {table} (version_num text)".encode())
        with pytest.raises(StoreError, match="It belongs to another program"):
            open_it(postgresql_url)
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        assert [name for (name,) in connection.execute(asked)] == theirs
