"""The type of each kind of file that we publish, the same whoever serves it."""

from __future__ import annotations

from pathlib import Path
from pathlib import PurePosixPath

SOURCE = Path(__file__).with_name("media_types.txt")
UNKNOWN = "application/octet-stream"


def _read() -> dict[str, str]:
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    rows = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {f".{end}": media_type for end, _, media_type in rows}


MEDIA_TYPES = _read()


def media_type_of(path: str) -> str:
    """As the header Content-Type says it."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower(), UNKNOWN)
