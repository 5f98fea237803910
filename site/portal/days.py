"""Days and hours as people in Ontario write them, in both languages."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime

from intake_app.catalog import Language
from intake_app.catalog.training import ZONE

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
NO_BREAK = "\u00a0"


def build_day(epoch: str) -> date:
    """The build's date in Ontario, from SOURCE_DATE_EPOCH."""
    return datetime.fromtimestamp(int(epoch), UTC).astimezone(ZONE).date()


def month_name(day: date, language: Language) -> str:
    """`November 2026`, `novembre 2026`."""
    return f"{MONTHS[language].split()[day.month - 1]} {day.year}"


def long_day(day: date, language: Language) -> str:
    """`Wednesday, February 10, 2027`, `mercredi 10 février 2027`."""
    weekday = WEEKDAYS[language].split()[day.weekday()]
    month = MONTHS[language].split()[day.month - 1]
    if language == "en":
        return f"{weekday}, {month} {day.day}, {day.year}"
    number = "1er" if day.day == 1 else str(day.day)
    return f"{weekday} {number}{NO_BREAK}{month} {day.year}"


def hours(starts: datetime, ends: datetime, language: Language) -> str:
    """`9:00 a.m. to 4:30 p.m.`, `de 9 h à 16 h 30`."""
    if language == "en":
        return f"{_english_hour(starts)} to {_english_hour(ends)}"
    return f"de {_french_hour(starts)} à {_french_hour(ends)}"


def _english_hour(moment: datetime) -> str:
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{moment.hour % 12 or 12}:{moment.minute:02}{NO_BREAK}{half}"


def _french_hour(moment: datetime) -> str:
    minutes = f"{NO_BREAK}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"
