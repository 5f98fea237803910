"""`intake serve`: the web process. Refuses to start for every fault that `intake check` names."""

from __future__ import annotations

import os
from datetime import UTC
from datetime import datetime

import click

from intake_app import server
from intake_app.errors import SettingsFaults
from intake_app.intake.readiness import look_at
from intake_app.replaceable import Replaceable
from intake_app.settings import typed_here


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Its port, instead of INTAKE_PORT.")
@click.option(
    "--threads",
    default=server.THREADS,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Requests answered at the same time.",
)
def serve(host: str, port: int | None, threads: int) -> None:
    """Serve portal and form until SIGTERM or Ctrl-C.

    Put a TLS proxy of yours in front, and count it in INTAKE_PROXY_HOPS.
    """
    findings = look_at(os.environ, datetime.now(UTC))
    if findings.faults or findings.settings is None:
        raise SettingsFaults(findings.faults)
    for warning in (*findings.urgent, *findings.warnings):
        click.echo(typed_here(f"warning: {warning}"), err=True)
    settings = findings.settings
    # Here, because `check` and `key new` need neither Flask nor the forms.
    from intake_app.app import wsgi
    from intake_app.intake.content_watch import ContentWatch
    from intake_app.intake.content_watch import DayWatch
    from intake_app.intake.reception import Intake

    server.log_to_stderr()
    server.end_on_signals()
    intake = Intake.open(settings)
    application = Replaceable(wsgi(settings, intake))
    listener = server.listen(host, settings.port if port is None else port)
    port = listener.getsockname()[1]
    watch = intake.watchkeeping(settings, place=f":{port}")

    current = intake

    def show() -> None:
        application.replace(wsgi(settings, current))

    def take_up() -> None:
        nonlocal current
        current = renewed = current.renewed(settings)
        show()
        # The settings and keys are those of the start: only words and facts are new.
        again = renewed.watchkeeping(settings, place=f":{port}", started=watch.heartbeat.started)
        watch.beating.look_instead(again.beating.looks)
        watch.looking.look_instead([*again.looking.looks, content.look, day.look])

    day = DayWatch(lambda today: current.news(today), show)
    content = ContentWatch(settings, take_up)
    watch.looking.look_instead([*watch.looking.looks, content.look, day.look])
    watch.begin()
    click.echo(f"Serving {settings.region} for {settings.public_url}/ on http://{host}:{port}/")
    try:
        server.serve(application, listener, threads=threads, proxy_hops=settings.proxy_hops)
    finally:
        watch.heartbeat.end()
