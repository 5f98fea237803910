"""The tests see of a machine what support/machine.py names, and nothing else; it names no more."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support import machine
from tests.support.project import PROJECT
from tests.support.project import python_files

ALL_NEEDS = (*machine.NEEDS, *machine.PROOFS, *machine.BOOTED)
NAMED = {program for need in ALL_NEEDS for program in need.programs}
SPOKEN_FOR = {
    "newuidmap": "podman runs it, where it may do nothing by itself",
    "npm": "tests/support/machine.py itself runs it",
    "Xvfb": "the driver of a browser starts it",
    "xkbcomp": "orca asks it for the keyboard",
    "nginx": "deploy/nginx.conf is its own",
}
"""Named, though no test writes the name: why."""


def test_path_holds_the_named_programs_alone() -> None:
    """A program that somebody's machine happened to have is not found, so its test fails here."""
    (folder,) = os.environ["PATH"].split(os.pathsep)
    found = {path.name for path in Path(folder).iterdir()}
    assert found <= NAMED | set(machine.BASE)
    assert {name for need in machine.NEEDS for name in need.programs} <= found


def test_a_program_nobody_named_is_not_found() -> None:
    assert shutil.which("perl") is None
    assert Path("/usr/bin/perl").exists(), "every Debian has it, and so it shows the difference"


@pytest.mark.parametrize("need", ALL_NEEDS, ids=lambda need: need.packages[0])
def test_a_need_names_its_packages_and_why(need: machine.Need) -> None:
    assert need.packages
    assert need.why
    assert need.programs or need.files


@pytest.mark.parametrize("program", sorted(NAMED - set(SPOKEN_FOR)))
def test_a_named_program_is_one_that_some_test_starts(program: str) -> None:
    files = [path for path in python_files() if PROJECT / "tests" in path.parents]
    others = [path for path in files if path.name not in ("machine.py", Path(__file__).name)]
    assert any(program in path.read_text(encoding="utf-8") for path in others)


def test_what_is_missing_is_told_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking = machine.Need(("one-story-lacks-this",), ("its-package",), "shows what happens")
    assert machine.missing((lacking,)) == [lacking]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="sudo apt-get install .* its-package"):
        machine.install([lacking])
