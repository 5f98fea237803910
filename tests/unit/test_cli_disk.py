"""A disk that refuses is told in one line, with file and cure, and leaves nothing half-made."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake_app.cli.disk_troubles import CURES
from intake_app.cli.disk_troubles import FULL
from intake_app.cli.disk_troubles import in_one_line
from intake_app.settings import Settings
from tests.support.proofs import prove_keys
from tests.support.service import INTAKE
from tests.support.service import intake

Environ = dict[str, str]
PASSPHRASE = "seven grey herons sing"  # noqa: S105


@pytest.fixture(autouse=True)
def proven(environ: Environ) -> None:
    prove_keys(Settings.from_environment(environ))


@pytest.mark.parametrize(
    "words", [("check", "--sheet", "/dev/full"), ("counts", "--report", "/dev/full")], ids=str
)
def test_a_file_that_cannot_be_written_is_named_with_the_cure(
    environ: Environ, words: tuple[str, ...]
) -> None:
    result = intake(*words, environ=environ)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [f"/dev/full: No space left on device. {FULL}"]


@pytest.mark.parametrize("words", [("counts", "--csv"), ("check",), ("status", "--json")], ids=str)
def test_an_output_that_cannot_be_written_is_told_in_one_line(
    environ: Environ, words: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [INTAKE, *words], env=environ, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert line.endswith(f": No space left on device. {FULL}")


def test_whoever_has_read_enough_hears_of_no_fault(environ: Environ) -> None:
    """As `intake check | head -1`."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        ended = subprocess.run(
            [INTAKE, "check"], env=environ, stdout=pipe, stderr=subprocess.PIPE, text=True
        )
    assert ended.stderr == ""


@contextmanager
def a_small_disk(size: int = 200) -> Iterator[None]:
    """Whatever file this process writes ends after so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_half_a_key_is_not_left_behind(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    words = ("key", "new", "staff@agency.example", "--folder", str(folder))
    with a_small_disk():
        failed = intake(*words, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert failed.exit_code == 1
    assert f"{folder}/staff-agency-example.p12: File too large. {FULL}" in failed.stderr
    assert list(folder.iterdir()) == []
    assert intake(*words, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n").exit_code == 0


@pytest.mark.parametrize(("size", "file"), [(200, "settings"), (4000, "one-story-halton.conf")])
def test_half_of_what_a_region_needs_is_not_left_behind(
    tmp_path: Path, size: int, file: str
) -> None:
    etc = tmp_path / "etc"
    words = ("region", "add", "halton", "--url", "https://halton.example", "--etc", str(etc))
    nginx = ("--nginx", str(tmp_path / "nginx"))
    with a_small_disk(size):
        failed = intake(*words, *nginx)
    assert failed.exit_code == 1
    assert f"/{file}: File too large. {FULL}" in failed.stderr
    assert [one for one in tmp_path.rglob("*") if one.is_file() and "halton" in str(one)] == []
    assert intake(*words, *nginx).exit_code == 0


@pytest.mark.parametrize("number", [*CURES, errno.ELOOP, None])
def test_every_error_of_the_system_is_one_line_with_a_cure(number: int | None) -> None:
    try:
        raise OSError(number, os.strerror(number)) if number else OSError("what a library says")
    except OSError as error:
        line = in_one_line(error)
    assert line.startswith("At test_cli_disk.py:")
    assert line.endswith(".")
    assert "\n" not in line
    assert "what a library says" not in line, "it may quote an address"


def test_both_ends_of_a_move_are_named() -> None:
    line = in_one_line(OSError(errno.EXDEV, "Invalid cross-device link", "/a", None, "/b"))
    assert line.startswith("/a to /b: Invalid cross-device link. ")
