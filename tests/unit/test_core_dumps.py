"""Whatever command runs, an image of its memory can get to no disk."""

from __future__ import annotations

import subprocess
import sys

import pytest

AFTERWARDS = """
import ctypes, resource, sys
from click.testing import CliRunner
from intake_app.cli import main
result = CliRunner().invoke(main, sys.argv[1:])
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
print(resource.getrlimit(resource.RLIMIT_CORE), dumpable)
"""


@pytest.mark.parametrize("command", ["check", "key show", "serve", "deliver"])
def test_no_command_leaves_a_core_dump(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, *command.split()],
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "(0, 0) 0\n"
