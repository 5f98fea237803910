"""`intake key retire`: takes a certificate out of use for good, when nothing depends on it."""

from __future__ import annotations

import os

import click

from intake_app.errors import CertificateFault
from intake_app.intake.clock import utc_now
from intake_app.intake.key_status import LiveKey
from intake_app.intake.key_status import live_keys
from intake_app.settings import Settings
from intake_app.store import Record
from intake_app.store import Store

SHORTEST = 8
"""Digits of a fingerprint that tell one certificate from another."""
STILL_NAMED = (
    "{place} still names it. Name its successor there, once that is proven, or take the address"
    " out; restart `intake serve` and `intake deliver`; then retire it."
)
ON_THE_WAY = (
    "{count} deliveries that it opens are still on their way. Wait until `intake deliver` has"
    " brought them, or say --even-so: they are then brought all the same, and only its private key"
    " opens what it was sealed for."
)
RETIRED = """
Retired: {fingerprint}
  for {address}
The service will not start with it again. Its private key is still needed: keep it until every
request sealed for it has been read, and 14 days longer, because backups hold them until then.
After that delete its .p12 files, and the key in the mail program.
"""
SIGNED = """
Retired: {fingerprint}
  for {address}
The service will not start with it again. Delete its private key now, wherever it is. Leave what
staff have imported with them: it shows that requests signed with this are genuine.
"""


@click.command()
@click.argument("which", metavar="ADDRESS|FINGERPRINT")
@click.option("--even-so", is_flag=True, help="Although requests that it opens are on their way.")
def retire(which: str, even_so: bool) -> None:
    """Take a certificate out of use for good.

    Settings must not name it any more. Afterwards the service refuses to start with it.
    """
    settings = Settings.from_environment(os.environ)
    store = Store.open(settings.database_url)
    try:
        record = _only(store.certificates.all(), which, live_keys(settings))
        count = store.certificates.undelivered(record)
        if count and not even_so:
            raise CertificateFault(ON_THE_WAY.format(count=count))
        store.certificates.retire(record.identity.fingerprint, utc_now())
    finally:
        store.close()
    told = RETIRED if record.identity.duty.opens else SIGNED
    click.echo(told.format(**vars(record.identity)).strip())


def _only(records: list[Record], which: str, live: tuple[LiveKey, ...]) -> Record:
    """The one that is meant and may be retired."""
    places = {key.fingerprint: key.place for key in live}
    meant = [record for record in records if _is_meant(record, which) and not record.retired_at]
    free = [record for record in meant if record.identity.fingerprint not in places]
    if not meant:
        raise CertificateFault(f"No certificate in use here is `{which}`. See `intake key show`.")
    if not free:
        place = places[meant[0].identity.fingerprint]
        raise CertificateFault(STILL_NAMED.format(place=place))
    if len(free) > 1:
        lines = "\n".join(f"  {record.identity.fingerprint}" for record in free)
        raise CertificateFault(f"Say which one, by its fingerprint:\n{lines}")
    return free[0]


def _is_meant(record: Record, which: str) -> bool:
    digits = which.upper().replace(":", "")
    fingerprint = record.identity.fingerprint.replace(":", "")
    by_digits = len(digits) >= SHORTEST and fingerprint.startswith(digits)
    return by_digits or record.identity.address.casefold() == which.casefold()
