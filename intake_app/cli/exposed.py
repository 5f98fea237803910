"""`intake exposed`: which requests a breach may have laid open, for the letters to families."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import settings_and_store
from intake_app.dates import ONTARIO
from intake_app.dates import ontario_time
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import number_of
from intake_app.intake.own_store import region_of
from intake_app.reference import is_sign_up
from intake_app.reference import training_series
from intake_app.store import Handling

FORMS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
MOMENT = click.DateTime(FORMS)


@click.command()
@click.option("--from", "begin", type=MOMENT, required=True, help="Ontario time.")
@click.option("--until", "end", type=MOMENT, required=True, help="Ontario time; not included.")
@as_json
def exposed(begin: datetime, end: datetime, json_wanted: bool) -> None:
    """List the number of every request and sign-up received in that time. No answers, no names.

    Staff open those requests to see whom to tell, and how it is safe to reach them.
    """
    begin, end = begin.replace(tzinfo=ONTARIO), end.replace(tzinfo=ONTARIO)
    if end <= begin:
        raise click.BadParameter("It lies before --from.", param_hint="--until")
    found, missing = [], []
    with settings_and_store() as (settings, store):
        code = region_of(settings).code
        mark = NumberMark(settings.state_dir, code)
        for series in (code, training_series(code)):
            found += store.handling.received(series, begin, end)
            missing += store.lookup.without_row(series, begin, end, mark.given)
    if json_wanted:
        rows = [{"number": one.number, "received": one.accepted_at} for one in found]
        echo_json({"requests": rows, "without_row": missing})
        return
    for one in found:
        click.echo(_line(one))
    _sum_up(len(found), missing, mark.trouble)


def _line(one: Handling) -> str:
    if one.acknowledged_at:
        state = f"  staff have it since {ontario_time(one.acknowledged_at)}"
    else:
        # Of a sign-up nobody is asked to say so.
        state = "" if is_sign_up(one.number) else "  nobody has said that they have it"
    erased = f"; erased here {ontario_time(one.erased_at)}" if one.erased_at else ""
    return f"{one.number}  received {ontario_time(one.accepted_at)}{state}{erased}"


def _sum_up(count: int, missing: list[str], trouble: str) -> None:
    click.echo(f"{count} in all.")
    if missing:
        told = ", ".join(_runs(missing))
        click.echo(f"No row is left here of: {told}. Ask staff when they came.")
    if trouble:
        click.echo(f"{trouble}: numbers that only it knows of are not named here. Ask staff.")
    click.echo("Rows end about six weeks after a request was read. For older ones ask staff.")


def _runs(numbers: list[str]) -> Iterator[str]:
    """Each unbroken run by its two ends."""
    all_of_them, followers = set(numbers), {_following(number) for number in numbers}
    first = ""
    for number in numbers:
        first = first if number in followers else number
        if _following(number) not in all_of_them:
            yield number if first == number else f"{first} to {number}"


def _following(number: str) -> str:
    stem, _, serial = number.rpartition("-")
    return number_of(stem, int(serial) + 1)
