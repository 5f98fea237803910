"""After a breach: which requests lay open. Before the start: what the agency signs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from intake_app.intake.number_mark import NumberMark
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.keys import AGENCY
from tests.support.office import accept
from tests.support.service import intake

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""Twelve o'clock in Ontario."""
HOUR = timedelta(hours=1)
MORNING = NOON - 4 * HOUR


@pytest.fixture
def store(environ: dict[str, str]) -> Iterator[Store]:
    """One request an hour, at noon and after."""
    store = Store.open(Settings.from_environment(environ).database_url)
    for hour in range(4):
        accept(store, str(hour), accepted_at=NOON + timedelta(hours=hour))
    yield store
    store.close()


@pytest.mark.usefixtures("store")
def test_what_came_within_the_time_is_listed_and_nothing_else(environ: dict[str, str]) -> None:
    words = ("exposed", "--from", "2026-11-20 13:00", "--until", "2026-11-20 15:00")
    told = intake(*words, environ=environ)
    assert told.exit_code == 0, told.output
    assert [line.split()[0] for line in told.output.splitlines()[:2]] == [
        "HAL-2026-0002",
        "HAL-2026-0003",
    ]
    assert "received 2026-11-20 13:00 Ontario time" in told.output
    assert "2 in all." in told.output
    listed = json.loads(intake(*words, "--json", environ=environ).output)
    assert [one["number"] for one in listed["requests"]] == ["HAL-2026-0002", "HAL-2026-0003"]


@pytest.mark.usefixtures("store")
def test_an_end_before_the_beginning_is_refused(environ: dict[str, str]) -> None:
    told = intake("exposed", "--from", "2026-11-20", "--until", "2026-11-19", environ=environ)
    assert told.exit_code == 2
    assert "It lies before --from." in told.output


def put_back_at_three(environ: dict[str, str], folder: Path) -> None:
    """0001 to 0003 at eight; 0004 to 0007 at ten, and lost by a restore."""
    url = Settings.from_environment(environ).database_url
    _take_in(url, range(1, 4), MORNING)
    assert intake("backup", str(folder / "copies"), environ=environ).exit_code == 0
    _take_in(url, range(4, 8), MORNING + 2 * HOUR)
    (folder / "before").mkdir()
    for file in folder.glob("intake.sqlite3*"):
        file.rename(folder / "before" / file.name)
    [copy] = (folder / "copies").iterdir()
    words = ("restore", "--last", "HAL-2026-0007", "--from", str(copy))
    back = intake(*words, environ=environ)
    assert back.exit_code == 0, back.output


def _take_in(url: str, serials: Iterable[int], moment: datetime, region: str = "HAL") -> None:
    store = Store.open(url)
    for serial in serials:
        accept(store, f"{region}-{serial}", accepted_at=moment, region=region)
    store.close()


def _url(environ: dict[str, str]) -> str:
    return Settings.from_environment(environ).database_url


def exposed(environ: dict[str, str], begin: str, end: str, *words: str) -> str:
    told = intake(
        *("exposed", "--from", f"2026-11-{begin}", "--until", f"2026-11-{end}", *words),
        environ=environ,
    )
    assert told.exit_code == 0, told.output
    return told.output


LOST = "HAL-2026-0004 to HAL-2026-0007"
SPANS = {
    "before them": ("20 07:00", "20 08:30", LOST),
    "of them alone": ("20 09:00", "20 12:00", LOST),
    "with the next one": ("20 09:00", "20 16:00", LOST),
    "after them": ("20 16:00", "20 18:00", ""),
}


@pytest.mark.parametrize("followed", [True, False], ids=["0008 came", "nothing came since"])
@pytest.mark.parametrize("name", SPANS)
def test_numbers_that_a_restore_lost_may_lie_open_too(
    environ: dict[str, str], tmp_path: Path, name: str, *, followed: bool
) -> None:
    """Nobody knows when they were given: before the next one, if there was a next one."""
    put_back_at_three(environ, tmp_path)
    if followed:
        _take_in(_url(environ), [8], MORNING + 7 * HOUR)
    begin, end, lost = SPANS[name]
    told = exposed(environ, begin, end)
    if followed and not lost:
        assert "No row" not in told
    else:
        assert f"No row is left here of: {LOST}." in told
    listed = json.loads(exposed(environ, begin, end, "--json"))["without_row"]
    wanted = [] if followed and not lost else [f"HAL-2026-{serial:04d}" for serial in range(4, 8)]
    assert listed == wanted


def test_numbers_that_only_the_machine_remembers_may_lie_open_too(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """The database was lost, and nobody has typed `intake restore` yet."""
    NumberMark(tmp_path).note("HAL-2026-0002", "T-HAL-2026-0001")
    told = exposed(environ, "20 09:00", "20 12:00")
    assert "0 in all." in told
    assert "left here of: HAL-2026-0001 to HAL-2026-0002, T-HAL-2026-0001." in told
    (tmp_path / "last-numbers.json").write_text("{", encoding="ascii")
    assert "last-numbers.json is damaged" in exposed(environ, "20 09:00", "20 12:00")


def test_numbers_of_other_years_do_not_lie_open(environ: dict[str, str]) -> None:
    store = Store.open(_url(environ))
    store.go_on_after(region="HAL", year=2025, last=200)
    store.close()
    _take_in(_url(environ), [1], MORNING)
    assert "No row" not in exposed(environ, "20 00:00", "21 00:00")


def test_sign_ups_lie_open_as_requests_do(environ: dict[str, str]) -> None:
    _take_in(_url(environ), [1, 2], MORNING, region="T-HAL")
    told = exposed(environ, "20 00:00", "21 00:00")
    assert "T-HAL-2026-0001  received 2026-11-20 08:00 Ontario time" in told
    assert "2 in all." in told
    first = next(line for line in told.splitlines() if line.startswith("T-HAL"))
    assert "nobody has said" not in first, "nobody is asked to say so"
    listed = json.loads(exposed(environ, "20 00:00", "21 00:00", "--json"))
    assert [one["number"] for one in listed["requests"]] == ["T-HAL-2026-0001", "T-HAL-2026-0002"]


def test_the_sheet_shows_what_families_agree_to_and_what_is_still_open(
    environ: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "approval.html"
    told = intake("check", "--sheet", str(sheet), environ=environ)
    assert told.exit_code == 1
    assert f"Written: {sheet}" in told.output
    page = sheet.read_text(encoding="utf-8")
    for said in ("ROCK", "Not approved yet", "is unchecked", AGENCY, '<p lang="fr">', "9-8-8"):
        assert said in page, said
    agreed = yaml.safe_load((PROJECT / "content/regions/halton/region.yml").read_text("utf-8"))[
        "consent"
    ]
    for wording in (one for one in agreed.values() if isinstance(one, dict)):
        assert wording["en"] in html.unescape(page)
        assert wording["fr"] in html.unescape(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "http-equiv" not in page
    assert "<script" not in page
