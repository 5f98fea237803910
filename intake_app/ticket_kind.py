"""The letters behind the ticket in the confirmation's address: all that page may know.

Held to the ways of contact and to who may ask when the service starts, see `question_places.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.referral import Who

KINDS = {Reach.PHONE: "p", Reach.TEXT: "t", Reach.EMAIL: "e", Reach.I_WILL_CONTACT: "w"}
"""How the family wants contact, behind the ticket: the confirmation must not announce a call to
somebody for whom a call is dangerous, and nothing else that the service keeps can be read. A
capital says that staff filled in the form during a call; one of WHO_ASKED behind it who asked, if
no parent did; UNNAMED at the end that the agency may not be named."""
WHO_ASKED = {"": Who.PARENT, "h": Who.FRIEND, "y": Who.YOUNG_PERSON}
"""By letter; a worker is spoken to as a friend is."""
UNNAMED = "n"
_REACH, _ASKED = "".join(KINDS.values()), "".join(WHO_ASKED)
KIND = re.compile(
    f"(?P<reach>[{_REACH}{_REACH.upper()}])(?P<asked>[{_ASKED}]?)(?P<unnamed>{UNNAMED}?)"
)


@dataclass(frozen=True)
class Kind:
    """What the confirmation may know of a request."""

    reach: Reach | None = None
    in_call: bool = False
    voices: tuple[str, ...] = ()
    """Those of whoever asked; none where nobody has said so."""
    unnamed: bool = False
    """True where the agency makes contact, and may not be named."""

    @classmethod
    def read(cls, letters: str) -> Kind | None:
        """None where nobody has written such letters."""
        found = KIND.fullmatch(letters)
        if found is None:
            return None
        reach = next(reach for reach, own in KINDS.items() if own == found["reach"].lower())
        return cls(
            reach,
            in_call=found["reach"].isupper(),
            voices=WHO_ASKED[found["asked"]].voices,
            unnamed=bool(found["unnamed"]),
        )


def kind_of(referral: Referral) -> str:
    """The letters behind the ticket of this request."""
    contact, voices = referral.contact, referral.who.voices
    reach = KINDS[contact.reach]
    asked = next(letter for letter, who in WHO_ASKED.items() if who.voices == voices)
    unnamed = contact.reach is not Reach.I_WILL_CONTACT and not contact.may_say_who
    return (
        (reach.upper() if referral.way_in is WayIn.CALL else reach)
        + asked
        + (UNNAMED if unnamed else "")
    )


def split_kind(text: str) -> tuple[str, Kind]:
    """The ticket in an address, and what stands behind it."""
    ticket, _, letters = text.rpartition(".")
    kind = Kind.read(letters) if ticket else None
    return (ticket, kind) if kind else (text, Kind())


def with_kind(ticket: str, letters: str) -> str:
    """The ticket as it stands in the confirmation's address; an unknown kind is left out."""
    return f"{ticket}.{letters}" if Kind.read(letters) else ticket
