"""From the form's token to the ticket in the confirmation's address to the key of the row.

Each step is one-way: who sees the address of a confirmation cannot send that form again, and
who sees the database can open no confirmation. The same form always leads to the same row.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode


def ticket_for(token: str) -> str:
    """The unguessable ticket of the form that carried this token; fits in a URL."""
    return urlsafe_b64encode(_digest(b"ticket of a form", token)).rstrip(b"=").decode()


def token_hash(ticket: str) -> bytes:
    """What the store knows a ticket by."""
    return _digest(b"row of a ticket", ticket)


def _digest(purpose: bytes, text: str) -> bytes:
    # surrogatepass: whatever stands in a URL is hashed, and found nowhere, without an error.
    return hashlib.sha256(purpose + b"\0" + text.encode("utf-8", "surrogatepass")).digest()
