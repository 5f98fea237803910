"""Throw-away keys of an imaginary agency, made anew for each test run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake_app.sealing import Authority
from intake_app.sealing import KeyFiles
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair

AGENCY = "intake@agency.example"
SECOND = "backup@agency.example"
RECOVERY = "privacy@agency.example"
SENDER = "requests@service.example"


@dataclass(frozen=True)
class Keys:
    """The pairs of both addresses, of the recovery key, and of the service; its authority."""

    agency: KeyFiles
    second: KeyFiles
    recovery: KeyFiles
    signing: KeyFiles
    """Its certificate, and behind it that of the authority."""
    authority: Path
    """What staff import."""


def make_keys(folder: Path) -> Keys:
    """Four fresh pairs, valid for one year, and an authority for the service's."""

    def pair(address: str, name: str) -> KeyFiles:
        return write_key_pair(make_key_pair(address, years=1), folder, name)

    authority = Authority.make(SENDER)
    signing = write_key_pair(authority.issue(SENDER, years=1), folder, "signing")
    certificate = folder / "authority.crt"
    certificate.write_bytes(authority.pair.certificate_pem())
    return Keys(
        agency=pair(AGENCY, "agency"),
        second=pair(SECOND, "second"),
        recovery=pair(RECOVERY, "recovery"),
        signing=signing,
        authority=certificate,
    )
