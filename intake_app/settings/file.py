"""A file of settings as systemd reads it: `NAME=value` lines, quotes where a value needs them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

QUOTES = ("'", '"')
REMARKS = ("#", ";")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ESCAPED = re.compile(r"\\(.)")


def read_file(path: Path) -> dict[str, str]:
    """Raises OSError; a line that is none is left out, as systemd does."""
    found = {}
    for line in _lines(path):
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(REMARKS):
            found[name.strip()] = _bare(value.strip())
    return found


def strange_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number and problem of each line that sets nothing, or sets once more what is set above.

    None when the file cannot be read. What goes on over several lines is left alone.
    """
    try:
        lines = _lines(path)
    except OSError:
        return
    seen: set[str] = set()
    goes_on, since = "", 0
    for number, line in enumerate(map(str.strip, lines), 1):
        if goes_on:
            goes_on = _still_open(goes_on, line)
            continue
        if not line or line.startswith(REMARKS):
            continue
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not NAME.fullmatch(name):
            yield number, "This line sets nothing, and is left out."
        elif name in seen:
            yield number, f"{name} stands there twice, and the last one counts."
        seen.add(name)
        goes_on, since = _opens(value), number
    if goes_on in QUOTES:
        yield since, "The quote that opens here never ends, and takes in all that follows."


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _opens(value: str) -> str:
    """The sign by which the next line belongs to it as well; empty when it does not."""
    if value.startswith(QUOTES):
        return "" if value[0] in value[1:] else value[0]
    return "\\" if value.endswith("\\") else ""


def _still_open(sign: str, line: str) -> str:
    if sign in QUOTES:
        return "" if sign in line else sign
    return sign if line.endswith(sign) else ""


def _bare(value: str) -> str:
    if not value.startswith(QUOTES):
        return ESCAPED.sub(r"\1", value)
    try:
        return "".join(shlex.split(value))
    except ValueError:
        return value
