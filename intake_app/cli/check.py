"""`intake check`: is this machine ready to serve families?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime

import click

from intake_app.cli.readiness import look_at
from intake_app.errors import Fault


@click.command()
def check() -> None:
    """Say in one line each what is missing or unsafe.

    Looks at settings, content, certificates, database and portal. Run it under the service's own
    account: it opens what the service opens, and makes the database's tables if there are none.
    """
    findings = look_at(os.environ, datetime.now(UTC))
    _tell("fault", findings.faults)
    _tell("warning", findings.warnings)
    if findings.faults:
        click.echo(f"Not ready: {_count(findings.faults, 'fault')}.")
        raise click.exceptions.Exit(1)
    click.echo(f"Ready to serve, with {_count(findings.warnings, 'warning')}.")


def _tell(kind: str, faults: Sequence[Fault]) -> None:
    for fault in faults:
        click.echo(f"{kind}: {fault}")


def _count(faults: Sequence[Fault], noun: str) -> str:
    return f"{len(faults) or 'no'} {noun}{'' if len(faults) == 1 else 's'}"
