"""`intake forget`: erases a family's request because they ask for it."""

from __future__ import annotations

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import for_a_reason
from intake_app.cli.command_context import now
from intake_app.cli.command_context import request_named
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ontario_time
from intake_app.errors import StoreError
from intake_app.store import NAMES_DAYS
from intake_app.store import SEALED_DAYS
from intake_app.store import Forgotten
from intake_app.store import Handling
from intake_app.store import Store

TELL = """\
{number}: erased here. Number, reference and times go in {names_days} days by themselves.
Tell the agency to erase, wherever it keeps them:
  - the mail "{number}" at {reached}, its trash and its archive, and what was made of it:
    referral.json, prints, copies in the request box
  - its backups, and yours of this database: {sealed_days} days old at most, if kept as the
    handbook says
A half-filled form of theirs is gone within an hour, or 7 days if they have a code for it."""
STILL = "Just now it was being sent to {on_its_way}: one more copy may arrive within 20 minutes."
LATER = """\
The sealed bytes leave the files of the database by themselves within a day: it is large, or in use
by a backup, and nobody could send meanwhile."""
NOBODY = "no address: no mail server has taken it"


@click.command()
@click.argument("number")
@for_a_reason
@click.option(
    "--copy", "address", help="Only stop sending it to this address, whose mailbox is gone."
)
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@as_json
def forget(number: str, reason: str, address: str | None, yes: bool, json_wanted: bool) -> None:
    """Erase the sealed request NUMBER (or reference) at once, and stop sending it.

    It cannot be undone. Ask for the reference that the family was given.
    """
    with settings_and_store() as (_, store):
        one = request_named(store, number)
        if address:
            _give_up(store, one, address, reason, json_wanted=json_wanted)
            return
        if not yes:
            click.echo(described(one), err=True)
            click.confirm("Erase it for good?", abort=True, err=True)
        erased = store.erasure.forget(one.id, now(), reason)
        scrubbed = _scrub(store)
    if erased is None:
        raise click.ClickException(
            f"{one.number} was erased on {ontario_time(one.erased_at)} already."
        )
    if json_wanted:
        echo_json({**vars(erased), "scrubbed": scrubbed})
    else:
        click.echo(tell(erased, scrubbed=scrubbed))


def _scrub(store: Store) -> bool:
    """Whatever keeps it from being done now, the processes that run make up for it."""
    try:
        return store.erasure.scrub(now())
    except StoreError:
        return False


def _give_up(store: Store, one: Handling, address: str, reason: str, *, json_wanted: bool) -> None:
    if not store.erasure.give_up_copy(one.id, address, reason):
        problem = f"No copy of {one.number} waits for {address}, or no other address has it."
        raise click.ClickException(f"{problem} `intake look {one.number}` tells.")
    if json_wanted:
        echo_json({"number": one.number, "given_up": address})
    else:
        click.echo(f"{one.number} is tried no more for {address}. Another address has it.")


def described(one: Handling) -> str:
    """Which one it is, and what is lost with it."""
    lines = [f"{one.number}, received {ontario_time(one.accepted_at)}."]
    if one.reached_at is None:
        lines.append("No mail server has it yet: nobody at the agency can read it after this.")
    elif one.acknowledged_at is None:
        lines.append("Nobody has said that they have it.")
    return "\n".join(lines)


def tell(erased: Forgotten, *, scrubbed: bool) -> str:
    """What is left to do, and by whom."""
    text = TELL.format(
        number=erased.number,
        names_days=NAMES_DAYS,
        sealed_days=SEALED_DAYS,
        reached=", ".join(erased.reached) or NOBODY,
    )
    if erased.on_its_way:
        text += "\n" + STILL.format(on_its_way=", ".join(erased.on_its_way))
    if not scrubbed:
        text += "\n" + LATER
    return text
