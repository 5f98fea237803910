"""`intake restore`, as an operator types it on a bad day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from intake_app.intake.number_mark import NumberMark
from intake_app.store import Store
from tests.support.office import accept
from tests.support.service import intake


def restore(environ: dict[str, str], *words: str, typed: str = "") -> Result:
    return intake("restore", *words, environ=environ, typed=typed)


def next_number(folder: Path) -> str:
    """What the next family is told."""
    store = Store.open(f"sqlite:///{folder / 'intake.sqlite3'}")
    receipt = accept(store)
    store.close()
    return receipt.number


def test_after_a_restore_numbers_go_on_above_the_last_that_staff_saw(
    environ: dict[str, str], tmp_path: Path
) -> None:
    result = restore(environ, typed="HAL-2026-0147\n")
    assert "The next number is HAL-2026-0148." in result.output
    assert result.exit_code == 0
    assert next_number(tmp_path) == "HAL-2026-0148"


def test_a_damaged_file_is_left_alone_until_a_person_says_set_aside(
    environ: dict[str, str], tmp_path: Path
) -> None:
    restore(environ, "--last", "HAL-2026-0000")
    file = tmp_path / "intake.sqlite3"
    file.write_bytes(b"nonsense " * 1000)
    refused = restore(environ, "--last", "HAL-2026-0009")
    assert refused.exit_code == 1
    assert "damaged" in refused.output
    assert file.read_bytes() == b"nonsense " * 1000
    assert restore(environ, "--last", "HAL-2026-0009", "--set-aside").exit_code == 0
    kept, journal = sorted(tmp_path.glob("*.damaged-*"))
    assert journal.name == f"{kept.name}-journal"
    assert kept.read_bytes() == b"nonsense " * 1000
    assert next_number(tmp_path) == "HAL-2026-0010"


def test_a_whole_database_is_never_set_aside(environ: dict[str, str], tmp_path: Path) -> None:
    restore(environ, "--last", "HAL-2026-0009")
    result = restore(environ, "--last", "HAL-2026-0009", "--set-aside")
    assert result.exit_code == 2
    assert "not damaged" in result.output
    assert next_number(tmp_path) == "HAL-2026-0010"


@pytest.mark.parametrize("last", ["147", "hal-2026-0147", "HAL-2026-", "HAL-26-0147"])
def test_what_is_no_number_changes_nothing(
    environ: dict[str, str], tmp_path: Path, last: str
) -> None:
    assert restore(environ, "--last", last, "--set-aside").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_past_that_number_says_so(environ: dict[str, str]) -> None:
    restore(environ, "--last", "HAL-2026-0009")
    result = restore(environ, "--last", "HAL-2026-0003")
    assert "The database was at HAL-2026-0009 already." in result.output
    assert "The next number is HAL-2026-0010." in result.output


def test_what_the_machine_remembers_counts_more_than_what_is_typed(
    environ: dict[str, str], tmp_path: Path
) -> None:
    NumberMark(tmp_path).note("HAL-2026-0031", "HAL-2025-0200")
    assert restore(environ, "--last", "HAL-2026-0012").exit_code == 0
    assert next_number(tmp_path) == "HAL-2026-0032"


def test_what_the_machine_remembers_can_be_read_again_afterwards(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "last-numbers.json").write_text("{", encoding="ascii")
    assert NumberMark(tmp_path).trouble.endswith("last-numbers.json is damaged")
    result = restore(environ, "--last", "HAL-2026-0012")
    assert result.exit_code == 0
    [kept] = tmp_path.glob("last-numbers.json.unread-*")
    assert kept.read_text(encoding="ascii") == "{"
    assert f"could not be read. Kept as {kept}" in result.output
    assert (NumberMark(tmp_path).trouble, NumberMark(tmp_path).last) == ("", {"HAL-2026": 12})


def test_numbers_of_sign_ups_for_trainings_go_on_too(
    environ: dict[str, str], tmp_path: Path
) -> None:
    NumberMark(tmp_path).note("T-HAL-2026-0007")
    assert restore(environ, "--last", "HAL-2026-0012").exit_code == 0
    result = restore(environ, "--last", "T-HAL-2026-0009")
    assert "The next number is T-HAL-2026-0010." in result.output
    assert next_number(tmp_path) == "HAL-2026-0013"


def test_numbers_of_another_region_are_refused(environ: dict[str, str]) -> None:
    result = restore(environ, "--last", "LG-2026-0012")
    assert result.exit_code == 2
    assert "Numbers of halton begin with HAL, not LG." in result.output
