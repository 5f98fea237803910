"""`intake backup`: a whole copy of the database, of either kind, as one file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import click

from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store
from intake_app.errors import StoreError
from intake_app.store import SEALED_DAYS

STEM, MOMENT, END, HALF = "one-story-", "[0-9]*T[0-9]*Z", ".sqlite3", ".partial"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy the database into FOLDER while families go on sending, and note that it was done.

    The copy is an SQLite file, also of PostgreSQL; `intake restore --from` puts it back into
    either. It holds sealed requests. Copies older than 14 days are deleted.
    """
    begun = time.monotonic()
    with settings_and_store() as (settings, store):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = f"{now():%Y%m%dT%H%M%SZ}"
        file = folder / f"{STEM}{settings.region}-{stamp}{END}"
        _delete(folder.glob(f"{STEM}{settings.region}-{MOMENT}{HALF}*"))
        half = file.with_suffix(HALF)
        try:
            store.copy_to_file(half)
        except BaseException as error:
            _delete(folder.glob(f"{half.name}*"))
            if isinstance(error, StoreError):
                raise StoreError(f"{folder}: No copy was made. {error}") from error
            raise
        half.rename(file)
        _sync(folder)
        store.lookup.mark("backup", now())
        gone = _delete_old(folder, settings.region)
    size = file.stat().st_size / 1e6
    click.echo(f"{file}: {size:.1f} MB in {time.monotonic() - begun:.1f} seconds.")
    if gone:
        click.echo(f"Deleted {gone} of more than {SEALED_DAYS} days.")


def _delete_old(folder: Path, region: str) -> int:
    """What is erased in the database may not live on in copies."""
    eldest = (now() - timedelta(days=SEALED_DAYS)).timestamp()
    copies = folder.glob(f"{STEM}{region}-{MOMENT}{END}")
    return _delete(file for file in copies if file.stat().st_mtime < eldest)


def _delete(files: Iterable[Path]) -> int:
    found = list(files)
    for file in found:
        file.unlink()
    return len(found)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
