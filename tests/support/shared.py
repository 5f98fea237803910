"""What all workers of a test run look at: whoever asks first makes it, the others wait for it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[[Path], object]
Once = Callable[[str, Make], Path]


def folder_of_run(config: pytest.Config, base: Path) -> Path:
    """One that all workers of this run see; `base` is this process's own."""
    return base.parent if hasattr(config, "workerinput") else base


@pytest.fixture(scope="session")
def once(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)`: a folder that `make` filled, once in a run; nobody may change it."""
    shared = folder_of_run(pytestconfig, tmp_path_factory.getbasetemp()) / "shared"
    shared.mkdir(exist_ok=True)

    def have(name: str, make: Make) -> Path:
        made = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                _make_aside(made, make)
        return made

    return have


def _make_aside(made: Path, make: Make) -> None:
    """Under its name only when it is whole: what failed is tried again, and fails there too."""
    aside = made.with_name(f"{made.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    make(aside)
    aside.rename(made)
