"""Machines that were set up by the handbook, on the root that a test names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.booted.agency import Agency
from tests.support.booted.machine import HERE
from tests.support.booted.machine import machine_on
from tests.support.booted.machine import own_mounts
from tests.support.keys import Keys
from tests.support.machine import in_bare_root
from tests.support.project import PROJECT

# A machine that serves others is not booted a second time: its copy would start all of it.
collect_ignore = [] if in_bare_root() else ["test_booted_here.py"]


@pytest.fixture
def agency(request: pytest.FixtureRequest, tmp_path: Path, keys: Keys) -> Iterator[Agency]:
    """Everything runs; `request.param` is a release of Debian, or HERE for the root we are in."""
    root = HERE if request.param == HERE else _bare_root(request.param)
    with machine_on(root, tmp_path / "machine") as machine:
        made = Agency(machine, tmp_path, keys)
        made.install()
        machine.boot()
        made.set_up()
        yield made


def _bare_root(suite: str) -> Path:
    """The kept root of this release, made if need be; its mounts end with the program."""
    program = [sys.executable, "-m", "tests.ground.bareroot", suite]
    alone = [*own_mounts(), *program]
    said = subprocess.run(alone, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return Path(said.strip())
