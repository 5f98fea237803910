"""The disk that an SQLite file lies on: how full it is, and whether it can be written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sqlalchemy as sa

DISK_SHORT = 0.2
"""Share that is free: below this a person is told."""
DISK_LOW = 0.1
"""Below this half-filled forms make room for requests."""
DISK_VERY_LOW = 0.05
"""Below this also those make room that somebody asked to keep: requests may soon be lost."""


def free_share(address: sa.URL) -> float | None:
    """None for a database that is no file, and when it cannot be told."""
    file = _file(address)
    if file is None:
        return None
    try:
        disk = shutil.disk_usage(file.parent)
    except OSError:
        return None
    return disk.free / disk.total


def can_be_written(address: sa.URL) -> bool:
    """Whether file and folder, where its journal goes, are not read-only; true for a server."""
    # SQLite itself opens such a file without a word, and complains at the first request.
    file = _file(address)
    effective = os.access in os.supports_effective_ids
    return file is None or all(
        os.access(place, os.W_OK, effective_ids=effective) for place in (file, file.parent)
    )


def _file(address: sa.URL) -> Path | None:
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)
