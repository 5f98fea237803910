"""`intake deliver`: hands stored requests to the agency's mail server, for as long as it takes."""

from __future__ import annotations

import os

import click

from intake_app import server
from intake_app.errors import SettingsFaults
from intake_app.intake.key_status import LiveKey
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.intake.own_store import open_store
from intake_app.intake.usable_recipients import training_without_unproven
from intake_app.intake.usable_recipients import without_unproven
from intake_app.settings import Settings
from intake_app.settings import typed_here
from intake_app.store import Store


@click.command()
def deliver() -> None:
    """Deliver stored requests until SIGTERM or Ctrl-C.

    Starts even while the region is not fit to serve: what is stored must go out. Refuses while a
    certificate in use is unproven or retired, unless requests wait.
    """
    settings = Settings.from_environment(os.environ)
    # Here, because `check` and `key new` need no mail library.
    from intake_app.intake.certificate_expiry import ExpiryWarnings
    from intake_app.intake.delivery_worker import run_delivery
    from intake_app.intake.watchkeeping import for_delivery
    from intake_app.mailer import Mailer

    store, mailer = open_store(settings), Mailer(settings.mail)
    # What waits for an address that is left out for now goes out all the same.
    settings, left_out = without_unproven(settings, store)
    settings, no_training = training_without_unproven(settings, store)
    for fault in (*left_out, *no_training):
        click.echo(typed_here(f"warning: {fault}"), err=True)
    keys = live_keys(settings)
    _refuse_unproven(store, keys)
    server.log_to_stderr()
    stop = server.stop_on_signals()
    watch = for_delivery(settings, store, keys, stop)
    beside = [ExpiryWarnings(store, keys).look, *watch.in_rounds]
    watch.begin()
    click.echo(f"Delivering through {settings.mail.host}")
    run_delivery(store, mailer, settings.mail.sender, stop=stop, beside=beside)
    watch.heartbeat.end()
    store.close()


def _refuse_unproven(store: Store, keys: tuple[LiveKey, ...]) -> None:
    faults = standing_of(keys, store).faults
    # What waits was sealed while every key was proven; holding it back would help nobody.
    if faults and not store.backlog().waiting:
        store.close()
        raise SettingsFaults(faults)
    for fault in faults:
        click.echo(typed_here(f"warning: {fault}"), err=True)
