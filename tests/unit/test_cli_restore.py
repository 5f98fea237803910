"""`intake restore`, as an operator types it on a bad day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from intake_app.dates import today_in_ontario
from intake_app.intake.number_mark import NumberMark
from intake_app.store import Store
from tests.support.office import accept
from tests.support.service import intake

YEAR = today_in_ontario().year


def restore(environ: dict[str, str], *words: str, typed: str = "") -> Result:
    return intake("restore", *words, environ=environ, typed=typed)


def next_number(folder: Path) -> str:
    """What the next family is told."""
    store = Store.open(f"sqlite:///{folder / 'intake.sqlite3'}")
    receipt = accept(store, year=YEAR)
    store.close()
    return receipt.number


def test_after_a_restore_numbers_go_on_above_the_last_that_staff_saw(
    environ: dict[str, str], tmp_path: Path
) -> None:
    result = restore(environ, typed=f"HAL-{YEAR}-0147\n")
    assert f"The next number is HAL-{YEAR}-0148." in result.output
    assert result.exit_code == 0
    assert next_number(tmp_path) == f"HAL-{YEAR}-0148"


def test_a_damaged_file_is_left_alone_until_a_person_says_set_aside(
    environ: dict[str, str], tmp_path: Path
) -> None:
    restore(environ, "--last", f"HAL-{YEAR}-0000")
    file = tmp_path / "intake.sqlite3"
    file.write_bytes(b"nonsense " * 1000)
    refused = restore(environ, "--last", f"HAL-{YEAR}-0009")
    assert refused.exit_code == 1
    assert "damaged" in refused.output
    assert file.read_bytes() == b"nonsense " * 1000
    assert restore(environ, "--last", f"HAL-{YEAR}-0009", "--set-aside").exit_code == 0
    kept, journal = sorted(tmp_path.glob("*.damaged-*"))
    assert journal.name == f"{kept.name}-journal"
    assert kept.read_bytes() == b"nonsense " * 1000
    assert next_number(tmp_path) == f"HAL-{YEAR}-0010"


def test_a_whole_database_is_never_set_aside(environ: dict[str, str], tmp_path: Path) -> None:
    restore(environ, "--last", f"HAL-{YEAR}-0009")
    result = restore(environ, "--last", f"HAL-{YEAR}-0009", "--set-aside")
    assert result.exit_code == 2
    assert "not damaged" in result.output
    assert next_number(tmp_path) == f"HAL-{YEAR}-0010"


@pytest.mark.parametrize("last", ["147", "hal-2026-0147", f"HAL-{YEAR}-", "HAL-26-0147"])
def test_what_is_no_number_changes_nothing(
    environ: dict[str, str], tmp_path: Path, last: str
) -> None:
    assert restore(environ, "--last", last, "--set-aside").exit_code == 2
    assert list(tmp_path.iterdir()) == []


NO_NUMBER = "A number looks like HAL-2026-0147."
SLIPS = {
    "a year to come": (f"HAL-{YEAR + 1}-0147", f"{YEAR + 1} is still to come"),
    "two digits exchanged": ("HAL-2062-0147", "2062 is still to come"),
    "five zeros too many": (f"HAL-{YEAR}-014700000", NO_NUMBER),
    "one zero too many": (f"HAL-{YEAR}-01470", NO_NUMBER),
    "ten digits": (f"HAL-{YEAR}-1470000000", NO_NUMBER),
    "of a sign-up": (f"T-HAL-{YEAR + 1}-0001", "is still to come"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_of_the_hand_is_refused_and_changes_nothing(
    environ: dict[str, str], tmp_path: Path, name: str
) -> None:
    last, said = SLIPS[name]
    result = restore(environ, "--last", last, "--yes")
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("known", ["by the machine", "by the database", "by nobody"])
def test_a_number_far_above_all_that_is_known_is_asked_about(
    environ: dict[str, str], tmp_path: Path, known: str
) -> None:
    """It could not be taken back: numbers never go down."""
    if known == "by the database":
        restore(environ, "--last", f"HAL-{YEAR}-0147")
        (tmp_path / "last-numbers.json").unlink()
    elif known == "by the machine":
        NumberMark(tmp_path).note(f"HAL-{YEAR}-0147")
    last = f"HAL-{YEAR}-1470"
    asked = restore(environ, "--last", last)
    here = "none of that year" if known == "by nobody" else f"HAL-{YEAR}-0147"
    assert (asked.exit_code, f"known here: {here}." in asked.output) == (1, True)
    assert restore(environ, "--last", last, typed="n\n").exit_code == 1
    start = 1 if known == "by nobody" else 148
    near = restore(environ, "--last", f"HAL-{YEAR}-{start - 1:04d}")
    assert f"The next number is HAL-{YEAR}-{start:04d}" in near.output
    for words in (("--yes",), ()):
        right = restore(environ, "--last", last, *words, typed="" if words else "y\n")
        assert f"The next number is HAL-{YEAR}-1471." in right.output


def test_a_number_of_last_year_says_what_is_next_this_year(
    environ: dict[str, str], tmp_path: Path
) -> None:
    result = restore(environ, "--last", f"HAL-{YEAR - 1}-0147")
    assert f"No number up to HAL-{YEAR - 1}-0147 is given again." in result.output
    assert f"The next number is HAL-{YEAR}-0001; if staff saw one of this year" in result.output
    assert f"HAL-{YEAR - 1}-0148" not in result.output
    assert next_number(tmp_path) == f"HAL-{YEAR}-0001"


def test_a_database_that_is_past_that_number_says_so(environ: dict[str, str]) -> None:
    restore(environ, "--last", f"HAL-{YEAR}-0009")
    result = restore(environ, "--last", f"HAL-{YEAR}-0003")
    assert f"The database was at HAL-{YEAR}-0009 already." in result.output
    assert f"The next number is HAL-{YEAR}-0010." in result.output


def test_what_the_machine_remembers_counts_more_than_what_is_typed(
    environ: dict[str, str], tmp_path: Path
) -> None:
    NumberMark(tmp_path).note(f"HAL-{YEAR}-0031", f"HAL-{YEAR - 1}-0200")
    assert restore(environ, "--last", f"HAL-{YEAR}-0012").exit_code == 0
    assert next_number(tmp_path) == f"HAL-{YEAR}-0032"


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
    assert restore(environ, "--last", f"HAL-{YEAR}-0012").exit_code == 0
    assert (NumberMark(tmp_path).trouble, NumberMark(tmp_path).last) == ("", {f"HAL-{YEAR}": 12})


def test_numbers_of_sign_ups_for_trainings_go_on_too(
    environ: dict[str, str], tmp_path: Path
) -> None:
    NumberMark(tmp_path).note(f"T-HAL-{YEAR}-0007")
    assert restore(environ, "--last", f"HAL-{YEAR}-0012").exit_code == 0
    result = restore(environ, "--last", f"T-HAL-{YEAR}-0009")
    assert f"The next number is T-HAL-{YEAR}-0010." in result.output
    assert next_number(tmp_path) == f"HAL-{YEAR}-0013"


def test_numbers_of_another_region_are_refused(environ: dict[str, str]) -> None:
    result = restore(environ, "--last", f"LG-{YEAR}-0012")
    assert result.exit_code == 2
    assert "Numbers of halton begin with HAL, not LG." in result.output
