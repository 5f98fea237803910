"""What SQLite must promise before it is trusted with a request, and how its failures are told."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import OlderTables
from intake_app.errors import StoreError
from intake_app.store import Receipt
from intake_app.store import Store
from intake_app.store import engine as engines
from intake_app.store import schema
from intake_app.store import transaction
from intake_app.store.tables import metadata
from intake_app.store.transaction import writing
from tests.support.office import NOW
from tests.support.office import accept


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database shall be."""
    return tmp_path / "state" / "outbox.db"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that give up waiting at once."""
    monkeypatch.setitem(engines.SQLITE_PRAGMAS, "busy_timeout", ("10", 10))


def opened(path: Path) -> Store:
    """The store in that file."""
    return Store.open(f"sqlite:///{path}")


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = opened(path)
    yield store
    store.close()


def tables_of(path: Path) -> dict[str, tuple[object, ...]]:
    """Columns, indexes and rules, whatever the spelling of the statements that made them."""
    engine = sa.create_engine(f"sqlite:///{path}")
    inspector = sa.inspect(engine)
    found = {
        name: (
            {f"{column}" for column in inspector.get_columns(name)},
            {f"{i['name']} {i['column_names']}" for i in inspector.get_indexes(name)},
            {f"{rule}" for rule in inspector.get_unique_constraints(name)},
            f"{inspector.get_foreign_keys(name)} {inspector.get_pk_constraint(name)}",
        )
        for name in inspector.get_table_names()
    }
    engine.dispose()
    return found


def test_the_file_is_readable_by_its_owner_alone(path: Path) -> None:
    opened(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_can_read_is_closed_to_them(path: Path) -> None:
    opened(path).close()
    path.chmod(0o644)
    opened(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_connection_keeps_every_setting(path: Path) -> None:
    engine = engines.open_engine(f"sqlite:///{path}")
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            for name, (_, wanted) in engines.SQLITE_PRAGMAS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == wanted
    engine.dispose()


@pytest.mark.parametrize("name", sorted(engines.SQLITE_PRAGMAS))
def test_a_database_that_does_not_keep_a_setting_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    value, _ = engines.SQLITE_PRAGMAS[name]
    monkeypatch.setitem(engines.SQLITE_PRAGMAS, name, (value, "something else"))
    with pytest.raises(StoreError, match=name):
        opened(path)


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql://x/y"]
)
def test_an_address_of_no_fit_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError):
        Store.open(url)


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        opened(tmp_path / "file" / "outbox.db")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"a letter to the agency, " * 400)
    with pytest.raises(StoreError):
        opened(path)
    assert path.read_bytes() == b"a letter to the agency, " * 400


def say_revision(path: Path, revision: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_of_a_newer_release_is_refused_and_left_as_it_is(path: Path) -> None:
    opened(path).close()
    say_revision(path, "9999")
    with pytest.raises(StoreError):
        opened(path)


def test_the_migrations_lead_to_the_tables_that_the_code_uses(path: Path) -> None:
    engine = engines.open_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        schema.migrate(connection)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_new_database_is_as_if_every_migration_had_been_run(path: Path, tmp_path: Path) -> None:
    migrated = engines.open_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with writing(migrated) as connection:
        schema.migrate(connection)
    migrated.dispose()
    opened(path).close()
    assert tables_of(path) == tables_of(tmp_path / "migrated.db")


OF_RELEASE_0_1 = """
    INSERT INTO requests (region, number, reference, token_hash, mail, accepted_at, sendings)
    VALUES ('HAL', 'HAL-2026-0001', 'K7DM-3XRA', ?, ?, ?, 1)
"""
DELIVERED_BY_IT = """
    INSERT INTO deliveries (request_id, address, state, due, attempts, delivered_at)
    VALUES (1, 'intake@agency.example', 'delivered', ?, 1, ?)
"""


def test_a_database_of_the_first_release_keeps_its_requests_and_is_brought_up_to_date(
    path: Path,
) -> None:
    engine = engines.open_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        schema.migrate(connection, "0001")
        connection.exec_driver_sql(OF_RELEASE_0_1, (b"one", b"a mail", str(NOW)[:19]))
        connection.exec_driver_sql(DELIVERED_BY_IT, (str(NOW)[:19], str(NOW)[:19]))
        connection.exec_driver_sql("INSERT INTO counters VALUES ('HAL', 2026, 1)")
    engine.dispose()
    with pytest.raises(OlderTables, match=r"older release \(0001;.*`intake migrate`"):
        opened(path)
    assert Store.migrate(f"sqlite:///{path}") == ("0001", schema.REVISION)
    store = opened(path)
    known = Receipt("HAL-2026-0001", "K7DM-3XRA", NOW, NOW, reached_at=NOW)
    assert store.find(b"one") == known
    assert accept(store, "two").number == "HAL-2026-0002"
    store.close()
    assert {"drafts", "certificates"} <= set(tables_of(path))


@pytest.mark.parametrize("usable_from", [schema.REVISION, "0005"])
def test_a_newer_release_lets_this_one_go_on_where_its_tables_allow_it(
    path: Path, usable_from: str
) -> None:
    opened(path).close()
    say_revision(path, f"9999+{usable_from}")
    store = opened(path)
    assert accept(store).number == "HAL-2026-0001"
    store.close()


def test_an_upgrade_is_taken_back_with_every_request(path: Path) -> None:
    store = opened(path)
    accept(store)
    store.close()
    url = f"sqlite:///{path}"
    assert Store.migrate(url, "0005") == (schema.REVISION, "0005")
    assert "owner" not in tables_of(path)
    assert Store.migrate(url) == ("0005", schema.REVISION)
    store = opened(path)
    assert store.find(b"one")
    store.close()


def test_what_was_moved_is_not_taken_back(path: Path) -> None:
    store = opened(path)
    store.owner.write("moved on 2026-11-20")
    store.close()
    with pytest.raises(StoreError, match="It was moved to another database"):
        Store.migrate(f"sqlite:///{path}", "0005")
    assert "owner" in tables_of(path)


NO_WAY_BACK = {
    "0001": "no way back to 0001",
    "": "`` is no revision",
    "base": "`base` is no revision: it has four digits, such as 0005",
    "head": "`head` is no revision",
    "-1": "`-1` is no revision",
    "0008-2": "`0008-2` is no revision",
    "008": "`008` is no revision",
    "٠٠٠٥": "is no revision",
    "9999": "no way back to 9999, only from",
}


@pytest.mark.parametrize(("revision", "said"), NO_WAY_BACK.items(), ids=NO_WAY_BACK)
def test_where_there_is_no_way_back_nothing_changes(path: Path, revision: str, said: str) -> None:
    opened(path).close()
    with pytest.raises(StoreError, match=said):
        Store.migrate(f"sqlite:///{path}", revision)
    assert "owner" in tables_of(path)


def test_a_database_without_tables_has_no_way_back_either(path: Path) -> None:
    with pytest.raises(StoreError, match="There is nothing in it"):
        Store.migrate(f"sqlite:///{path}", "0005")


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    migrations = Path(schema.__file__).parent / "migrations"
    assert ScriptDirectory(str(migrations)).get_heads() == [schema.REVISION]


def test_opening_what_is_up_to_date_writes_nothing(path: Path) -> None:
    opened(path).close()
    before = path.read_bytes()
    opened(path).close()
    assert path.read_bytes() == before


@pytest.mark.usefixtures("hurried")
def test_a_database_locked_by_another_program_keeps_nothing(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotSaved):
        accept(store)
    with pytest.raises(StoreError):
        store.find(b"one")
    other.execute("ROLLBACK")
    other.close()
    assert store.find(b"one") is None
    assert accept(store).number == "HAL-2026-0001"


class Protected(Store):
    """A store on a disk that is read-only; a real one has a test among the faults."""

    def can_keep(self) -> bool:
        return False


def test_a_database_that_cannot_be_written_is_refused_at_the_start(path: Path) -> None:
    with pytest.raises(StoreError, match="read-only"):
        Protected.open(f"sqlite:///{path}")


def test_whose_turn_does_not_come_is_told_so_and_does_not_wait_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "PATIENCE_SECONDS", 0.01)
    store = opened(path)
    endings: list[str] = []

    def make_while_another_wants_its_turn(number: str, reference: str) -> bytes:
        def other() -> None:
            try:
                accept(store, "other")
            except NotSaved as error:
                endings.append(str(error))

        thread = Thread(target=other)
        thread.start()
        thread.join()
        return b"mail"

    receipt = accept(store, make=make_while_another_wants_its_turn)
    assert endings == ["Others have been writing for too long."]
    assert receipt.number == "HAL-2026-0001"
    assert accept(store, "other").number == "HAL-2026-0002"
    store.close()


@pytest.mark.usefixtures("hurried")
def test_a_reader_that_holds_up_the_commit_itself_keeps_nothing(store: Store, path: Path) -> None:
    accept(store, "before")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM requests").fetchone()
    with pytest.raises(NotSaved):
        accept(store)
    reader.execute("ROLLBACK")
    reader.close()
    assert store.find(b"one") is None
    assert accept(store).number == "HAL-2026-0002"


def test_a_database_that_breaks_at_the_commit_and_cannot_be_read_leaves_it_open(
    store: Store,
    path: Path,
) -> None:
    def break_down(_connection: sa.Connection) -> None:
        path.write_bytes(b"no database any more " * 1000)
        raise sa.exc.OperationalError("COMMIT", {}, OSError())

    sa.event.listen(store._engine, "commit", break_down)
    with pytest.raises(MaybeSaved):
        accept(store)


def test_what_cannot_even_be_undone_is_not_kept(store: Store, path: Path) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("ROLLBACK", {}, OSError())

    sa.event.listen(store._engine, "rollback", fail)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE deliveries RENAME TO broken")
    with pytest.raises(NotSaved):
        accept(store)
    connection.execute("ALTER TABLE broken RENAME TO deliveries")
    connection.close()
    sa.event.remove(store._engine, "rollback", fail)
    assert accept(store).number == "HAL-2026-0001"


def test_who_will_write_locks_the_others_out_from_the_beginning(path: Path) -> None:
    engine = engines.open_engine(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    with writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    engine.dispose()


def test_a_repeated_sending_is_synced_anew_before_it_is_answered(store: Store, path: Path) -> None:
    accept(store)
    before = path.read_bytes()
    accept(store)
    assert path.read_bytes() != before


def test_no_failure_quotes_a_value(store: Store, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE deliveries RENAME COLUMN due TO due_at")
    connection.close()
    with pytest.raises(NotSaved) as caught:
        accept(store)
    told = f"{caught.value} {caught.value.__cause__}"
    assert "agency.example" not in told
    assert "HAL-2026" not in told


def test_a_deleted_mail_leaves_no_bytes_in_the_file(path: Path) -> None:
    store = opened(path)
    receipt = accept(store)
    store.close()
    assert receipt.number.encode() * 100 in path.read_bytes()
    engine = engines.open_engine(f"sqlite:///{path}")
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE requests SET mail = NULL")
    engine.dispose()
    assert receipt.number.encode() * 2 not in path.read_bytes()
