"""`intake key`: keys for the lead agency's mailbox, its recovery, and the service's signature.

`new`, and `show` with files, are for a machine of the agency's: they need no settings and no
network. The rest runs on the server.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
from email_validator import EmailNotValidError
from email_validator import validate_email

from intake_app.cli.key_prove import prove
from intake_app.cli.key_retire import retire
from intake_app.cli.key_show import show
from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyPair
from intake_app.sealing import KeyUse
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair

SHORTEST_PASSPHRASE = 12
STAFF_STEPS = """
The private key stays here, with the people who read requests:
  {key}
  {p12}  import it into Outlook or Thunderbird
  {legacy}  the same, for programs that refuse the first one
Only the certificate goes to the server, in INTAKE_RECIPIENTS as {address}=/its/path.crt
(for a spare key kept offline: in INTAKE_RECOVERY_CERTIFICATE):
  {certificate}
Whoever loses every copy of the key loses what was sealed for it: keep one in a safe place.
"""
SERVICE_STEPS = """
Both files go to the server and nowhere else:
  {key}  INTAKE_SIGNING_KEY
  {certificate}  INTAKE_SIGNING_CERTIFICATE; give staff a copy, so that they can trust it
{address} must be INTAKE_MAIL_SENDER.
"""


@click.group()
def key() -> None:
    """Make keys, prove that they open mail, recognize them, and take them out of use."""


for command in (prove, retire, show):
    key.add_command(command)


def _address(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(
            f"`{value}` is not an address, like name@agency.example."
        ) from error


def _passphrase(text: str) -> str:
    if len(text) < SHORTEST_PASSPHRASE:
        raise click.UsageError(f"Use {SHORTEST_PASSPHRASE} characters or more: four words will do.")
    return text


@key.command()
@click.argument("address", callback=_address)
@click.option(
    "--folder",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go; here if left out.",
)
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 5))
@click.option("--signing", is_flag=True, help="The service's own key, which signs requests.")
def new(address: str, folder: Path, years: int, signing: bool) -> None:
    """Make a key and a certificate for ADDRESS.

    Run it on a machine of the agency's, never on the server, unless with --signing. Asks for a
    passphrase for the .p12 files, which mail programs import.
    """
    name = re.sub(r"[^a-z0-9]+", "-", address.lower())
    _refuse_to_overwrite(folder, name)
    if signing:
        files = write_key_pair(make_key_pair(address, years=years, use=KeyUse.SIGN), folder, name)
        click.echo(SERVICE_STEPS.format(address=address, **vars(files)).strip())
        return
    passphrase = click.prompt(
        "Passphrase for the .p12 files",
        hide_input=True,
        confirmation_prompt=True,
        value_proc=_passphrase,
    )
    pair = make_key_pair(address, years=years)
    files = write_key_pair(pair, folder, name)
    modern, legacy = _write_p12(pair, files, passphrase.encode(), address)
    steps = STAFF_STEPS.format(address=address, p12=modern, legacy=legacy, **vars(files))
    click.echo(steps.strip())


def _refuse_to_overwrite(folder: Path, name: str) -> None:
    for ending in (".key", ".crt", ".p12", "-legacy.p12"):
        path = folder / (name + ending)
        if path.exists():
            cure = "Choose another --folder; a key is never written over."
            raise click.UsageError(f"{path} is there already. {cure}")


def _write_p12(
    pair: KeyPair, files: KeyFiles, passphrase: bytes, address: str
) -> tuple[Path, Path]:
    modern = files.key.with_suffix(".p12")
    legacy = modern.with_name(f"{modern.stem}-legacy.p12")
    for path, old_wrapping in ((modern, False), (legacy, True)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pair.p12(passphrase, name=address, legacy=old_wrapping))
    return modern, legacy
