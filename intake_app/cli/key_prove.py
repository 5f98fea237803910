"""`intake key prove`: shows that a key opens sealed mail, before any family relies on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_app.errors import CertificateFault
from intake_app.errors import DeliveryError
from intake_app.settings import Settings
from intake_app.settings import mailbox_of
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Proof

if TYPE_CHECKING:
    from intake_app.intake.key_verification import KeyVerification

SENT = """
A sealed test mail is on its way to {address}
  for the certificate {fingerprint}
Let whoever holds the key open it and read its words to you over the phone. Then type them here:
  intake key prove {address}
"""
PROVEN = """
Proven: the key opens mail at {address}
  certificate {fingerprint}
"""
WHICH_PROGRAM = "Which program shows the mail (request box, or its name)"
JUDGE_BY_THEMSELVES = ("request box", "boîte à demandes", "openssl")
"""They show nothing before the signature is checked, and ask nobody to judge a padlock."""
DOUBT = "Staff cannot tell yet whether a request is genuine: `intake check` says what to do."


@dataclass(frozen=True)
class Seen:
    """What was said on the command line; the rest is asked for."""

    words: str | None
    program: str | None
    padlock: bool | None
    warning: bool | None
    by: str | None


@click.command()
@click.argument("address", required=False)
@click.option("--send", is_flag=True, help="Only send the test mail, and another if one waits.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A certificate that is not in the settings yet, which will take over for ADDRESS.",
)
@click.option("--recovery", is_flag=True, help="It is about the recovery key.")
@click.option("--words", help="The words that were read out.")
@click.option("--program", help="What the mail was read with, such as Outlook.")
@click.option("--padlock", type=bool, help="yes: it shows a padlock, or that all is good.")
@click.option("--warning", type=bool, help="yes: it shows a warning.")
@click.option("--by", help="Who read the words out: a name or a desk.")
def prove(
    *,
    address: str | None,
    send: bool,
    certificate: Path | None,
    recovery: bool,
    words: str | None,
    program: str | None,
    padlock: bool | None,
    warning: bool | None,
    by: str | None,
) -> None:
    """Mail a sealed test to ADDRESS, and type in what its reader sees.

    Without ADDRESS: to everybody whose certificate is not proven yet. Run it on the server, under
    the service's account. What the words are, only who opens the mail can know.
    """
    if address is None and (words or certificate):
        raise click.UsageError("Name the ADDRESS that it is about.")
    address = address and (mailbox_of(address) or address)
    duty = KeyRole.RECOVERY if recovery else KeyRole.REQUESTS
    seen = Seen(words, program, padlock, warning, by)
    with _proving(address, certificate, duty) as verification:
        if address and words:
            _read_back(verification, address, seen)
            return
        chosen = _chosen(verification, address, certificate, recovery=recovery)
        sent = [one for one in chosen if _is_under_way(verification, one, again=send)]
        for candidate in () if send else sent:
            _read_back(verification, candidate.address, seen)
    if len(sent) < len(chosen):
        raise click.exceptions.Exit(1)


def _is_under_way(verification: KeyVerification, candidate: Identity, *, again: bool) -> bool:
    """Its test mail has gone out, now or before. What one address fails at holds up no other."""
    if again or not verification.is_expected(candidate):
        try:
            verification.send(candidate)
        except (DeliveryError, CertificateFault) as error:
            click.echo(str(error), err=True)
            return False
        click.echo(SENT.format(**vars(candidate)).strip())
    return True


@contextmanager
def _proving(
    address: str | None, certificate: Path | None, duty: KeyRole
) -> Iterator[KeyVerification]:
    # Here, because `key new` needs neither a mail library nor a database.
    from intake_app.intake.key_verification import KeyVerification
    from intake_app.intake.key_verification import with_successor
    from intake_app.intake.own_store import open_store

    settings = Settings.from_environment(os.environ)
    if address and certificate:
        settings = with_successor(settings, address, certificate, duty)
    store = open_store(settings)
    try:
        yield KeyVerification(settings=settings, store=store)
    finally:
        store.close()


def _chosen(
    verification: KeyVerification, address: str | None, certificate: Path | None, *, recovery: bool
) -> list[Identity]:
    candidates = verification.candidates()
    if recovery or certificate:
        # `with_successor` puts the new one first of its kind.
        one = next(each for each in candidates if (each.duty is KeyRole.RECOVERY) is recovery)
        return [_with_address(one, address)]
    if address:
        return _of_address(candidates, address)
    unproven = [one for one in candidates if not verification.is_proven(one)]
    if not unproven:
        click.echo("Every certificate in use is proven.")
    return [_with_address(one, None) for one in unproven]


def _with_address(candidate: Identity, address: str | None) -> Identity:
    if address or candidate.address:
        return replace(candidate, address=address or candidate.address)
    cure = "Say where the test mail shall go: `intake key prove --recovery ADDRESS`."
    raise click.UsageError(f"The recovery certificate names no address. {cure}")


def _of_address(candidates: list[Identity], address: str) -> list[Identity]:
    found = [one for one in candidates if one.address.casefold() == address.casefold()]
    if not found:
        known = ", ".join(one.address for one in candidates if one.address)
        raise click.UsageError(f"No certificate in use is for {address}. They are for {known}.")
    return found


def _read_back(verification: KeyVerification, address: str, seen: Seen) -> None:
    spoken = seen.words or click.prompt(f"The words, as they are read at {address}")
    fingerprint = verification.read_back(address, spoken)
    program = seen.program or click.prompt(WHICH_PROGRAM)
    if program.strip().casefold().startswith(JUDGE_BY_THEMSELVES):
        seen = replace(seen, padlock=True, warning=False)
    proof = Proof(
        program=program,
        padlock=_yes(seen.padlock, "Does it show a padlock, or that the signature is good"),
        warning=_yes(seen.warning, "Does it show a warning"),
        proven_by=seen.by or click.prompt("Who has read the words out (a name or a desk)"),
        signer=verification.signer(),
    )
    verification.keep(fingerprint, proof)
    click.echo(PROVEN.format(address=address, fingerprint=fingerprint).strip())
    if proof.warning or not proof.padlock:
        click.echo(DOUBT)


def _yes(said: bool | None, question: str) -> bool:
    return click.confirm(question) if said is None else said
