"""`intake key new`: keys that open requests, and the authority and key behind their signature.

No private key is ever written unlocked. Runs on a machine of the agency's, without a network.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import click

from intake_app.sealing import SIGNING_YEARS
from intake_app.sealing import Authority
from intake_app.sealing import KeyPair
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.sealing import write_private
from intake_app.sealing import write_public
from intake_app.settings import mailbox_of

SHORTEST_PASSPHRASE = 12
STAFF_YEARS, MOST_STAFF_YEARS = 3, 5
LOCK_BYTES = 16
READER_ENDINGS = (".p12", "-legacy.p12", ".crt")
SIGNER_ENDINGS = (".key", ".crt")
AUTHORITY_ENDINGS = ("-authority.p12", "-authority.crt")
READER_STEPS = """
The private key stays here, with the people who read requests, locked by the passphrase:
  {p12}  import it into Outlook or Thunderbird
  {legacy}  the same, for programs that refuse the first one
Only the certificate goes to the server, in INTAKE_RECIPIENTS as {address}=/its/path.crt
(for a spare key kept offline: in INTAKE_RECOVERY_CERTIFICATE):
  {certificate}
Whoever loses every copy of the key loses what was sealed for it: keep one in a safe place.
"""
AUTHORITY_STEPS = """
Keep the authority's key offline; it is needed when the signing key is renewed, and never else:
  {p12}
Staff import its certificate, once, as an authority for mail:
  {certificate}
"""
SIGNER_STEPS = """
The signing key and its certificate go to the server and nowhere else:
  {key}  INTAKE_SIGNING_KEY
  {certificate}  INTAKE_SIGNING_CERTIFICATE
  INTAKE_SIGNING_PASSPHRASE={passphrase}
Send that last line another way than the key; it is not shown again.
{address} must be INTAKE_MAIL_SENDER.
"""


def _address(ctx: click.Context, param: click.Parameter, value: str) -> str:
    found = mailbox_of(value)
    if not found:
        raise click.BadParameter(f"`{value}` is not an address, like name@agency.example.")
    return found


@click.command()
@click.argument("address", callback=_address)
@click.option(
    "--folder",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go; here if left out.",
)
@click.option(
    "--years",
    type=click.IntRange(1, SIGNING_YEARS),
    help=f"How long it holds: {STAFF_YEARS} if left out, with --signing {SIGNING_YEARS}.",
)
@click.option("--signing", is_flag=True, help="The service's own key, which signs requests.")
@click.option(
    "--authority",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --signing: an authority's .p12 that is there already, so that staff import nothing.",
)
@click.option("--rsa", "rsa_key", is_flag=True, help="With --signing: RSA-3072 instead of P-256.")
def new(
    address: str,
    folder: Path,
    years: int | None,
    *,
    signing: bool,
    authority: Path | None,
    rsa_key: bool,
) -> None:
    """Make a key and a certificate for ADDRESS.

    Run it on a machine of the agency's, never on the server. It asks for the passphrase that locks
    the .p12 files. With --signing it makes an authority, which stays offline and which staff trust
    once, and a signing key for the server.
    """
    name = folder / re.sub(r"[^a-z0-9]+", "-", address.lower())
    if signing:
        _new_signer(address, name, authority, years=years or SIGNING_YEARS, rsa_key=rsa_key)
        return
    if authority or rsa_key:
        raise click.UsageError("--authority and --rsa go with --signing.")
    if years and years > MOST_STAFF_YEARS:
        raise click.UsageError(f"A key that opens requests holds {MOST_STAFF_YEARS} years at most.")
    _new_reader(address, name, years or STAFF_YEARS)


def _new_reader(address: str, name: Path, years: int) -> None:
    p12, legacy, certificate = _free_paths(name, READER_ENDINGS)
    passphrase = _new_passphrase("Passphrase for the .p12 files")
    pair = make_key_pair(address, years=years)
    name.parent.mkdir(parents=True, exist_ok=True)
    write_private(p12, pair.p12(passphrase, name=address))
    write_private(legacy, pair.p12(passphrase, name=address, legacy=True))
    write_public(certificate, pair.certificate_pem())
    steps = READER_STEPS.format(address=address, p12=p12, legacy=legacy, certificate=certificate)
    click.echo(steps.strip())


def _new_signer(
    address: str, name: Path, authority_file: Path | None, *, years: int, rsa_key: bool
) -> None:
    _free_paths(name, SIGNER_ENDINGS)
    if authority_file:
        asked = click.prompt("Passphrase of the authority's key", hide_input=True)
        authority = Authority.load(authority_file.read_bytes(), asked.encode())
    else:
        authority = _new_authority(address, name, rsa_key=rsa_key)
    pair = authority.issue(address, rsa_key=rsa_key, years=years)
    _write_signer(address, name, pair)


def _new_authority(address: str, name: Path, *, rsa_key: bool) -> Authority:
    p12, certificate = _free_paths(name, AUTHORITY_ENDINGS)
    passphrase = _new_passphrase("Passphrase for the authority's key, which stays offline")
    authority = Authority.make(address, rsa_key=rsa_key)
    name.parent.mkdir(parents=True, exist_ok=True)
    write_private(p12, authority.pair.p12(passphrase, name=f"{address} authority"))
    write_public(certificate, authority.pair.certificate_pem())
    click.echo(AUTHORITY_STEPS.format(p12=p12, certificate=certificate).strip())
    return authority


def _write_signer(address: str, name: Path, pair: KeyPair) -> None:
    # Made by chance: nobody has to remember it, and PKCS #8 stretches a person's too little.
    passphrase = secrets.token_hex(LOCK_BYTES)
    files = write_key_pair(pair, name.parent, name.name, passphrase.encode())
    steps = SIGNER_STEPS.format(address=address, passphrase=passphrase, **vars(files))
    click.echo(steps.strip())


def _free_paths(name: Path, endings: tuple[str, ...]) -> list[Path]:
    """The files to be made; none of them may be there."""
    paths = [name.with_name(name.name + ending) for ending in endings]
    for path in paths:
        if path.exists():
            cure = "Choose another --folder; a key is never written over."
            raise click.UsageError(f"{path} is there already. {cure}")
    return paths


def _new_passphrase(question: str) -> bytes:
    asked: str = click.prompt(
        question, hide_input=True, confirmation_prompt=True, value_proc=_long_enough
    )
    return asked.encode()


def _long_enough(text: str) -> str:
    if len(text) < SHORTEST_PASSPHRASE:
        raise click.UsageError(f"Use {SHORTEST_PASSPHRASE} characters or more: four words will do.")
    return text
