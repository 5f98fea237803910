"""`intake key show`: whose a certificate is, until when, and what is known of it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intake_app.catalog import load_texts
from intake_app.intake.key_status import live_keys
from intake_app.intake.own_store import open_store
from intake_app.sealing import CertificateSummary
from intake_app.sealing import SpokenWords
from intake_app.sealing import holds_private_key
from intake_app.sealing import summarize_all
from intake_app.settings import CONTENT
from intake_app.settings import Settings
from intake_app.store import Record

SUMMARY = """
{path}
  for      {who}
  valid    {begins:%Y-%m-%d} to {ends:%Y-%m-%d}
  SHA-256  {fingerprint}
  English  {en}
  French   {fr}
"""
KNOWN = """
{place}
  for      {address}, until {ends:%Y-%m-%d}
  SHA-256  {fingerprint}
  proof    {proof}
"""

KEY_TOO = """
warning: {path} holds a private key too. Hand over the certificate alone, in a file of its own; if\
 this file has left the machine of whoever reads with the key, make a new key.
"""


@click.command()
@click.argument(
    "certificates", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def show(certificates: tuple[Path, ...]) -> None:
    """Show whom each of the CERTIFICATES is for, until when, and its fingerprint.

    Agency and operator read the fingerprint to each other over the phone before a certificate is
    used, as twelve words in one language or as digits: who could swap the file could read every
    request. Without CERTIFICATES, on the server:
    every one that the service knows, and how it was proven.
    """
    if certificates:
        _show_files(certificates)
    else:
        _show_known(Settings.from_environment(os.environ))


def _show_files(paths: tuple[Path, ...]) -> None:
    spoken = SpokenWords.of(load_texts(CONTENT))
    for path in paths:
        for summary in summarize_all(path):
            words = spoken.spell(summary.digest)
            text = SUMMARY.format(path=path, who=_whose(summary), **words, **vars(summary))
            click.echo(text.strip())
        if holds_private_key(path.read_bytes()):
            click.echo(KEY_TOO.format(path=path).strip(), err=True)


def _whose(summary: CertificateSummary) -> str:
    if summary.vouches_for:
        return f"an authority, which vouches for {', '.join(summary.vouches_for)} alone"
    return ", ".join(summary.addresses) or "no address"


def _show_known(settings: Settings) -> None:
    store = open_store(settings)
    records = store.certificates.all()
    store.close()
    places = {key.fingerprint: key.place for key in live_keys(settings)}
    for record in records:
        place = places.get(record.identity.fingerprint, "not in the settings")
        if record.retired_at:
            place = f"retired on {record.retired_at:%Y-%m-%d}"
        click.echo(known_in_words(record, place))


def known_in_words(record: Record, place: str) -> str:
    """Whose it is, until when, and how it was proven."""
    text = KNOWN.format(place=place, proof=_words_for(record), **vars(record.identity))
    return text.strip()


def _words_for(record: Record) -> str:
    if not record.identity.duty.opens:
        return "with that of every key"
    proof, when = record.proof, record.proven_at
    if proof is None or when is None:
        return "none"
    padlock = "padlock" if proof.padlock else "no padlock"
    warning = "a warning" if proof.warning else "no warning"
    return f"{when:%Y-%m-%d} by {proof.proven_by}: {proof.program}, {padlock}, {warning}"
