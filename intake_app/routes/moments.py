"""A moment as people in Ontario say it, in English and in French."""

from __future__ import annotations

from datetime import date
from datetime import datetime

from intake_app.catalog import Language
from intake_app.ontario import ONTARIO

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
    day = spoken_day(moment.astimezone(ONTARIO).date(), language)
    clock = spoken_time(moment, language)
    return f"{day} à {clock}" if language == "fr" else f"{day}, at {clock}"


def spoken_day(day: date, language: Language) -> str:
    """Like `November 3, 2026` or `1er novembre 2026`."""
    if language == "fr":
        first = "1er" if day.day == 1 else str(day.day)
        return f"{first}{NO_BREAK}{FRENCH[day.month - 1]} {day.year}"
    return f"{ENGLISH[day.month - 1]}{NO_BREAK}{day.day}, {day.year}"


def spoken_time(moment: datetime, language: Language) -> str:
    """Like `2:05 p.m.` or `14 h 05`."""
    local = moment.astimezone(ONTARIO)
    if language == "fr":
        return f"{local.hour}{NO_BREAK}h{NO_BREAK}{local:%M}"
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour + 11) % 12 + 1}:{local:%M}{NO_BREAK}{half}"
