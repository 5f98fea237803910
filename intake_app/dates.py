"""Ontario's time zone, spans of time, and days and hours as people here write them, in both
languages.

No Babel: it says `1 mars` for `1er mars` and puts other spaces into hours, so that only the names
below would come from it, for 12 MB of each process.
"""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ONTARIO = ZoneInfo("America/Toronto")
"""All shipped regions lie in this zone; a request's year is the one on the agency's wall."""
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
NO_BREAK = "\u00a0"


def today_in_ontario() -> date:
    """By this machine's clock."""
    return datetime.now(ONTARIO).date()


def day_of(moment: datetime) -> date:
    """The day on which staff would say it happened."""
    return moment.astimezone(ONTARIO).date()


def month_of(moment: datetime) -> str:
    """Such as `2026-11`."""
    return f"{day_of(moment):%Y-%m}"


def ontario_time(moment: datetime | date | None) -> str:
    """As an operator reads it: `2026-11-28 14:05 Ontario time`, of a date `2026-11-28`."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(ONTARIO):%Y-%m-%d %H:%M} Ontario time"
    return "" if moment is None else moment.isoformat()


def at(day: date, hour: int = 0) -> datetime:
    """That hour of that day."""
    return datetime.combine(day, time(hour), ONTARIO)


def month_name(day: date, language: str) -> str:
    """`November 2026`, `novembre 2026`."""
    return f"{MONTHS[language].split()[day.month - 1]} {day.year}"


def long_date(day: date, language: str) -> str:
    """`March 1, 2027`, `1er mars 2027`."""
    month = MONTHS[language].split()[day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}"
    return f"{'1er' if day.day == 1 else day.day}{NO_BREAK}{month} {day.year}"


def weekday_date(day: date, language: str) -> str:
    """`Wednesday, February 10, 2027`, `mercredi 10 février 2027`."""
    comma = "," if language == "en" else ""
    return f"{WEEKDAYS[language].split()[day.weekday()]}{comma} {long_date(day, language)}"


def clock_time(moment: datetime, language: str) -> str:
    """`2:05 p.m.`, `14 h 05`; on the hour `2:00 p.m.`, `14 h`."""
    local = moment.astimezone(ONTARIO)
    if language == "en":
        half = "a.m." if local.hour < 12 else "p.m."
        return f"{local.hour % 12 or 12}:{local:%M}{NO_BREAK}{half}"
    minutes = f"{NO_BREAK}{local:%M}" if local.minute else ""
    return f"{local.hour}{NO_BREAK}h{minutes}"


def hours(starts: datetime, ends: datetime, language: str) -> str:
    """`9:00 a.m. to 4:30 p.m.`, `de 9 h à 16 h 30`."""
    first, last = (clock_time(moment, language) for moment in (starts, ends))
    return f"{first} to {last}" if language == "en" else f"de {first} à {last}"


def date_and_time(moment: datetime, language: str) -> str:
    """`November 3, 2026, at 2:05 p.m.`, `1er novembre 2026 à 14 h 05`."""
    day, time = long_date(day_of(moment), language), clock_time(moment, language)
    return f"{day} à {time}" if language == "fr" else f"{day.replace(' ', NO_BREAK, 1)}, at {time}"
