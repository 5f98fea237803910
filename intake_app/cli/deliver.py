"""`intake deliver`: hands stored requests to the agency's mail server, for as long as it takes."""

from __future__ import annotations

import os

import click

from intake_app import server
from intake_app.settings import Settings
from intake_app.store import Store


@click.command()
def deliver() -> None:
    """Deliver stored requests until SIGTERM or Ctrl-C.

    Starts even while the region is not fit to serve: what is stored must go out.
    """
    settings = Settings.from_environment(os.environ)
    # Here, because `check` and `key new` need no mail library.
    from intake_app.intake.deliver import run_delivery
    from intake_app.mailer import Mailer

    server.log_to_stderr()
    stop = server.stop_on_signals()
    store, mailer = Store.open(settings.database_url), Mailer(settings.mail)
    click.echo(f"Delivering through {settings.mail.host}")
    run_delivery(store, mailer, settings.mail.sender, stop=stop)
    store.close()
