"""`intake check`: is this machine ready to serve families?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

import click

from intake_app.catalog import load_words
from intake_app.cli.disk_troubles import writing
from intake_app.dates import day_of
from intake_app.errors import Fault
from intake_app.intake.own_store import region_of
from intake_app.intake.readiness import Readiness
from intake_app.intake.readiness import look_at
from intake_app.settings import typed_here


@click.command()
@click.option(
    "--deep",
    is_flag=True,
    help="Sign in to the mail server too (nothing is sent), and look at what runs and at backups.",
)
@click.option("--alarm", is_flag=True, help="Ring on every path of alarms when it is not ready.")
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the sheet that the agency signs to this file, with all that is still open.",
)
def check(*, deep: bool, alarm: bool, sheet: Path | None) -> None:
    """Say in one line each what is missing or unsafe.

    Looks at settings, content, certificates, database and portal. Run it under the service's own
    account: it opens what the service opens, and makes the database's tables if there are none.
    """
    now = datetime.now(UTC)
    findings = look_at(os.environ, now)
    if deep:
        # Here, because it knows the mail library, which a quick look can do without.
        from intake_app.intake.deep_check import look_deeper

        look_deeper(findings, now, nightly=alarm)
    _tell("fault", findings.faults)
    _tell("urgent", findings.urgent)
    _tell("warning", findings.warnings)
    grave = [*findings.faults, *findings.urgent]
    if sheet:
        _write(sheet, findings, grave, day_of(now))
    if not grave:
        click.echo(f"Ready to serve, with {_count(findings.warnings, 'warning')}.")
        return
    click.echo(f"Not ready: {_count(grave, 'fault')}.")
    if alarm:
        _ring(findings, grave)
    raise click.exceptions.Exit(1)


def _write(sheet: Path, findings: Readiness, grave: Sequence[Fault], today: date) -> None:
    if findings.settings is None:
        click.echo("The sheet was not written: the settings come first.")
        return
    # Here, because no other check needs templates.
    from intake_app.intake.approval_sheet import approval_sheet

    region = region_of(findings.settings)
    words = load_words(findings.settings.content, region.staff_language)
    page = approval_sheet(findings.settings, region, words, grave, today)
    with writing(sheet):
        sheet.write_text(page, encoding="utf-8")
    click.echo(f"Written: {sheet}")


def _ring(findings: Readiness, grave: Sequence[Fault]) -> None:
    from intake_app.intake.night_alarm import ring

    for path, answer in ring(os.environ, findings.settings, grave).items():
        click.echo(f"alarm by {path}: {f'NOT sent, {answer}' if answer else 'sent'}")


def _tell(kind: str, faults: Sequence[Fault]) -> None:
    for fault in faults:
        click.echo(typed_here(f"{kind}: {fault}"))


def _count(faults: Sequence[Fault], noun: str) -> str:
    return f"{len(faults) or 'no'} {noun}{'' if len(faults) == 1 else 's'}"
