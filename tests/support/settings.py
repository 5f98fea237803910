"""Complete settings of an imaginary agency, for tests that need no environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intake_app.settings import MailServer
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import SENDER
from tests.support.keys import Keys


def make_settings(region: str, folder: Path, keys: Keys, **changes: Any) -> Settings:
    """Database and portal are in this folder; `changes` are fields of `Settings`."""
    usual = {
        "region": region,
        "public_url": "https://service.example",
        "portal_dir": folder / "portal",
        "state_dir": folder,
        "secret_key": bytes(range(32)),
        "database_url": f"sqlite:///{folder / 'outbox.db'}",
        "mail": MailServer(host="127.0.0.1", port=2525, sender=SENDER),
        "recipients": (Recipient(AGENCY, keys.agency.certificate),),
        "recovery_certificate": keys.recovery.certificate,
        "signing_key": keys.signing.key,
        "signing_certificate": keys.signing.certificate,
    }
    made = Settings(**(usual | changes))
    if made.portal_dir and made.portal_dir.parent.is_dir():
        made.portal_dir.mkdir()
    return made


def both_addresses(keys: Keys) -> tuple[Recipient, Recipient]:
    """Of an agency that has two."""
    return (
        Recipient(AGENCY, keys.agency.certificate),
        Recipient(SECOND, keys.second.certificate),
    )
