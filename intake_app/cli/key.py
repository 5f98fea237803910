"""`intake key`: keys for the lead agency's mailbox, its recovery, and the service's signature.

`new`, and `show` with files, are for a machine of the agency's: they need no settings and no
network. The rest runs on the server.
"""

from __future__ import annotations

import click

from intake_app.cli.key_new import new
from intake_app.cli.key_plan import plan
from intake_app.cli.key_prove import prove
from intake_app.cli.key_retire import retire
from intake_app.cli.key_show import show


@click.group()
def key() -> None:
    """Make keys, prove that they open mail, recognize them, and take them out of use."""


for command in (new, plan, prove, retire, show):
    key.add_command(command)
