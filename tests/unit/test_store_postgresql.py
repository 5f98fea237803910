"""What PostgreSQL must promise before it is trusted with a request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.intake.housekeeping import Housekeeping
from intake_app.store import Store
from intake_app.store import engine as engines
from intake_app.store import postgresql
from intake_app.store import schema
from intake_app.store.transaction import writing
from tests.support.office import NOW
from tests.support.office import accept
from tests.support.postgres import Postgres
from tests.support.postgres import free_port


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture
def store(postgresql_url: str) -> Iterator[Store]:
    store = Store.open(postgresql_url)
    yield store
    store.close()


@pytest.fixture
def careless(postgres: Postgres, postgresql_url: str) -> Iterator[str]:
    """A database whose owner preferred speed: it answers before the disk has it."""
    postgres.ask(f"ALTER DATABASE {name_of(postgresql_url)} SET synchronous_commit = off")
    return postgresql_url


def test_commits_wait_for_the_disk_though_the_database_says_otherwise(careless: str) -> None:
    engine = engines.open_engine(careless)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    engine.dispose()


@pytest.mark.parametrize("setting", sorted(postgresql.POSTGRESQL_SETTINGS))
def test_a_server_that_does_not_keep_a_setting_is_refused(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setitem(postgresql.POSTGRESQL_SETTINGS, setting, "something else")
    with pytest.raises(StoreError, match=setting):
        Store.open(postgresql_url)


@pytest.mark.parametrize("migrated", [False, True])
def test_the_index_of_what_is_due_leaves_out_what_was_delivered(
    postgresql_url: str, migrated: bool
) -> None:
    engine = engines.open_engine(postgresql_url)
    if migrated:
        with writing(engine) as connection:
            schema.migrate(connection)
    schema.bring_up_to_date(engine)
    with engine.connect() as connection:
        made = "SELECT indexdef FROM pg_indexes WHERE indexname = 'deliveries_due'"
        assert "WHERE (delivered_at IS NULL)" in str(connection.exec_driver_sql(made).scalar())
    engine.dispose()


def test_a_server_that_is_not_there_is_told_so(postgres: Postgres) -> None:
    gone = postgres.url_of("postgres").replace(str(postgres.port), str(free_port()))
    with pytest.raises(StoreError, match="nothing listens there"):
        Store.open(gone)


def test_connections_that_the_server_closed_are_replaced(postgres: Postgres, store: Store) -> None:
    hang_up(postgres)
    assert accept(store).number == "HAL-2026-0001"
    hang_up(postgres)
    assert store.find(b"one") is not None


def test_a_connection_lost_before_the_commit_keeps_nothing(
    postgres: Postgres, store: Store
) -> None:
    def make(number: str, reference: str) -> bytes:
        hang_up(postgres)
        return b"mail"

    with pytest.raises(NotSaved):
        accept(store, make=make)
    assert store.find(b"one") is None
    assert accept(store).number == "HAL-2026-0001"


def test_a_failed_commit_leaves_open_whether_the_request_is_kept_and_the_token_tells(
    postgres: Postgres, store: Store, postgresql_url: str
) -> None:
    postgres.ask(REFUSE_AT_COMMIT, name_of(postgresql_url))
    with pytest.raises(MaybeSaved):
        accept(store)
    postgres.ask("DROP TRIGGER refuse ON requests", name_of(postgresql_url))
    assert store.find(b"one") is None
    assert accept(store).number == "HAL-2026-0001"


REFUSE_AT_COMMIT = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE 'no' USING ERRCODE = 'disk_full'; END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON requests
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
"""


def test_two_workers_are_handed_different_deliveries(store: Store) -> None:
    for form in ("one", "two"):
        accept(store, form)
    with store._engine.connect() as other, other.begin():
        other.exec_driver_sql("SELECT 1 FROM deliveries WHERE id = 1 FOR UPDATE")
        lease = timedelta(minutes=20)
        assert [d.id for d in store.claim_due(now=NOW, limit=2, lease=lease)] == [2]


def hang_up(postgres: Postgres) -> None:
    """Close every other connection, as a restart of the server would."""
    postgres.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def forget(store: Store) -> None:
    """A request, at its family's word."""
    one = store.handling.by_name(accept(store).number)
    assert one
    assert store.erasure.forget(one.id, NOW, "asked by phone")


def test_what_cannot_be_taken_out_of_the_files_yet_is_said_and_tried_again(
    postgres: Postgres, store: Store, postgresql_url: str
) -> None:
    forget(store)
    postgres.ask("ALTER TABLE letters RENAME TO elsewhere", name_of(postgresql_url))
    with pytest.raises(StoreError, match="could not be taken out of the files yet"):
        store.erasure.scrub(NOW)
    postgres.ask("ALTER TABLE elsewhere RENAME TO letters", name_of(postgresql_url))
    store.erasure.scrub(NOW)


def test_who_starts_locks_no_table_of_requests_when_nothing_was_erased(
    postgres: Postgres, store: Store, postgresql_url: str
) -> None:
    where = "SELECT pg_relation_filepath('requests')"
    accept(store)
    before = postgres.ask(where, name_of(postgresql_url))
    Housekeeping(store).look(NOW)
    assert postgres.ask(where, name_of(postgresql_url)) == before


def test_while_a_backup_reads_the_tables_nobody_is_held_up_to_take_out_what_was_erased(
    postgres: Postgres, store: Store, postgresql_url: str
) -> None:
    forget(store)
    with store._engine.connect() as backup, backup.begin():
        backup.exec_driver_sql("LOCK TABLE requests, drafts IN ACCESS SHARE MODE")
        with pytest.raises(StoreError, match="could not be taken out of the files yet"):
            store.erasure.scrub(NOW)
        Housekeeping(store).look(NOW)
    assert store.erasure.scrub(NOW)


def test_what_somebody_still_sees_as_it_was_is_owed_until_nobody_does(store: Store) -> None:
    with store._engine.connect() as elsewhere:
        elsewhere = elsewhere.execution_options(isolation_level="REPEATABLE READ")
        elsewhere.exec_driver_sql("SELECT 1 FROM owner").all()
        forget(store)
        assert not store.erasure.scrub(NOW)
    assert store.erasure.scrub(NOW)
