"""`intake resend`: the stored mail once more, byte for byte, to whoever has lost it."""

from __future__ import annotations

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.command_context import request_named
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ontario_time


@click.command()
@click.argument("number")
@click.option("--to", "address", help="Only to this address; to all of them if left out.")
@as_json
def resend(number: str, address: str | None, json_wanted: bool) -> None:
    """Send the request NUMBER (or reference) again, as it was sent before."""
    with settings_and_store() as (_, store):
        one = request_named(store, number)
        if one.erased_at:
            raise click.ClickException(f"{one.number} was erased on {ontario_time(one.erased_at)}.")
        copies = store.lookup.resend(now(), one.number, address)
    if not copies:
        cure = "`intake look` says to whom it went; what still waits is for `intake retry`."
        raise click.ClickException(f"No such copy of {one.number} was delivered. {cure}")
    if json_wanted:
        echo_json({"number": one.number, "copies": copies})
    else:
        click.echo(f"{one.number}: {copies} {'copy goes' if copies == 1 else 'copies go'} out now.")
