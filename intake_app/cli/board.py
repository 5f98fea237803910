"""`intake board`: every region on this machine, one line each."""

from __future__ import annotations

import os
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from pathlib import Path

import click

from intake_app.catalog import load_words
from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.region import ETC
from intake_app.cli.region import settings_files
from intake_app.errors import FaultsFound
from intake_app.errors import OneStoryError
from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.intake.chasing import Chase
from intake_app.intake.concerns import Lookout
from intake_app.intake.key_status import live_keys
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import last_numbers
from intake_app.intake.own_store import open_store
from intake_app.intake.own_store import region_of
from intake_app.server import place_of
from intake_app.settings import Settings
from intake_app.settings import read_file
from intake_app.store import Store


@dataclass(kw_only=True)
class RegionStatus:
    """One region."""

    region: str
    address: str = ""
    concerns: list[str] = field(default_factory=list)
    """What wants a person; with none all is well."""
    waiting: int | None = None
    oldest: datetime | None = None
    last_numbers: list[str] = field(default_factory=list)
    backup: datetime | None = None
    disk_free_percent: int | None = None


@click.command()
@click.option(
    "--etc", type=click.Path(path_type=Path), default=ETC, show_default=True,
    help="Where the settings of all regions are.",
)  # fmt: skip
@as_json
def board(etc: Path, *, json_wanted: bool) -> None:
    """Show how each region on this machine does. Ends with 1 when one of them wants a person."""
    rows = [_row(name, file) for name, file in settings_files(etc).items()]
    if json_wanted:
        echo_json([asdict(row) for row in rows])
    else:
        for row in rows:
            click.echo(_line(row))
    if not rows:
        raise click.ClickException(f"There are no settings in {etc}.")
    if any(row.concerns for row in rows):
        raise click.exceptions.Exit(1)


def _row(name: str, file: Path) -> RegionStatus:
    """Whatever is wrong with one region hides no other."""
    row = RegionStatus(region=name)
    try:
        _look(row, name, file)
    except Exception as error:  # its text may hold a password
        row.concerns = [f"{type(error).__name__} at {place_of(error)}; try `intake check` there"]
    return row


def _look(row: RegionStatus, name: str, file: Path) -> None:
    try:
        environ = read_file(file)
        row.region = name or environ.get("REGION", "")
        row.address = environ.get("INTAKE_PUBLIC_URL", "")
        settings = Settings.from_environment({**environ, "INTAKE_SETTINGS_FILE": str(file)})
        store = open_store(settings)
    except FaultsFound as error:
        row.concerns = [f"settings: {fault}" for fault in error.faults]
    except OSError as error:
        row.concerns = [f"{file}: {os.strerror(error.errno or 0)}"]
    except OneStoryError as error:
        row.concerns = [str(error)]
    else:
        try:
            _fill(row, settings, store)
        except OneStoryError as error:
            row.concerns = [str(error)]
        finally:
            store.close()


def _fill(row: RegionStatus, settings: Settings, store: Store) -> None:
    moment = now()
    snapshot = HealthSnapshot.of(store, moment)
    row.waiting, row.oldest = snapshot.backlog.waiting, snapshot.backlog.oldest
    row.last_numbers, row.backup = last_numbers(store), store.lookup.marked("backup")
    row.disk_free_percent = None if snapshot.free is None else round(100 * snapshot.free)
    region = region_of(settings)
    words = load_words(settings.content, region.staff_language)
    sender, addresses = settings.mail.sender, settings.addresses
    chase = Chase.of(store, region, words, sender=sender, addresses=addresses)
    mark = NumberMark(settings.state_dir, region.code)
    lookout = Lookout(store=store, keys=live_keys(settings), chase=chase, mark=mark)
    found = [concern.cause for concern in lookout.concerns(moment)]
    row.concerns = [*found, *(["alarm"] if snapshot.alarms_fail else [])]


def _line(row: RegionStatus) -> str:
    if row.waiting is None:
        return f"{row.region}: CANNOT BE READ: {'; '.join(row.concerns)}"
    state = f"WANTS A PERSON: {', '.join(row.concerns)}" if row.concerns else "well"
    numbers = ", ".join(row.last_numbers) or "no number yet"
    free = "" if row.disk_free_percent is None else f", disk {row.disk_free_percent} % free"
    return f"{row.region}: {state}; waiting {row.waiting}, {numbers}{free}"
