"""A damaged database: refused, left as it is, set aside by a person, and numbers that go on."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.store import Damaged
from intake_app.store import Store
from intake_app.store import set_aside
from tests.support.office import ADDRESSES
from tests.support.office import NOW
from tests.support.office import Office
from tests.support.office import accept
from tests.support.relay import Relay


def long_mail(number: str, _reference: str) -> bytes:
    """Over several pages, and nothing but its number."""
    return b"Subject: one\r\n\r\n" + f"{number}\r\n".encode() * 1200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a request in it."""
    path = tmp_path / "outbox.db"
    store = Store.open(f"sqlite:///{path}")
    accept(store, "one", make=long_mail)
    store.close()
    return path


def damage(path: Path, place: int) -> bytes:
    """Write nonsense into the middle of a page; what the file holds then."""
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * 1000)
    return path.read_bytes()


def lose_a_page_of(path: Path, number: str) -> None:
    """A page in the middle of that mail, which is its number again and again, reads as noughts."""
    with sqlite3.connect(path) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    pages = path.read_bytes()
    only = {*f"{number}\r\n".encode()}
    found = next(
        start for start in range(0, len(pages), size) if {*pages[start + 4 : start + size]} == only
    )
    with path.open("r+b") as file:
        file.seek(found)
        file.write(bytes(size))


@pytest.mark.parametrize("place", [0, 100], ids=["not a database any more", "torn page"])
def test_a_damaged_database_is_refused_by_name_and_left_as_it_is(path: Path, place: int) -> None:
    damaged = damage(path, place)
    with pytest.raises(Damaged, match="damaged"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == damaged


def test_a_database_damaged_under_a_running_service_keeps_nothing_and_deletes_nothing(
    path: Path,
) -> None:
    store = Store.open(f"sqlite:///{path}")
    damaged = damage(path, 0)
    with pytest.raises(NotSaved, match="SQLITE_NOTADB"):
        accept(store, "two")
    with pytest.raises(StoreError, match="SQLITE_NOTADB"):
        store.claim_due(now=NOW, limit=1, lease=timedelta(minutes=20))
    store.close()
    assert path.read_bytes() == damaged
    journal = path.with_name(f"{path.name}-journal")
    assert {found.name for found in path.parent.iterdir()} == {path.name, journal.name}
    assert journal.read_bytes() == b""


def test_a_mail_that_cannot_be_read_holds_up_no_other_and_is_told_as_a_refusal(
    path: Path, relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(f"sqlite:///{path}")
    for form in ("two", "three"):
        accept(store, form, make=long_mail)
    store.close()
    lose_a_page_of(path, "HAL-2026-0002")
    store = Store.open(f"sqlite:///{path}")
    assert Office(store, relay).deliver() == 3
    assert len(relay.arrived) == 2
    (line,) = (one.getMessage() for one in caplog.records if one.levelname == "ERROR")
    assert line == f"HAL-2026-0002 HAL to {ADDRESSES[0]}: cannot be read, SQLITE_CORRUPT"
    assert store.backlog().refused == 1
    with pytest.raises(StoreError, match="SQLITE_CORRUPT.*“A damaged database”"):
        store.lookup.queue()
    store.close()


def test_no_copy_is_kept_of_a_database_of_which_a_page_is_lost(path: Path, tmp_path: Path) -> None:
    lose_a_page_of(path, "HAL-2026-0001")
    store = Store.open(f"sqlite:///{path}")
    with pytest.raises(Damaged, match="damaged"):
        store.copy_to_file(tmp_path / "copy")
    with pytest.raises(Damaged, match="damaged"):
        store.look_through()
    store.close()
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_fails_leaves_no_half_of_it_and_no_file_open(
    path: Path, tmp_path: Path
) -> None:
    store = Store.open(f"sqlite:///{path}")
    damage(path, 0)
    with pytest.raises(StoreError, match="The copy failed") as refused:
        store.copy_to_file(tmp_path / "copy")
    store.close()
    assert not (tmp_path / "copy").exists()
    # As long as the error is told of, its frames hold what they opened.
    assert refused.value.__cause__ is not None
    opened = [file.resolve() for file in Path("/proc/self/fd").iterdir()]
    assert path not in opened


def test_what_is_set_aside_keeps_every_byte_and_its_journal(path: Path) -> None:
    damaged = damage(path, 0)
    path.with_name("outbox.db-journal").write_bytes(b"half a transaction")
    aside = set_aside(f"sqlite:///{path}", NOW)
    assert aside.name == "outbox.db.damaged-20260314T150926Z"
    assert aside.read_bytes() == damaged
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == b"half a transaction"
    assert not path.exists()


def test_a_new_database_goes_on_above_the_last_number_that_staff_saw(path: Path) -> None:
    damage(path, 0)
    set_aside(f"sqlite:///{path}", NOW)
    store = Store.open(f"sqlite:///{path}")
    store.go_on_after(region="HAL", year=2026, last=147)
    assert accept(store, "two").number == "HAL-2026-0148"
    store.close()


def test_what_was_set_aside_is_never_written_over(path: Path) -> None:
    set_aside(f"sqlite:///{path}", NOW)
    path.write_bytes(b"another")
    with pytest.raises(StoreError, match="there already"):
        set_aside(f"sqlite:///{path}", NOW)
    assert path.read_bytes() == b"another"


@pytest.mark.parametrize("url", ["postgresql+psycopg://x/y", "sqlite:///{gone}/outbox.db"])
def test_what_is_no_file_cannot_be_set_aside(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        set_aside(url.format(gone=tmp_path / "gone"), NOW)


def test_numbers_go_on_above_the_highest_known_and_never_go_back(database_url: str) -> None:
    store = Store.open(database_url)
    assert accept(store, "one").number == "HAL-2026-0001"
    store.go_on_after(region="HAL", year=2026, last=41)
    assert accept(store, "two").number == "HAL-2026-0042"
    store.go_on_after(region="HAL", year=2026, last=7)
    assert accept(store, "three").number == "HAL-2026-0043"
    store.close()
