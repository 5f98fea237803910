"""`intake serve`: the web process. Refuses to start for every reason that `intake check` finds."""

from __future__ import annotations

import os
from datetime import UTC
from datetime import datetime

import click

from intake_app import server
from intake_app.cli.readiness import look_at
from intake_app.errors import SettingsFaults


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Its port."
)
@click.option(
    "--threads",
    default=server.THREADS,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Requests answered at the same time.",
)
def serve(host: str, port: int, threads: int) -> None:
    """Serve portal and form until SIGTERM or Ctrl-C.

    Put a TLS proxy of yours in front, and count it in INTAKE_PROXY_HOPS.
    """
    findings = look_at(os.environ, datetime.now(UTC))
    if findings.faults or findings.settings is None:
        raise SettingsFaults(findings.faults)
    for warning in findings.warnings:
        click.echo(f"warning: {warning}", err=True)
    settings = findings.settings
    # Here, because `check` and `key new` need neither Flask nor the forms.
    from intake_app.app import wsgi
    from intake_app.intake.reception import Intake

    server.log_to_stderr()
    server.end_on_signals()
    intake = Intake.open(settings)
    application = wsgi(settings, intake)
    listener = server.listen(host, port)
    port = listener.getsockname()[1]
    watch = intake.watchkeeping(settings, place=f":{port}")
    watch.begin()
    click.echo(f"Serving {settings.region} for {settings.public_url}/ on http://{host}:{port}/")
    try:
        server.serve(application, listener, threads=threads, proxy_hops=settings.proxy_hops)
    finally:
        watch.pulse.end()
