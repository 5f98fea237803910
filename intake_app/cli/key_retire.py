"""`intake key retire`: takes a certificate out of use, when nothing depends on it, or back."""

from __future__ import annotations

import os

import click

from intake_app.cli.key_show import known_in_words
from intake_app.errors import CertificateFault
from intake_app.intake.clock import utc_now
from intake_app.intake.key_status import LiveKey
from intake_app.intake.key_status import live_keys
from intake_app.intake.own_store import open_store
from intake_app.settings import Settings
from intake_app.store import KeyRole
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
SUCCESSOR = (
    "The settings do not name this one yet, and it is newer than the one that they name for"
    " {address}: it looks like its successor. Name it in the settings first, and retire the old"
    " one: {fingerprint}. Nothing was changed. If you do mean this one, give its fingerprint."
)
LAST_PROVEN = (
    "It is the only proven key for {address}, which the settings still name with another one that"
    " nobody has proven. Prove that one first. Nothing was changed."
)
RETIRED = """
Retired: {fingerprint}
  for {address}
Nothing is sealed for it from now on. Its private key is still needed: keep it until every
request sealed for it has been read, and 14 days longer, because backups hold them until then.
After that delete its .p12 files, and the key in the mail program.
To take this back: intake key retire --undo {fingerprint}
"""
SIGNED = """
Retired: {fingerprint}
  for {address}
The service will not start with it again. Delete its private key now, wherever it is. Leave what
staff have imported with them: it shows that requests signed with this are genuine.
To take this back, while the key is not deleted: intake key retire --undo {fingerprint}
"""
BACK = "In use again: {fingerprint}\n  for {address}. Its proof counts as before."


@click.command()
@click.argument("which", metavar="ADDRESS|FINGERPRINT")
@click.option("--even-so", is_flag=True, help="Although requests that it opens are on their way.")
@click.option("--undo", is_flag=True, help="Take it back: the certificate may be used again.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def retire(which: str, *, even_so: bool, undo: bool, yes: bool) -> None:
    """Take a certificate out of use, after showing which one it is.

    Settings must not name it any more. Afterwards the service refuses to start with it.
    """
    settings = Settings.from_environment(os.environ)
    store = open_store(settings)
    try:
        if undo:
            _take_back(store, which)
            return
        record = _only(store.certificates.all(), which, live_keys(settings))
        count = store.certificates.undelivered(record)
        if count and not even_so:
            raise CertificateFault(ON_THE_WAY.format(count=count))
        click.echo(known_in_words(record, "to be retired"))
        if not yes:
            click.confirm("Retire this one?", abort=True)
        store.certificates.retire(record.identity.fingerprint, utc_now())
    finally:
        store.close()
    told = RETIRED if record.identity.duty.opens else SIGNED
    click.echo(told.format(**vars(record.identity)).strip())


def _take_back(store: Store, which: str) -> None:
    found = [one for one in store.certificates.all() if is_meant(one, which) and one.retired_at]
    if len(found) != 1:
        lines = "\n".join(f"  {one.identity.fingerprint}" for one in found)
        said = f"Say which one, by its fingerprint:\n{lines}" if found else "See `intake key show`."
        raise CertificateFault(f"Not one retired certificate is `{which}`. {said}")
    store.certificates.take_back(found[0].identity.fingerprint)
    click.echo(BACK.format(**vars(found[0].identity)))


def _only(records: list[Record], which: str, live: tuple[LiveKey, ...]) -> Record:
    """The one that is meant and may be retired."""
    places = {key.fingerprint: key.place for key in live}
    meant = [record for record in records if is_meant(record, which) and not record.retired_at]
    free = [record for record in meant if record.identity.fingerprint not in places]
    if not meant:
        raise CertificateFault(f"No certificate in use here is `{which}`. See `intake key show`.")
    if not free:
        place = places[meant[0].identity.fingerprint]
        raise CertificateFault(STILL_NAMED.format(place=place))
    if len(free) > 1:
        lines = "\n".join(f"  {record.identity.fingerprint}" for record in free)
        raise CertificateFault(f"Say which one, by its fingerprint:\n{lines}")
    _refuse_trap(free[0], records, places, by_address=_is_address(free[0], which))
    return free[0]


def _refuse_trap(
    one: Record, records: list[Record], places: dict[str, str], *, by_address: bool
) -> None:
    """An address is no certificate: which one is meant must not be left to chance."""
    identity = one.identity
    if not identity.duty.opens:
        return
    named = [each for each in records if each.identity.fingerprint in places]
    rivals = [each for each in named if _same_desk(each, one)]
    if by_address and any(_is_newer(one, than=each) for each in rivals):
        fingerprint = rivals[0].identity.fingerprint
        raise CertificateFault(SUCCESSOR.format(address=identity.address, fingerprint=fingerprint))
    if rivals and one.proof and not any(each.proof for each in rivals):
        raise CertificateFault(LAST_PROVEN.format(address=identity.address))


def _same_desk(one: Record, other: Record) -> bool:
    if one.identity.duty is not other.identity.duty:
        return False
    recovery = one.identity.duty is KeyRole.RECOVERY
    return recovery or one.identity.address.casefold() == other.identity.address.casefold()


def _is_newer(one: Record, *, than: Record) -> bool:
    if one.proven_at and than.proven_at:
        return one.proven_at > than.proven_at
    return one.identity.ends > than.identity.ends


def is_meant(record: Record, which: str) -> bool:
    """Whether `which` names it, by its first digits or by its address."""
    digits = which.upper().replace(":", "")
    fingerprint = record.identity.fingerprint.replace(":", "")
    by_digits = len(digits) >= SHORTEST and fingerprint.startswith(digits)
    return by_digits or _is_address(record, which)


def _is_address(record: Record, which: str) -> bool:
    return record.identity.address.casefold() == which.casefold()
