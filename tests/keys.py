"""Throw-away keys of an imaginary agency, made anew for each test run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyUse
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair

AGENCY = "intake@agency.example"
SECOND = "backup@agency.example"
RECOVERY = "privacy@agency.example"
SENDER = "requests@service.example"


@dataclass(frozen=True)
class Keys:
    """The pairs of both addresses, of the recovery key, and of the service."""

    agency: KeyFiles
    second: KeyFiles
    recovery: KeyFiles
    signing: KeyFiles


def make_keys(folder: Path) -> Keys:
    """Four fresh pairs, valid for one year."""

    def pair(address: str, name: str, use: KeyUse = KeyUse.OPEN) -> KeyFiles:
        return write_key_pair(make_key_pair(address, years=1, use=use), folder, name)

    return Keys(
        agency=pair(AGENCY, "agency"),
        second=pair(SECOND, "second"),
        recovery=pair(RECOVERY, "recovery"),
        signing=pair(SENDER, "signing", KeyUse.SIGN),
    )
