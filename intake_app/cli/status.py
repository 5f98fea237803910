"""`intake status`: how things stand, on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store
from intake_app.cli.look import of_copy
from intake_app.dates import ontario_time
from intake_app.errors import FaultsFound
from intake_app.intake.own_store import region_of
from intake_app.settings import Settings
from intake_app.store import Copy
from intake_app.store import Handling
from intake_app.store import PathState
from intake_app.store import Process
from intake_app.store import Record
from intake_app.store import Store

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class ServiceStatus:
    """Everything that is told."""

    now: datetime
    processes: list[Process]
    missing: list[str]
    queue: list[Copy]
    unread: list[Handling]
    undone: int
    """Older than sealed bytes are kept, and not erased, because something of them is not done."""
    paths: list[PathState]
    certificates: list[Record]
    last_numbers: dict[str, int]
    backup: datetime | None
    disk_free_percent: int | None


@click.command()
@as_json
def status(json_wanted: bool) -> None:
    """Processes, what waits for whom, who has not said "we have it", alarms, certificates."""
    with settings_and_store() as (settings, store):
        # Here, because it knows what the web process knows.
        from intake_app.intake.key_status import live_keys

        in_use = {key.fingerprint for key in live_keys(settings)}
        standing = look_around(store, now(), in_use, region=_code(settings, store))
    if json_wanted:
        echo_json(_for_programs(standing))
        return
    for title, lines in _sections(standing).items():
        click.echo(title)
        for line in lines or ["none"]:
            click.echo(f"  {line}")


def _code(settings: Settings, store: Store) -> str:
    """Of the region; while an editor's mistake stops content/ from being read, of the numbers."""
    try:
        return region_of(settings).code
    except FaultsFound:
        return next((code for code, _, _ in store.lookup.last_numbers()), "")


def look_around(store: Store, moment: datetime, in_use: set[str], *, region: str) -> ServiceStatus:
    """All of it, read once. Raises StoreError."""
    from intake_app.intake.concerns import missing

    processes, free = store.processes.all(), store.free_share()
    return ServiceStatus(
        now=moment,
        processes=processes,
        missing=[str(each.facts["process"]) for each in missing(processes, moment)],
        queue=store.lookup.queue(),
        unread=store.handling.unacknowledged(region),
        undone=store.erasure.waiting_for_a_person(moment),
        paths=list(store.alarms.paths().values()),
        certificates=[
            one for one in store.certificates.all() if one.identity.fingerprint in in_use
        ],
        last_numbers={f"{code}-{year}": last for code, year, last in store.lookup.last_numbers()},
        backup=store.lookup.marked("backup"),
        disk_free_percent=None if free is None else round(100 * free),
    )


def _sections(standing: ServiceStatus) -> dict[str, list[str]]:
    free = standing.disk_free_percent
    return {
        "Processes": [*_processes(standing), *(f"MISSING: {one}" for one in standing.missing)],
        f"Waiting for the mail server: {len(standing.queue)}": _shortened(
            f"{copy.number} to {of_copy(copy)}" for copy in standing.queue
        ),
        f'Nobody has said "we have it": {len(standing.unread)}': _shortened(
            f"{one.number}, received {ontario_time(one.accepted_at)}" for one in standing.unread
        ),
        "Kept longer than 14 days, because not delivered or not read": [str(standing.undone)],
        "Alarms": [_path(path) for path in standing.paths] or ["never sent: `intake alarm test`"],
        "Certificates": [
            f"{one.identity.duty}, {one.identity.address}: until {ontario_time(one.identity.ends)}"
            for one in standing.certificates
        ],
        "Last numbers": [f"{of}-{last:04d}" for of, last in standing.last_numbers.items()],
        "Last backup noted": [ontario_time(standing.backup) or "never: see `intake noted backup`"],
        "Disk of the database": ["on its server" if free is None else f"{free} % free"],
    }


def _processes(standing: ServiceStatus) -> Iterator[str]:
    for one in standing.processes:
        state = "lives" if one.lives(standing.now) else "silent"
        if one.ended_at:
            state = f"ended {ontario_time(one.ended_at)}"
        yield f"{one.name}: {state}, version {one.version}, since {ontario_time(one.started_at)}"


def _path(path: PathState) -> str:
    if path.failing_since:
        return f"{path.path}: FAILS since {ontario_time(path.failing_since)}, {path.answer}"
    missed = f", NOT to {path.answer}" if path.answer else ""
    return f"{path.path}: last sent {ontario_time(path.sent_at) or 'never'}{missed}"


def _shortened(lines: Iterable[str]) -> list[str]:
    shown = list(lines)
    more = len(shown) - MOST_SHOWN
    return [*shown[:MOST_SHOWN], f"and {more} more"] if more > 0 else shown


def _for_programs(standing: ServiceStatus) -> dict[str, object]:
    return {
        **vars(standing),
        "processes": [
            {**vars(one), "lives": one.lives(standing.now)} for one in standing.processes
        ],
        "queue": [vars(copy) for copy in standing.queue],
        "unread": [one.number for one in standing.unread],
        "paths": [vars(path) for path in standing.paths],
        "certificates": [vars(one.identity) for one in standing.certificates],
    }
