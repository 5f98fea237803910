"""From a form and its answers to the ticket in the confirmation's address to the key of the row.

Each step is one-way: who sees the address of a confirmation cannot send that form again, and
who sees the database can open no confirmation. The same form with the same answers always leads to
the same row, and with other answers to another: of the token alone, whoever had read it in a page
could send something first, and the family would be told of that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from collections.abc import Sequence

from intake_app.sign_up import SignUp

HALF = 16
"""Bytes of a ticket and of a row that say which form it was; the others say with which answers."""
LETTERS = 22
"""The same as it stands in an address."""


def mark_of(token: str, typed: Mapping[str, Sequence[str]]) -> str:
    """A mark of exactly these answers, for the pages of the form with this token."""
    told = json.dumps(typed, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    key = token.encode("utf-8", "surrogatepass")
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:32]


def ticket_for(token: str, mark: str = "") -> str:
    """The unguessable ticket of a form with the answers of this mark; fits in a URL."""
    return _letters(b"ticket of a form", token) + _letters(b"answers of a form", f"{token}\0{mark}")


def token_hash(ticket: str) -> bytes:
    """What the store knows a ticket by. Those of release 0.1 are one letter shorter."""
    row = _digest(b"row of a ticket", ticket)
    return _row_of_form(ticket[:LETTERS]) + row[:HALF] if len(ticket) == 2 * LETTERS else row


def form_hash(token: str) -> bytes:
    """With what every row of this form begins, whatever its answers."""
    return _row_of_form(ticket_for(token)[:LETTERS])


def ticket_for_sign_up(token: str, sign_up: SignUp) -> str:
    """One press too many gives the same one. Back, and a colleague's name, give another."""
    typed = (sign_up.name, sign_up.organisation, sign_up.email, sign_up.needs)
    return ticket_for("\0".join((token, sign_up.training.id, *typed)))


def sign_up_hash(ticket: str) -> bytes:
    """What the store knows the ticket of a sign-up by; no page of a request finds it."""
    return _digest(b"row of a sign-up", ticket)


def new_staff_ticket() -> str:
    """The end of the link in the sealed mail; leads to nothing that a family's ticket opens."""
    return secrets.token_urlsafe(32)


def staff_hash(ticket: str) -> bytes:
    """What the store knows that link by."""
    return _digest(b"link of staff", ticket)


def _row_of_form(letters: str) -> bytes:
    return _digest(b"row of a form", letters)[:HALF]


def _letters(purpose: bytes, text: str) -> str:
    return urlsafe_b64encode(_digest(purpose, text)[:HALF]).rstrip(b"=").decode()


def _digest(purpose: bytes, text: str) -> bytes:
    # surrogatepass: whatever stands in a URL is hashed, and found nowhere, without an error.
    return hashlib.sha256(purpose + b"\0" + text.encode("utf-8", "surrogatepass")).digest()
