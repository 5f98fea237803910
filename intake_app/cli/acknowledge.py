"""`intake acknowledge`: notes that staff have a request, for those who phoned."""

from __future__ import annotations

import click

from intake_app.cli.desk import as_json
from intake_app.cli.desk import echo_json
from intake_app.cli.desk import found
from intake_app.cli.desk import opened
from intake_app.cli.desk import region_of
from intake_app.cli.desk import told


@click.command()
@click.argument("number")
@click.option(
    "--reason", prompt="Why (no name, and nothing about the family)", help="Kept with the number."
)
@as_json
def acknowledge(number: str, reason: str, json_wanted: bool) -> None:
    """Note that staff have the request NUMBER (or reference). Then reminders stop."""
    # Here, because most commands need no calendar.
    from intake_app.intake.handover import Handover

    with opened() as (settings, store):
        one, promise = found(store, number), region_of(settings).promise
        handover = Handover(
            store=store,
            acknowledge_days=promise.acknowledge_working_days,
            meeting_days=promise.first_meeting_days,
        )
        first = handover.acknowledge(one, reason=reason.strip())
        one = found(store, number)
    if json_wanted:
        echo_json({"number": one.number, "acknowledged_at": one.acknowledged_at, "first": first})
    elif first:
        click.echo(f"{one.number}: noted that staff have it.")
    else:
        click.echo(f"{one.number}: was noted already, on {told(one.acknowledged_at)}.")
