"""`intake key plan`: where a change of keys stands, and the one command that comes next."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from itertools import count
from pathlib import Path

import click

from intake_app.intake.clock import utc_now
from intake_app.intake.key_status import fingerprint_of_file
from intake_app.intake.own_store import open_store
from intake_app.sealing import WARN_BEFORE_END
from intake_app.settings import Environment
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.settings import mailbox_of
from intake_app.settings import typed_here
from intake_app.store import KeyRole
from intake_app.store import Record
from intake_app.store import Store

REQUESTS, TRAINING = "INTAKE_RECIPIENTS", "INTAKE_TRAINING_RECIPIENTS"
SPARE = "INTAKE_RECOVERY_CERTIFICATE"
RESTART = "intake check\nsystemctl restart intake-web intake-deliver"
KEPT = "Their key stays needed until all is read, and 14 days longer. Then delete it everywhere."


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    done: bool
    title: str
    how: str


@dataclass(frozen=True, kw_only=True)
class AddressKeys:
    """One address, and what is known of its keys."""

    address: str
    setting: str
    """Which names it, or shall name it."""
    named: Record | None
    """In the settings."""
    next: Record | None
    """Known, not named yet, and not retired: it shall take over."""
    old: Record | None
    """Took its leave from the settings, and not retired yet."""
    under_way: bool
    """A test mail waits to be read back."""
    begun: datetime | None
    """When the web process began that has run longest."""
    spent: frozenset[str]
    """Fingerprints of all keys of theirs that were known before the next one."""


@click.command()
@click.argument("address")
@click.option("--leaving", is_flag=True, help="Nobody reads this mailbox any more.")
@click.option("--renew", is_flag=True, help="Begin with a new key, although one is in use.")
@click.option("--training", is_flag=True, help="For sign-ups for trainings, not for requests.")
@click.option("--recovery", is_flag=True, help="The privacy officer's spare key.")
def plan(address: str, *, leaving: bool, renew: bool, training: bool, recovery: bool) -> None:
    """Show each step of a key's way into use, or out of it, and which one comes next.

    For a new address, a renewed key, and staff who come or go. Changes nothing: run it again
    after each step.
    """
    settings, address = Settings.from_environment(os.environ), mailbox_of(address) or address
    store = open_store(settings)
    # Who signs providers up must never be told to become a reader of families' requests.
    training |= bool(_named(settings.for_training, address)) and not _named(settings, address)
    settings = settings.for_training if training else settings
    try:
        # Nor who keeps the spare key.
        stranger = not training and not _named(settings, address)
        recovery |= stranger and _keeps_the_spare_key(store, address)
        setting = SPARE if recovery else TRAINING if training else REQUESTS
        held = _keys_of(store, settings, address, setting)
        if leaving and recovery:
            raise click.UsageError(
                "Nobody is served without a spare key: --renew leads to a new one."
            )
        if leaving:
            told = list(_leaving(store, settings, held))
        else:
            told = list(_joining(settings, held, renew=renew or _ends_soon(held)))
    finally:
        store.close()
    _tell(told)


def _tell(steps: list[Step]) -> None:
    following = next((step for step in steps if not step.done), None)
    for number, step in enumerate(steps, 1):
        mark = "done" if step.done else "NEXT" if step is following else "then"
        click.echo(f"{number}. {mark}  {step.title}")
        if step is following:
            click.echo("\n".join(f"     {typed_here(line)}" for line in step.how.splitlines()))
    if following is None:
        click.echo("Nothing is left to do.")


def _keeps_the_spare_key(store: Store, address: str) -> bool:
    return any(
        one.identity.duty is KeyRole.RECOVERY and not one.retired_at and _is_theirs(one, address)
        for one in store.certificates.all()
    )


def _is_theirs(one: Record, address: str) -> bool:
    return one.identity.address.casefold() == address.casefold()


def _keys_of(store: Store, settings: Settings, address: str, setting: str) -> AddressKeys:
    files = [one.certificate for one in _named(settings, address)]
    duty = KeyRole.REQUESTS
    if setting == SPARE:
        files, duty = [settings.recovery_certificate], KeyRole.RECOVERY
    live = set(map(fingerprint_of_file, files))
    ever = [
        one
        for one in store.certificates.all()
        # There is one spare key, whoever keeps it.
        if one.identity.duty is duty and (setting == SPARE or _is_theirs(one, address))
    ]
    theirs = [one for one in ever if not one.retired_at]
    named = next((one for one in theirs if one.identity.fingerprint in live), None)
    others = [one for one in theirs if one is not named]
    newest = max(others, key=_age, default=None)
    takes_over = newest is not None and (named is None or _age(newest) > _age(named))
    now = utc_now()
    lives = [one for one in store.processes.all() if one.role == "web" and one.lives(now)]
    following = newest if takes_over else None
    return AddressKeys(
        address=address,
        setting=setting,
        named=named,
        next=following,
        old=next((one for one in others if one is not following), None),
        under_way=bool(
            following and following.identity.fingerprint in store.certificates.expected()
        ),
        begun=min((one.started_at for one in lives), default=None),
        spent=frozenset(one.identity.fingerprint for one in ever if one is not following),
    )


def _ends_soon(held: AddressKeys) -> bool:
    return held.named is not None and held.named.identity.ends - utc_now() <= WARN_BEFORE_END


def _age(one: Record) -> tuple[bool, datetime]:
    """Who was proven later took over; before a proof, who ends later is newer."""
    return (one.proven_at is None, one.proven_at or one.identity.ends)


def _named(settings: Settings, address: str) -> list[Recipient]:
    return [one for one in settings.recipients if one.address.casefold() == address.casefold()]


def _joining(settings: Settings, held: AddressKeys, *, renew: bool) -> Iterator[Step]:
    file = _file_for(settings, held)
    following = held.next
    in_use = held.named if following is None and not renew else None
    coming = in_use or following
    title = f"Make a key for {held.address}, on a machine of theirs"
    yield Step(bool(coming) or file.exists(), title, _how_to_make(held, file))
    title = "Prove that it opens a sealed test mail"
    yield Step(bool(coming and coming.proof), title, _how_to_prove(held, None if in_use else file))
    line = _line(settings, held, file)
    how = f"In {_settings_file()}, on one line:\n{line}"
    yield Step(bool(in_use), "Name it in the settings", how)
    yield Step(bool(in_use) and _is_running(held), "Start both processes anew", RESTART)
    old = held.old if in_use else held.named
    fingerprint = old.identity.fingerprint if old else ""
    how = f"When what was on its way has arrived:\nintake key retire {fingerprint}\n{KEPT}"
    yield Step(old is None, "Retire the key that it took over from", how)


def _leaving(store: Store, settings: Settings, held: AddressKeys) -> Iterator[Step]:
    others = [one for one in settings.recipients if one not in _named(settings, held.address)]
    known = {one.identity.fingerprint: one for one in store.certificates.all()}
    proven = [
        one.address
        for one in others
        if not one.revoked
        and (record := known.get(fingerprint_of_file(one.certificate)))
        and record.proof
    ]
    how = "Only this address can open requests. First: intake key plan ADDRESS, for another one."
    if held.setting == REQUESTS:
        yield Step(bool(proven), "Another address can open requests", how)
    entries = ",".join(map(_entry, others))
    gone = not _named(settings, held.address)
    line = f"In {_settings_file()}:\n{held.setting}={entries}"
    yield Step(gone, f"Take {held.address} out of the settings", line)
    theirs = [one for one in (held.named, held.next, held.old) if one]
    yield Step(gone and _is_running(held), "Start both processes anew", RESTART)
    count = sum(store.certificates.undelivered(one) for one in theirs[:1])
    how = f"{count} copies for them are on their way: intake status"
    yield Step(not count, "Wait until nothing is on its way to them", how)
    retire = "\n".join(f"intake key retire {one.identity.fingerprint}" for one in theirs)
    yield Step(not theirs, "Retire their key", f"{retire}\n{KEPT}")


def _is_running(held: AddressKeys) -> bool:
    """Whether the web process began after the settings were changed last."""
    try:
        changed = Path(_settings_file()).stat().st_mtime
    except OSError:
        return held.begun is not None
    return held.begun is not None and held.begun.timestamp() >= changed


def _settings_file() -> str:
    return Environment(os.environ).text("INTAKE_SETTINGS_FILE")


def _how_to_prove(held: AddressKeys, file: Path | None) -> str:
    waits = "A test mail waits: have its words read to you.\n" if held.under_way else ""
    new = f" --certificate {file}" if file else ""
    spare = " --recovery" if held.setting == SPARE else ""
    return f"{waits}intake key prove {held.address}{spare}{new}"


def _how_to_make(held: AddressKeys, file: Path) -> str:
    return (
        f"intake key new {held.address}\n"
        f"Bring its .crt here as {file}, and read the fingerprint to each other by phone:\n"
        f"intake key show {file}"
    )


def _file_for(settings: Settings, held: AddressKeys) -> Path:
    """Beside the others; a name that no key of theirs has had."""
    folder = settings.recovery_certificate.parent
    name = re.sub(r"[^a-z0-9]+", "-", held.address.lower())
    taken = {settings.recovery_certificate, *(one.certificate for one in settings.recipients)}
    names = chain((name, f"{name}-next"), (f"{name}-next-{number}" for number in count(2)))
    files = (folder / f"{one}.crt" for one in names)
    return next(file for file in files if file not in taken and not _is_spent(file, held))


def _is_spent(file: Path, held: AddressKeys) -> bool:
    return file.exists() and fingerprint_of_file(file) in held.spent


def _line(settings: Settings, held: AddressKeys, file: Path) -> str:
    if held.setting == SPARE:
        return f"{SPARE}={file}"
    others = [one for one in settings.recipients if one not in _named(settings, held.address)]
    entries = [*map(_entry, others), f"{held.address}={file}"]
    return f"{held.setting}={','.join(entries)}"


def _entry(one: Recipient) -> str:
    return f"{one.address}={'revoked:' if one.revoked else ''}{one.certificate}"
