"""`intake move`: everything to another database, or into a file for another machine."""

from __future__ import annotations

import re
from pathlib import Path

import click

from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store
from intake_app.errors import StoreError
from intake_app.intake.number_mark import last_numbers
from intake_app.settings import typed_here
from intake_app.store import MOVED as MOVED_ON
from intake_app.store import Store

RUNNING = (
    "{names} still lives. Stop all of them first: systemctl stop intake-web intake-deliver."
    " Nothing was changed."
)
MEANWHILE = (
    "Something began to write while all was copied. Stop it: systemctl stop intake-web"
    " intake-deliver. The old database is as it was; the copy serves nobody: delete it, and begin"
    " again."
)
MOVED = """
All of it is there, and compared: {requests} requests, of which {waiting} copies wait for the mail
server; the last numbers {numbers}.
The old database serves nobody any more, so that no number is given twice. It still holds what was
sealed: keep it until the first request has arrived from the new one, then delete it.
Next: {following}
"""
TO_SERVER = "put INTAKE_DATABASE_URL into the settings, and run `intake check`; then start."
TO_MACHINE = (
    "bring {file}, last-numbers.json beside the old database, and the folder of the settings to the"
    " other machine, over ssh or on a locked stick. Put the file there as intake.sqlite3 into"
    " INTAKE_STATE_DIR, owned by the service's account; run `intake check`; then start."
)

ASKED = "Address of the new database, or name of a new file (it does not show)"
PASSWORD = re.compile(r"://[^/@]*:[^@]*@")
SEEN = (
    "The password stands in the shell's history now, and `ps` shows it meanwhile. Change it when"
    " all is moved; next time leave the address out: `intake move` asks for it."
)


@click.command()
@click.argument("target", metavar="[URL|FILE]", default="")
def move(target: str) -> None:
    """Bring queue, numbers, proofs, drafts and counts into a database that has served no family.

    `postgresql+psycopg://…` for a server, or the name of a new file to carry to another machine.
    An address that holds a password is left out here, and typed when it is asked for.
    Stop `intake serve` and `intake deliver` first; requests may be waiting.
    """
    if PASSWORD.search(target):
        click.echo(typed_here(SEEN), err=True)
    url, file = _address(target or click.prompt(ASKED, hide_input=True))
    with settings_and_store() as (_, source):
        _refuse_running(source)
        new, numbers = Store.open(url), last_numbers(source)
        try:
            source.copy_into(new, _progress)
            hand_over(source, new, numbers)
            _tell(new, file)
        finally:
            new.close()


def _address(target: str) -> tuple[str, Path | None]:
    if "://" in target:
        return target, None
    file = Path(target).absolute()
    if file.exists():
        raise click.UsageError(f"{file} is there already. Name a new file.")
    return f"sqlite:///{file}", file


def _refuse_running(store: Store) -> None:
    living = [one.name for one in store.processes.all() if one.lives(now())]
    if living:
        raise StoreError(typed_here(RUNNING.format(names=", ".join(living))))


def hand_over(source: Store, new: Store, numbers: list[str]) -> None:
    """From here on the old one gives no number, and whoever starts with it is refused.

    `numbers` were its last ones before all was copied. Raises StoreError when it took something
    in while it was copied; then it serves on.
    """
    region, ended = source.owner.region(), f"{MOVED_ON}{now():%Y-%m-%d}"
    new.cluster.settle()
    source.owner.write(ended)
    # Who had started before that is seen by a sign of life, or by what it took in.
    living = any(one.lives(now()) for one in source.processes.all())
    if living or last_numbers(source) != numbers:
        source.owner.write(region)
        new.owner.write(ended)
        raise StoreError(typed_here(MEANWHILE))


def _tell(new: Store, file: Path | None) -> None:
    following = TO_MACHINE.format(file=file) if file else TO_SERVER
    click.echo(
        MOVED.format(
            requests=new.lookup.how_many(),
            waiting=new.backlog().waiting,
            numbers=", ".join(last_numbers(new)) or "none",
            following=typed_here(following),
        ).strip()
    )


def _progress(table: str, done: int, total: int) -> None:
    click.echo(f"{table}: {done} of {total}")
