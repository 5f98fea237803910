"""A file of settings as systemd reads it: `NAME=value` lines, quotes where a value needs them."""

from __future__ import annotations

import shlex
from pathlib import Path

QUOTES = ("'", '"')
REMARKS = ("#", ";")


def read_file(path: Path) -> dict[str, str]:
    """Raises OSError; a line that is none is left out, as systemd does."""
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(REMARKS):
            found[name.strip()] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    if not value.startswith(QUOTES):
        return value
    try:
        return "".join(shlex.split(value))
    except ValueError:
        return value
