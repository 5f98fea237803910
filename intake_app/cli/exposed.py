"""`intake exposed`: which requests a breach may have laid open, for the letters to families."""

from __future__ import annotations

from datetime import datetime

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ONTARIO
from intake_app.dates import ontario_time
from intake_app.intake.own_store import region_of
from intake_app.store import Handling
from intake_app.store import Span

FORMS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
MOMENT = click.DateTime(FORMS)


@click.command()
@click.option("--from", "begin", type=MOMENT, required=True, help="Ontario time.")
@click.option("--until", "end", type=MOMENT, required=True, help="Ontario time; not included.")
@as_json
def exposed(begin: datetime, end: datetime, json_wanted: bool) -> None:
    """List the number of every request received in that time. No answers, no names.

    Staff open those requests to see whom to tell, and how it is safe to reach them.
    """
    begin, end = begin.replace(tzinfo=ONTARIO), end.replace(tzinfo=ONTARIO)
    if end <= begin:
        raise click.BadParameter("It lies before --from.", param_hint="--until")
    with settings_and_store() as (settings, store):
        code = region_of(settings).code
        found = store.handling.received(code, begin, end)
        span = store.lookup.span(code, begin, end)
    if json_wanted:
        rows = [{"number": one.number, "received": one.accepted_at} for one in found]
        echo_json({"requests": rows, "without_row": span.missing})
        return
    for one in found:
        click.echo(_line(one))
    _sum_up(found, span)


def _line(one: Handling) -> str:
    if one.acknowledged_at:
        state = f"staff have it since {ontario_time(one.acknowledged_at)}"
    else:
        state = "nobody has said that they have it"
    erased = f"; erased here {ontario_time(one.erased_at)}" if one.erased_at else ""
    return f"{one.number}  received {ontario_time(one.accepted_at)}  {state}{erased}"


def _sum_up(found: list[Handling], span: Span) -> None:
    click.echo(f"{len(found)} in all.")
    if span.missing:
        missing = ", ".join(span.missing)
        click.echo(f"No row is left here of: {missing}. Ask staff when they came.")
    click.echo("Rows end about six weeks after a request was read. For older ones ask staff.")
