"""`intake demo`: the whole product on this machine alone, with a mailbox to look into."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intake_app.settings import DEFAULTS
from intake_app.settings import PROJECT
from intake_app.settings import Environment

DEMO_FOLDER = PROJECT / "build" / "demo"


@click.command()
@click.option(
    "--port",
    default=int(DEFAULTS["INTAKE_PORT"]),
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; 0 for any free one.",
)
@click.option(
    "--folder",
    default=DEMO_FOLDER,
    type=click.Path(file_okay=False, path_type=Path),
    help="Keys, database and mails of the demo; build/demo if left out.",
)
def demo(port: int, folder: Path) -> None:
    """Try the whole product for REGION, until Ctrl-C.

    Portal, form, delivery and a mail server of its own, with throw-away keys. What is sent can be
    read in /demo/mailbox as staff would read it. Nothing leaves this machine.
    """
    # Here, so that no other command loads the demo.
    from intake_app.demo.supervisor import run_demo

    portal = Path(os.environ.get("INTAKE_PORTAL_DIR") or folder / "portal")
    run_demo(
        region=Environment(os.environ).text("REGION"),
        port=port,
        folder=folder.absolute(),
        portal=portal.absolute(),
    )
