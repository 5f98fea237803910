"""A disk that is full, read-only or held by somebody else: nothing half kept, nothing lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake_app.errors import StoreError
from intake_app.store import Store
from intake_app.store import engine as engines
from tests.support.keys import Keys
from tests.support.processes import workers as processes
from tests.support.processes.acceptor import accept
from tests.support.processes.disk import STEPS
from tests.support.processes.disk import can_have_disks
from tests.support.processes.disk import on_own_disk
from tests.support.processes.workers import endings
from tests.support.processes.workers import numbers
from tests.support.processes.workers import strace
from tests.support.project import PROJECT
from tests.support.service import INTAKE
from tests.support.service import complete_settings

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def kept(database: Path) -> list[str]:
    """The numbers in a file that SQLite finds whole."""
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = connection.execute("SELECT number FROM requests ORDER BY number").fetchall()
        return [number for (number,) in found]
    finally:
        connection.close()


def test_a_disk_that_is_full_at_any_moment_keeps_all_of_a_request_or_nothing(
    tmp_path: Path,
) -> None:
    if not can_have_disks():
        return without_a_disk_of_our_own(tmp_path)
    found = on_own_disk(tmp_path, "fill")
    first = [words[1] for words in found if words[0].isdigit()]
    again = [words[2] for words in found if words[0].isdigit()]
    assert len(first) == STEPS
    assert first[0] == "not saved"
    assert "not saved" in first[2:], "in the middle of the request, not at its first byte"
    assert first[-1] == numbers(STEPS)[-1]
    assert set(first) <= {"not saved", *numbers(STEPS)}
    assert again == numbers(STEPS)
    assert all(said in ("not saved", number) for said, number in zip(first, again, strict=True))
    assert ["log", "the disk of the database is 0 % free"] in found
    assert kept(tmp_path / "outbox.db") == numbers(STEPS)
    return None


def without_a_disk_of_our_own(folder: Path) -> None:
    """The same, as far as strace can play it: some writes of a request find no room."""
    url = f"sqlite:///{folder / 'outbox.db'}"
    Store.open(url).close()
    breaker = strace("pwrite64:error=ENOSPC:when=4+9")
    said = endings(processes.run_acceptor(url, [f"form {n}" for n in range(STEPS)], breaker).stdout)
    assert "not saved" in said.values()
    assert sorted(end for end in said.values() if end != "not saved") == kept(folder / "outbox.db")


def test_a_disk_that_became_read_only_keeps_nothing_can_be_read_and_stops_the_start(
    tmp_path: Path,
) -> None:
    if not can_have_disks():
        return without_leave_to_write(tmp_path)
    found = dict(on_own_disk(tmp_path, "protect"))
    assert found["protected"] == "not saved"
    assert found["read"] == found["before"] == numbers(1)[0]
    assert (found["can keep"], found["can keep again"]) == ("False", "True")
    assert found["opened"].endswith("its disk or its file is read-only.")
    assert found["after"] == numbers(2)[-1]
    assert kept(tmp_path / "outbox.db") == numbers(2)
    return None


def without_leave_to_write(folder: Path) -> None:
    """The same, as far as strace can play it: each write is refused as on a read-only disk."""
    url = f"sqlite:///{folder / 'outbox.db'}"
    Store.open(url).close()
    refused = strace("pwrite64:error=EROFS:when=1+")
    said = endings(processes.run_acceptor(url, ["form 0"], refused).stdout)
    assert list(said.values()) == ["not saved"]
    assert kept(folder / "outbox.db") == []
    said = endings(processes.run_acceptor(url, ["form 1"]).stdout)
    assert list(said.values()) == kept(folder / "outbox.db") == numbers(1)


@contextmanager
def held_by_another_process(database: Path) -> Iterator[None]:
    """Nobody else can read or write it meanwhile."""
    words = [sys.executable, "-c", HOLDER, str(database)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, text=True, **pipes) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield
        holder.communicate("")


def test_a_database_held_by_another_process_keeps_nothing_and_goes_on_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.SQLITE_PRAGMAS, "busy_timeout", ("10", 10))
    path = tmp_path / "outbox.db"
    store = Store.open(f"sqlite:///{path}")
    assert accept(store, "before") == numbers(1)[0]
    with held_by_another_process(path):
        assert accept(store, "one") == "not saved"
        with pytest.raises(StoreError, match="SQLITE_BUSY"):
            store.find(b"before")
        with pytest.raises(StoreError, match="SQLITE_BUSY"):
            Store.open(f"sqlite:///{path}")
    assert accept(store, "one") == numbers(2)[-1]
    assert kept(path) == numbers(2)
    store.close()


def test_check_says_of_a_full_disk_what_helps(tmp_path: Path, keys: Keys) -> None:
    """And not that the address of the database were wrong."""
    environ = complete_settings(PROJECT, tmp_path, keys)
    full = strace("pwrite64:error=ENOSPC:when=1+")
    done = subprocess.run(
        [*full, INTAKE, "check"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if "INTAKE_DATABASE_URL" in line]
    assert line.endswith("(SQLITE_FULL). Make room on its disk.")
    assert "Traceback" not in done.stderr
