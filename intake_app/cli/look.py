"""`intake look`: did you get the request of last Tuesday?"""

from __future__ import annotations

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import request_named
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ontario_time
from intake_app.reference import is_sign_up
from intake_app.store import Copy
from intake_app.store import Handling

OF_REQUESTS = ("staff have it", "first contact", "outcome")


@click.command()
@click.argument("name", metavar="NUMBER|REFERENCE")
@as_json
def look(name: str, json_wanted: bool) -> None:
    """Say how far a request has come: received, delivered to whom, read, erased. No answers."""
    with settings_and_store() as (_, store):
        one = request_named(store, name)
        copies, reference = store.lookup.copies(one.number), store.lookup.reference_of(one.number)
    if json_wanted:
        known = {name: value for name, value in vars(one).items() if name != "id"}
        echo_json({**known, "reference": reference, "copies": [vars(each) for each in copies]})
        return
    click.echo(f"{one.number}, reference {reference}")
    for line in (*_times(one), *map(of_copy, copies)):
        click.echo(f"  {line}")


def _times(one: Handling) -> list[str]:
    by = f", by {one.acknowledged_by}" if one.acknowledged_by else ""
    known = {
        "received": ontario_time(one.accepted_at),
        "first taken by a mail server": ontario_time(one.reached_at) or "not yet",
        "staff have it": ontario_time(one.acknowledged_at) + by or "nobody has said so",
        "first contact": ontario_time(one.contacted_on) or "not noted",
        "outcome": str(one.outcome or "not noted"),
        "erased": ontario_time(one.erased_at) or "no",
    }
    if one.reason:
        known["reason that was given"] = one.reason
    if is_sign_up(one.number):
        # Nobody is asked to press anything.
        known = {label: value for label, value in known.items() if label not in OF_REQUESTS}
    return [f"{label}: {value}" for label, value in known.items()]


def of_copy(copy: Copy) -> str:
    """One address, and how it fared."""
    if copy.delivered_at:
        return f"{copy.address}: delivered {ontario_time(copy.delivered_at)}"
    tries = f"{copy.attempts} tries" if copy.attempts != 1 else "1 try"
    last = f", the last: {copy.answer}" if copy.answer else ""
    return f"{copy.address}: {copy.state}, {tries}{last}; next try {ontario_time(copy.due)}"
