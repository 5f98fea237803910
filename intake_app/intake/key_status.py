"""No certificate goes live before a person has opened a sealed test mail with its key.

Fingerprints are taken with the standard library: the process that delivers asks here too, and
runs for months without the 9 MB that reading certificates takes.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from binascii import a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from intake_app.errors import Fault
from intake_app.settings import Settings
from intake_app.store import KeyRole
from intake_app.store import Proof
from intake_app.store import Record
from intake_app.store import Store

PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]*CERTIFICATE-----(.+?)-----END ", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class LiveKey:
    """A certificate that the settings name."""

    place: str
    duty: KeyRole
    address: str
    """Of whom the settings say that it is; empty for the recovery key, where they do not."""
    certificate: Path
    fingerprint: str

    @property
    def same_key(self) -> tuple[str, str]:
        """Whose, and which."""
        return self.address.casefold(), self.fingerprint


def live_keys(settings: Settings) -> tuple[LiveKey, ...]:
    """All of them but the revoked, which nothing is sealed for; each of them once."""
    keys: list[LiveKey] = []
    for one in (*settings.recipients, *settings.training_recipients):
        key = _live(one.place, KeyRole.REQUESTS, one.address, one.certificate)
        # Who receives requests and sign-ups needs one key and one proof.
        if not one.revoked and key.same_key not in [each.same_key for each in keys]:
            keys.append(key)
    recovery = settings.recovery_certificate
    keys.append(_live("INTAKE_RECOVERY_CERTIFICATE", KeyRole.RECOVERY, "", recovery))
    return (*keys, *_signing(settings))


def _signing(settings: Settings) -> tuple[LiveKey, ...]:
    """The certificate that signs, and the last of the authorities behind it in the same file."""
    place, path = "INTAKE_SIGNING_CERTIFICATE", settings.signing_certificate
    signer = _live(place, KeyRole.SIGNING, settings.mail.sender, path)
    _, *behind = fingerprints_of_file(path)
    if not behind:
        return (signer,)
    place = f"{place} (its authority)"
    return signer, replace(signer, place=place, duty=KeyRole.AUTHORITY, fingerprint=behind[-1])


def anchor_of(keys: Iterable[LiveKey]) -> str:
    """Fingerprint of what staff trust: the authority, or the signer when nobody vouches for it."""
    return [key.fingerprint for key in keys if not key.duty.opens][-1]


def _live(place: str, duty: KeyRole, address: str, path: Path) -> LiveKey:
    return LiveKey(
        place=place,
        duty=duty,
        address=address,
        certificate=path,
        fingerprint=fingerprint_of_file(path),
    )


def fingerprint_of_file(path: Path) -> str:
    """Of the first certificate in it; empty when the file cannot be read, so that none matches."""
    return fingerprints_of_file(path)[0]


def fingerprints_of_file(path: Path) -> list[str]:
    """Of every certificate in it; one that is empty when the file cannot be read."""
    try:
        content = path.read_bytes()
        ders = [a2b_base64(block) for block in PEM.findall(content)] or [content]
    except (OSError, binascii.Error):
        return [""]
    return [hashlib.sha256(der).digest().hex(":").upper() for der in ders]


@dataclass(frozen=True)
class KeyStatus:
    """What stands against the certificates in use."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def standing_of(keys: Iterable[LiveKey], store: Store) -> KeyStatus:
    """Faults for the retired and the unproven, warnings for doubtful proofs. Raises StoreError."""
    keys = tuple(keys)
    known = {record.identity.fingerprint: record for record in store.certificates.all()}
    anchor = anchor_of(keys)
    faults: list[Fault] = []
    warnings: list[Fault] = []
    for key in keys:
        record = known.get(key.fingerprint)
        fault = _fault(key, record)
        if fault:
            faults.append(fault)
        elif record and record.proof and key.duty.opens:
            warnings += _doubts(key, record.proof, anchor)
    return KeyStatus(tuple(faults), tuple(warnings))


def _fault(key: LiveKey, record: Record | None) -> Fault | None:
    if record and record.retired_at:
        problem = f"The certificate was retired on {record.retired_at:%Y-%m-%d}."
        return Fault(key.place, problem, "Name the one that took its place.")
    if key.duty.opens and (record is None or record.proof is None):
        problem = "Nobody has shown yet that the key of this certificate opens a request."
        which = key.address or "--recovery"
        return Fault(key.place, problem, f"Run `intake key prove {which}`.")
    return None


def _doubts(key: LiveKey, proof: Proof, anchor: str) -> list[Fault]:
    """The key opens mail, but staff may not be able to tell whether one is genuine."""
    again = "then run `intake key prove` again."
    doubts = []
    if proof.warning or not proof.padlock:
        seen = "a warning" if proof.warning else "no padlock"
        problem = f"{proof.program} showed {seen} on the test mail."
        cure = f"Import the authority of the service's signature there, {again}"
        doubts.append(Fault(key.place, problem, cure))
    if proof.signer != anchor:
        problem = "Another authority vouches for the signature since the test mail was read."
        cure = f"Have staff import the new one, {again}"
        doubts.append(Fault(key.place, problem, cure))
    return doubts
