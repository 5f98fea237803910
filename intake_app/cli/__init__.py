"""The operator's command line, `intake`. Each command lives in a module of its own name.

An expected fault ends in one line for each reason, never in a traceback.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import Any
from typing import cast

import click

from intake_app import core_dumps
from intake_app.errors import OneStoryError

COMMANDS = (
    "acknowledge",
    "alarm",
    "backup",
    "board",
    "box",
    "check",
    "counts",
    "deliver",
    "demo",
    "exposed",
    "forget",
    "key",
    "look",
    "migrate",
    "move",
    "noted",
    "region",
    "resend",
    "restore",
    "retry",
    "serve",
    "status",
)


class Commands(click.Group):
    """Turns the project's own errors into lines for the operator.

    Loads a command when it is asked for: the process that delivers runs for months, and needs
    neither forms nor certificates in its memory.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"intake_app.cli.{cmd_name}")
        return cast(click.Command, getattr(module, cmd_name))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OneStoryError as error:
            # Here, because whoever asks for help needs no settings.
            from intake_app.settings import typed_here

            click.echo(typed_here(str(error)), err=True)
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever reads has seen enough; click ends quietly
            from intake_app.cli.disk_troubles import give_up_output
            from intake_app.cli.disk_troubles import in_one_line

            click.echo(in_one_line(error), err=True)
            give_up_output()
            ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """One Story: take in families' requests and hand them, sealed, to the lead agency.

    Settings come from the environment; the README lists them.
    """
    core_dumps.forbid()
