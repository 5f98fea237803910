"""No image of this process's memory on any disk: a family's words may be in it.

The units say so too; the program says it itself, because it is also started by hand.
"""

from __future__ import annotations

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4


def forbid() -> None:
    """Neither by the kernel when this process crashes, nor by a debugger of the same account."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # The limit binds files alone: a kernel that pipes dumps to a program asks this flag.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
