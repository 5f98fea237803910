"""`intake restore`: after a backup was put back, or a damaged database set aside, go on safely."""

from __future__ import annotations

import os
import re
from datetime import UTC
from datetime import datetime

import click

from intake_app.settings import Settings
from intake_app.store import Damaged
from intake_app.store import Store
from intake_app.store import set_aside

NUMBER = re.compile(r"([A-Z]+)-([0-9]{4})-([0-9]{4,})")


@click.command()
@click.option(
    "--last",
    prompt="The last number that staff saw, such as HAL-2026-0147",
    help="The last number that staff saw; HAL-2026-0000 if there was none this year.",
)
@click.option(
    "--set-aside", "aside", is_flag=True, help="Rename a damaged database file first, keeping it."
)
def restore(last: str, aside: bool) -> None:
    """Give no number again that staff have seen: go on above the last one.

    Stop `intake serve` and `intake deliver` first.
    """
    known = NUMBER.fullmatch(last.strip())
    if not known:
        raise click.BadParameter("A number looks like HAL-2026-0147.", param_hint="--last")
    region, year, serial = known.groups()
    url = Settings.from_environment(os.environ).database_url
    if aside:
        _set_aside(url)
    store = Store.open(url)
    store.go_on_after(region=region, year=int(year), last=int(serial))
    store.close()
    click.echo(f"The next number is above {last.strip()}.")


def _set_aside(url: str) -> None:
    # A whole database is never set aside: what waits in it would no longer be delivered.
    try:
        Store.open(url).close()
    except Damaged:
        click.echo(f"Kept as {set_aside(url, datetime.now(UTC))}")
    else:
        raise click.UsageError("The database is not damaged. Nothing was set aside.")
