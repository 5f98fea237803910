"""How full the disk is that an SQLite file lies on."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa


def free_share(address: sa.URL) -> float | None:
    """None for a database that is no file, and when it cannot be told."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    try:
        disk = shutil.disk_usage(Path(address.database).parent)
    except OSError:
        return None
    return disk.free / disk.total
