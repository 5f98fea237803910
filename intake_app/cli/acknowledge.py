"""`intake acknowledge`: notes that staff have a request, for those who phoned."""

from __future__ import annotations

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import for_a_reason
from intake_app.cli.command_context import request_named
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ontario_time
from intake_app.intake.own_store import region_of
from intake_app.reference import is_sign_up
from intake_app.store import Handling


@click.command()
@click.argument("number")
@for_a_reason
@as_json
def acknowledge(number: str, reason: str, json_wanted: bool) -> None:
    """Note that staff have the request NUMBER (or reference). Then reminders stop."""
    # Here, because most commands need no calendar.
    from intake_app.intake.handover import Handover

    with settings_and_store() as (settings, store):
        one, promise = request_named(store, number), region_of(settings).promise
        handover = Handover(
            store=store,
            acknowledge_days=promise.acknowledge_working_days,
            meeting_days=promise.first_meeting_days,
        )
        _refuse_what_nobody_can_have(one)
        first = handover.acknowledge(one, reason=reason)
        one = request_named(store, number)
    if json_wanted:
        echo_json({"number": one.number, "acknowledged_at": one.acknowledged_at, "first": first})
    elif first:
        click.echo(f"{one.number}: noted that staff have it.")
    else:
        click.echo(f"{one.number}: was noted already, on {ontario_time(one.acknowledged_at)}.")


def _refuse_what_nobody_can_have(one: Handling) -> None:
    if is_sign_up(one.number):
        raise click.ClickException(f"{one.number} is a sign-up: nobody has to say this of it.")
    if one.erased_at and not one.acknowledged_at:
        when = ontario_time(one.erased_at)
        raise click.ClickException(f"{one.number} was taken back, and erased here on {when}.")
