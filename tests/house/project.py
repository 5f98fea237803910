"""The project as files: what git tracks or would track, and where it stands."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """Every file under version control or about to be, as it is on disk now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    files = [PROJECT / name for name in listed.split("\0") if name]
    return sorted(file for file in files if file.is_file())


def in_project(file: Path) -> str:
    """How the file is called by people who work on the project."""
    return file.relative_to(PROJECT).as_posix()


def python_files() -> list[Path]:
    """The project's own Python, tests included."""
    return [file for file in tracked() if file.suffix == ".py"]
