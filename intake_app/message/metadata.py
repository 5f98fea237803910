"""What stands around a request: number, reference, sender, recipients. Nothing a family typed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The particulars of one mail; made once, so that every copy is the same."""

    number: str
    """The agency's own, like `HAL-2026-0147`."""
    reference: str
    """The family's, like `K7DM-3XRA`."""
    accepted_at: datetime
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    """With its angle brackets."""
    have_it: str = ""
    """The link by which staff say that they have it; stands under the seal alone."""


def new_message_id(sender: str) -> str:
    """Random alone: the standard library's form tells time and process, which links mails."""
    return f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"
