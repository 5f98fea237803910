"""Mounts and processes of our own: whatever happens, both end with the command.

The kernel takes a namespace's mounts away with its last process, so that nothing of the host is
touched and nothing mounted is left behind, a killed run included.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

MARK = "ONE_STORY_GROUND"
"""In the environment of whoever runs inside."""
UNSHARE = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]


def inside() -> bool:
    """Whether this process already has mounts and processes of its own."""
    if MARK not in os.environ:
        return False
    # The first process of a namespace ignores what it does not handle itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return True


def in_namespaces(command: list[str]) -> int:
    """Runs it there; Ctrl-C and a kill reach it, and its exit status comes back."""
    with subprocess.Popen(
        [*UNSHARE, *command], env=os.environ | {MARK: "inside"}, start_new_session=True
    ) as process:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            os.killpg(process.pid, number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        return process.wait()
