"""`intake alarm test`: does an alarm reach a person?"""

from __future__ import annotations

from datetime import timedelta

import click

from intake_app.catalog import load_words
from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store
from intake_app.errors import DeliveryError
from intake_app.intake.own_store import region_of
from intake_app.settings import site_of

LEASE = timedelta(minutes=2)


@click.group()
def alarm() -> None:
    """Alarms: who is told when something is wrong."""


@alarm.command()
@as_json
def test(json_wanted: bool) -> None:
    """Send a test on every path, and say of each whether it got through."""
    # Here, because the other commands need no mail library.
    from intake_app.intake.alarm_paths import alarm_paths
    from intake_app.intake.alarm_paths import whatever_fails

    with settings_and_store() as (settings, store):
        words = load_words(settings.content, region_of(settings).staff_language)
        site = site_of(settings.public_url)
        subject = words("watch.alarm.test_subject", site=site)
        text = words("watch.alarm.test", site=site) + "\n"
        results: dict[str, str] = {}
        for path in alarm_paths(settings):
            # Noted whether or not a process uses the path just now: it tries again by itself.
            store.alarms.lease(path.name, now(), LEASE)
            try:
                with whatever_fails():
                    results[path.name] = path.send(subject, text)
                store.alarms.mark_sent(path.name, {}, now(), results[path.name])
            except DeliveryError as error:
                results[path.name] = str(error)
                store.alarms.mark_failed(path.name, now(), now() + LEASE, str(error))
    _tell(results, json_wanted=json_wanted)


def _tell(results: dict[str, str], *, json_wanted: bool) -> None:
    if json_wanted:
        echo_json({name: answer or "sent" for name, answer in results.items()})
    else:
        for name, answer in results.items():
            click.echo(f"{name}: {f'NOT sent, {answer}' if answer else 'sent. Did it arrive?'}")
    if any(results.values()):
        raise click.exceptions.Exit(1)
