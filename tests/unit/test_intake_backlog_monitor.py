"""Nothing that waits is silent: one line for all of it, in time, without a personal word."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.intake.backlog_monitor import BacklogMonitor
from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.store import Backlog
from intake_app.store import State
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE
from tests.support.office import NOW
from tests.support.office import accept

DAY = 24 * HOUR
LEASE = 20 * MINUTE
QUIET = Backlog(waiting=0, refused=0, unknown=0, oldest=None)


class Cramped(Store):
    """A store whose disk is as full as a test says."""

    free: float | None = 0.5

    def free_share(self) -> float | None:
        return self.free


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Cramped]:
    """An outbox with room."""
    store = Cramped.open(f"sqlite:///{tmp_path / 'outbox.db'}")
    assert isinstance(store, Cramped)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def hear_everything(caplog: pytest.LogCaptureFixture) -> None:
    """Good news included."""
    caplog.set_level(logging.INFO, logger="intake_app")


def keep(store: Store, *forms: str, at: timedelta = timedelta()) -> None:
    """Requests that came in then, for two addresses each."""
    for form in forms:
        accept(store, form, accepted_at=NOW + at, addresses=ADDRESSES)


def told(watch: BacklogMonitor, caplog: pytest.LogCaptureFixture, *after: timedelta) -> list[str]:
    """What a look after each of these times adds to the log."""
    caplog.clear()
    for age in after:
        watch.look(NOW + age)
    return [record.getMessage() for record in caplog.records]


def late(age: str, waiting: int = 2, refused: int = 0, unknown: int = 0) -> str:
    """The line for it."""
    return (
        f"mail is late, the oldest by {age}:"
        f" waiting {waiting}, of which refused {refused}, unknown {unknown}"
    )


def test_what_waits_is_told_after_a_quarter_hour_an_hour_four_hours_and_then_daily(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "one")
    watch = BacklogMonitor(store)
    looks = [n * 15 * MINUTE for n in range(4 * 24 * 4)]
    assert told(watch, caplog, looks[0], looks[1] - MINUTE) == []
    assert told(watch, caplog, *looks[1:4]) == [late("15 minutes")]
    assert told(watch, caplog, *looks[4:16]) == [late("1 hour")]
    assert told(watch, caplog, *looks[16:96]) == [late("4 hours")]
    assert told(watch, caplog, *looks[96:]) == [late("1 day"), late("2 days"), late("3 days")]
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


def test_many_that_wait_are_one_line_with_counts_and_nothing_personal(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "one", "two", "three")
    refused, unknown = store.claim_due(now=NOW, limit=2, lease=LEASE)
    store.mark_undelivered(refused, State.REFUSED, NOW)
    store.mark_undelivered(unknown, State.UNKNOWN, NOW)
    lines = told(BacklogMonitor(store), caplog, 15 * MINUTE, 30 * MINUTE)
    assert lines == [late("15 minutes", waiting=6, refused=1, unknown=1)]


def test_the_end_of_it_is_told_and_the_next_time_begins_anew(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "one")
    watch = BacklogMonitor(store)
    told(watch, caplog, 4 * HOUR)
    for delivery in store.claim_due(now=NOW, limit=9, lease=LEASE):
        store.mark_delivered(delivery, NOW)
    assert told(watch, caplog, 5 * HOUR, 6 * HOUR) == ["no mail is late any more"]
    keep(store, "two", at=6 * HOUR)
    assert told(watch, caplog, 6 * HOUR + 15 * MINUTE) == [late("15 minutes")]


def test_a_new_process_tells_at_once_what_is_late(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "one")
    assert told(BacklogMonitor(store), caplog, 90 * MINUTE) == [late("1 hour")]


@pytest.mark.parametrize("days", [-3650, 3650])
def test_a_clock_that_jumps_and_comes_back_silences_nothing(
    store: Cramped, caplog: pytest.LogCaptureFixture, days: int
) -> None:
    keep(store, "one")
    watch = BacklogMonitor(store)
    watch.look(NOW + timedelta(days=days))
    assert late("15 minutes") in told(watch, caplog, MINUTE, 15 * MINUTE)


def test_what_a_wrong_clock_dated_ahead_waits_in_no_silence(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "one", at=DAY)
    assert told(BacklogMonitor(store), caplog, MINUTE) == [late("15 minutes")]
    snapshot = HealthSnapshot.of(store, NOW)
    assert snapshot.concerns == ["late"]
    # Of two machines one may be a little ahead.
    assert HealthSnapshot.of(store, NOW + DAY - MINUTE).concerns == []


def test_the_outbox_is_looked_at_once_a_minute_at_most(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    watch = BacklogMonitor(store)
    watch.look(NOW)
    keep(store, "one", at=-HOUR)
    assert told(watch, caplog, timedelta(seconds=59)) == []
    assert told(watch, caplog, MINUTE) == [late("1 hour")]


def test_trouble_that_comes_back_every_moment_is_told_four_times_an_hour(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    watch = BacklogMonitor(store)
    for second in range(0, 3600, 2):
        watch.tell("delivery waits", NOW + timedelta(seconds=second))
    assert [record.getMessage() for record in caplog.records] == ["delivery waits"] * 4
    watch.tell("something else", NOW + HOUR)
    watch.tell("delivery waits", NOW + HOUR)
    assert len(caplog.records) == 6


def test_a_disk_that_fills_up_is_told_daily_until_there_is_room(
    store: Cramped, caplog: pytest.LogCaptureFixture
) -> None:
    watch = BacklogMonitor(store)
    store.free = 0.2
    assert told(watch, caplog, timedelta()) == []
    store.free = 0.19
    line = "the disk of the database is 19 % free"
    assert told(watch, caplog, *(n * HOUR for n in range(1, 49))) == [line] * 2
    assert told(watch, caplog, HOUR - DAY) == [line], "a clock set back"
    store.free = 0.6
    assert told(watch, caplog, 50 * HOUR) == []
    store.free = 0.0
    assert told(watch, caplog, 51 * HOUR) == ["the disk of the database is 0 % free"]


def test_the_share_that_is_free_is_that_of_the_files_disk(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    store = Store.open(f"sqlite:///{tmp_path / 'deep' / 'outbox.db'}")
    disk = shutil.disk_usage(tmp_path)
    assert store.free_share() == pytest.approx(disk.free / disk.total, abs=0.05)
    store.close()
    shutil.rmtree(tmp_path / "deep")
    assert store.free_share() is None


def test_a_database_server_looks_after_its_own_disk(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    assert store.free_share() is None
    store.close()


@pytest.mark.parametrize(
    ("backlog", "free", "concerns"),
    [
        (QUIET, 0.2, []),
        (QUIET, None, []),
        (QUIET, 0.19, ["disk"]),
        (Backlog(waiting=1, refused=0, unknown=1, oldest=NOW - 14 * MINUTE), 0.5, []),
        (Backlog(waiting=1, refused=0, unknown=0, oldest=NOW - 15 * MINUTE), 0.5, ["late"]),
        (Backlog(waiting=2, refused=1, unknown=0, oldest=NOW), 0.5, ["refused"]),
        (
            Backlog(waiting=2, refused=1, unknown=0, oldest=NOW - DAY),
            0.1,
            ["late", "refused", "disk"],
        ),
    ],
)
def test_what_wants_a_person_has_a_word_of_its_own(
    backlog: Backlog, free: float | None, concerns: list[str]
) -> None:
    assert HealthSnapshot(backlog, free, NOW).concerns == concerns
