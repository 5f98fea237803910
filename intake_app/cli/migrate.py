"""`intake migrate`: brings the tables of an older release up to date; a start only looks."""

from __future__ import annotations

import os

import click

from intake_app.settings import Settings
from intake_app.store import Store


@click.command()
@click.option("--back", metavar="REVISION", help="Take the tables back, such as 0005.")
def migrate(back: str | None) -> None:
    """Bring the database's tables up to date, requests and all, in one transaction.

    The release before may go on beside it: what runs need not stop. `--back` gives the tables the
    form that an older release wants, before its program is put back.
    """
    url = Settings.from_environment(os.environ).database_url
    before, after = Store.migrate(url, back)
    if before == after:
        click.echo(f"Nothing to do: the tables are of revision {after}.")
    else:
        click.echo(f"The tables were of revision {before or 'none'}, and are of {after} now.")
