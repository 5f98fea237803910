"""From the form's token to the ticket in the confirmation's address to the key of the row.

Each step is one-way: who sees the address of a confirmation cannot send that form again, and
who sees the database can open no confirmation. The same form always leads to the same row.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.sign_up import SignUp

KINDS = {Reach.PHONE: "p", Reach.TEXT: "t", Reach.EMAIL: "e", Reach.I_WILL_CONTACT: "w"}
"""How the family wants contact, behind the ticket: the confirmation must not announce a call to
somebody for whom a call is dangerous, and nothing else that the service keeps can be read. A
capital says that staff filled in the form during a call, HELPED behind it that a helper did."""
HELPED = "h"


@dataclass(frozen=True)
class Kind:
    """What the confirmation may know of a request."""

    reach: Reach | None = None
    in_call: bool = False
    helped: bool = False

    @classmethod
    def read(cls, letters: str) -> Kind | None:
        """None where nobody has written such letters."""
        letter, rest = letters[:1], letters[1:]
        reach = next((reach for reach, own in KINDS.items() if own == letter.lower()), None)
        if reach is None or rest not in ("", HELPED):
            return None
        return cls(reach, letter.isupper(), bool(rest))


def ticket_for(token: str) -> str:
    """The unguessable ticket of the form that carried this token; fits in a URL."""
    return urlsafe_b64encode(_digest(b"ticket of a form", token)).rstrip(b"=").decode()


def token_hash(ticket: str) -> bytes:
    """What the store knows a ticket by."""
    return _digest(b"row of a ticket", ticket)


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


def kind_of(referral: Referral) -> str:
    """The letters behind the ticket of this request."""
    letter = KINDS[referral.contact.reach]
    letter = letter.upper() if referral.way_in is WayIn.CALL else letter
    return letter + (HELPED if referral.who.speaks_for_the_family else "")


def split_kind(text: str) -> tuple[str, Kind]:
    """The ticket in an address, and what stands behind it."""
    ticket, _, letters = text.rpartition(".")
    kind = Kind.read(letters) if ticket else None
    return (ticket, kind) if kind else (text, Kind())


def with_kind(ticket: str, letters: str) -> str:
    """The ticket as it stands in the confirmation's address; an unknown kind is left out."""
    return f"{ticket}.{letters}" if Kind.read(letters) else ticket


def _digest(purpose: bytes, text: str) -> bytes:
    # surrogatepass: whatever stands in a URL is hashed, and found nowhere, without an error.
    return hashlib.sha256(purpose + b"\0" + text.encode("utf-8", "surrogatepass")).digest()
