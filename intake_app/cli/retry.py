"""`intake retry`: what waits is tried now, and not when its next try is due."""

from __future__ import annotations

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.command_context import request_named
from intake_app.cli.command_context import settings_and_store


@click.command()
@click.argument("number", required=False)
@as_json
def retry(number: str | None, json_wanted: bool) -> None:
    """Try everything that waits now, or only the request NUMBER: after a password was mended."""
    with settings_and_store() as (_, store):
        one = request_named(store, number) if number else None
        copies = store.lookup.retry(now(), one.number if one else None)
    if json_wanted:
        echo_json({"copies": copies})
    else:
        click.echo(f"{copies} {'copy is' if copies == 1 else 'copies are'} due now.")
