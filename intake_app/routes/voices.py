"""Who is spoken to: once it is known who is asking, no question has to suit everybody."""

from __future__ import annotations

from collections.abc import Mapping

from intake_app.referral import Who

OWN, YOUNG, HELPER, CALL = "own", "young", "helper", "call"
VOICES: Mapping[str, tuple[str, ...]] = {
    "": (),
    OWN: (OWN,),
    YOUNG: (YOUNG, OWN),
    HELPER: (HELPER,),
}
"""Variants of the words for who is asking, the fittest first: see `Words`."""


def voice_of(who: str = "") -> str:
    """In which variant to speak to who is asking."""
    if not who:
        return ""
    if Who(who).speaks_for_the_family:
        return HELPER
    return YOUNG if who == Who.YOUNG_PERSON else OWN
