"""No number is given twice, whatever was put back: the machine remembers beside the database."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.dates import ONTARIO
from intake_app.intake.background import ProcessHeartbeat
from intake_app.intake.concerns import CHECKED
from intake_app.intake.concerns import Lookout
from intake_app.intake.number_mark import FILE
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.reception import Intake
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.proofs import prove_keys
from tests.support.referrals import FULLEST

NOW = datetime.now(UTC)


@pytest.fixture
def served(settings: Settings, database_url: str) -> Settings:
    served = dataclasses.replace(settings, database_url=database_url)
    prove_keys(served)
    return served


@pytest.fixture
def store(served: Settings) -> Iterator[Store]:
    store = Store.open(served.database_url)
    yield store
    store.close()


def older(served: Settings, tmp_path: Path) -> Settings:
    """The database is one from before the last requests; here, a new one."""
    return dataclasses.replace(served, database_url=f"sqlite:///{tmp_path / 'older.db'}")


def test_a_number_that_was_given_is_never_given_again(served: Settings, tmp_path: Path) -> None:
    intake = Intake.open(served)
    given = intake.accept(FULLEST, "one").number
    intake.store.close()
    back = Intake.open(older(served, tmp_path))
    code, year, _ = given.split("-")
    numbers = [back.accept(FULLEST, ticket).number for ticket in ("two", "three")]
    assert numbers == [f"{code}-{year}-0002", f"{code}-{year}-0003"], "and no family is refused"
    back.store.close()


def test_a_database_that_knows_less_rings(served: Settings, store: Store) -> None:
    NumberMark(served.state_dir).note("HAL-2026-0041")
    lookout = Lookout(store=store, mark=NumberMark(served.state_dir))
    [concern] = [one for one in lookout.concerns(NOW) if one.kind == "numbers"]
    assert concern.facts == {"numbers": "HAL-2026-0041"}


@pytest.mark.parametrize(("days", "rings"), [(None, False), (1, False), (3, True)])
def test_a_nightly_check_that_stays_away_rings(store: Store, days: int | None, rings: bool) -> None:
    if days is not None:
        store.lookup.mark(CHECKED, NOW - timedelta(days=days))
    kinds = [one.kind for one in Lookout(store=store).concerns(NOW)]
    assert ("check" in kinds) is rings


def loop(file: Path) -> None:
    """As closed to us as one that belongs to root alone; tests may be root."""
    file.symlink_to(file)


def text(said: str) -> Callable[[Path], None]:
    return lambda file: (file.write_text(said, encoding="ascii"), None)[1]


UNREAD: dict[str, Callable[[Path], None]] = {
    "closed": loop,
    "a folder": Path.mkdir,
    "cut off": text('{"HAL-2026": 4'),
    "empty": text(""),
    "no numbers": text('{"HAL-2026": "many"}'),
    "without end": text('{"HAL-2026": 1e999}'),
    "a list": text("[]"),
}


@pytest.mark.parametrize("how", UNREAD)
def test_a_mark_that_cannot_be_read_is_left_as_it_is_and_every_family_is_served(
    served: Settings, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    file = served.state_dir / FILE
    UNREAD[how](file)
    before = file.lstat()
    intake = Intake.open(served)
    for ticket in ("one", "two"):
        intake.accept(FULLEST, ticket)
    beat(intake)
    after = file.lstat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert intake.mark is not None
    assert str(file) in intake.mark.trouble
    assert caplog.text.count("it was left as it is: numbers go on") == 1
    intake.store.close()


def beat(intake: Intake) -> None:
    """As every 25 seconds."""
    ProcessHeartbeat(intake.store, "web", mark=intake.mark).beat(NOW)


def test_once_it_can_be_read_the_next_beat_knows_what_it_says(
    served: Settings, tmp_path: Path
) -> None:
    """Nobody has to start the process anew, and no family has to send before."""
    file = served.state_dir / FILE
    loop(file)
    intake = Intake.open(older(served, tmp_path))
    file.unlink()
    year = NOW.astimezone(ONTARIO).year
    NumberMark(served.state_dir).note(f"{intake.region.code}-{year}-0041")
    beat(intake)
    assert intake.accept(FULLEST, "one").number.endswith("-0042")
    intake.store.close()


def test_a_mark_that_cannot_be_written_keeps_no_request_away_and_is_written_later(
    served: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = served.state_dir / f"{FILE}.{os.getpid()}"
    in_the_way.mkdir()
    intake = Intake.open(served)
    for ticket in ("one", "two"):
        number = intake.accept(FULLEST, ticket).number
    assert caplog.text.count("cannot be written") == 1
    in_the_way.rmdir()
    beat(intake)
    stem, _, serial = number.rpartition("-")
    assert NumberMark(served.state_dir).last == {stem: int(serial)}
    intake.store.close()


def test_numbers_of_another_region_are_not_missed_here(served: Settings, store: Store) -> None:
    """Two regions may have had one folder, one after the other."""
    NumberMark(served.state_dir).note("LG-2026-0003", "T-LG-2026-0005")
    assert NumberMark(served.state_dir, "HAL").lacking(store) == {}
    assert NumberMark(served.state_dir, "LG").lacking(store) == {"LG-2026": 3, "T-LG-2026": 5}
