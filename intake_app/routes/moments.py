"""A moment as people in Ontario say it, in English and in French."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from intake_app.catalog import Language

ONTARIO = ZoneInfo("America/Toronto")
ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NO_BREAK = "\u00a0"


def spoken(moment: datetime, language: Language) -> str:
    """Like `November 3, 2026, at 2:05 p.m.` or `1er novembre 2026 à 14 h 05`."""
    local = moment.astimezone(ONTARIO)
    clock = spoken_time(moment, language)
    if language == "fr":
        day = "1er" if local.day == 1 else str(local.day)
        return f"{day}{NO_BREAK}{FRENCH[local.month - 1]} {local.year} à {clock}"
    return f"{ENGLISH[local.month - 1]}{NO_BREAK}{local.day}, {local.year}, at {clock}"


def spoken_time(moment: datetime, language: Language) -> str:
    """Like `2:05 p.m.` or `14 h 05`."""
    local = moment.astimezone(ONTARIO)
    if language == "fr":
        return f"{local.hour}{NO_BREAK}h{NO_BREAK}{local:%M}"
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour + 11) % 12 + 1}:{local:%M}{NO_BREAK}{half}"
