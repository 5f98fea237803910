"""`intake noted backup`: the script that copies the database says that it did."""

from __future__ import annotations

import click

from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store


@click.command()
@click.argument("what", type=click.Choice(["backup"]))
def noted(what: str) -> None:
    """Note that a backup was made just now; `intake status` says when the last one was."""
    with settings_and_store() as (_, store):
        store.lookup.mark(what, now())
    click.echo(f"Noted: {what}.")
