"""The operator's command line, `intake`. Each command lives in a module of its own.

An expected fault ends in one line for each reason, never in a traceback.
"""

from __future__ import annotations

from typing import Any

import click

from intake_app.cli.check import check
from intake_app.cli.deliver import deliver
from intake_app.cli.demo import demo
from intake_app.cli.key import key
from intake_app.cli.paper import paper
from intake_app.cli.serve import serve
from intake_app.errors import OneStoryError


class Commands(click.Group):
    """Turns the project's own errors into lines for the operator."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OneStoryError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """One Story: take in families' requests and hand them, sealed, to the lead agency.

    Settings come from the environment; the README lists them.
    """


for command in (check, serve, deliver, demo, key, paper):
    main.add_command(command)
