"""What a disk refuses, in one line for whoever typed the command: where, what, and the cure."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path

from intake_app.server import place_of

FULL = "Make room on the disk that this goes to, or name another place; then type it again."
CLOSED = "Type it as the account that owns this, or name another place."
CURES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EACCES: CLOSED,
    errno.EPERM: CLOSED,
    errno.EROFS: "Nothing can be written to that disk: name another place.",
    errno.ENOENT: "Make what is lacking there, or mend the name.",
    errno.EEXIST: "Name another place, or move it away.",
    errno.EIO: "The disk may be failing: look into the kernel's log, and name another place.",
}
OTHERWISE = "Mend that, or name another place; then type it again."


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """An error names this file. Python's own names none when a disk is full."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(file)
        raise


def in_one_line(error: OSError) -> str:
    """Where it happened, what, and what to do about it."""
    names = [str(one) for one in (error.filename, error.filename2) if one is not None]
    where = " to ".join(names) or f"At {place_of(error)}"
    problem = error.strerror or type(error).__name__
    return f"{where}: {problem}. {CURES.get(error.errno or 0, OTHERWISE)}"


def give_up_output() -> None:
    """What cannot be written is not tried once more at the end of the process."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
