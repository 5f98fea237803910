"""Days and hours that a text names, and those of them that no calendar or clock has."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from intake_app.catalog.model import Language
from intake_app.catalog.said import HALF_DAYS
from intake_app.catalog.said import MONTHS
from intake_app.catalog.said import WEEKDAYS

EN_DAY = re.compile(
    rf"(?i)(?:\b({'|'.join(WEEKDAYS['en'])}),? )?\b({'|'.join(MONTHS['en'])}) "
    r"(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,? (\d{4}))?"
)
FR_DAY = re.compile(
    rf"(?i)(?:\b({'|'.join(WEEKDAYS['fr'])}),? (?:le )?)?\b(\d{{1,2}})(?:er)? "
    rf"({'|'.join(MONTHS['fr'])})(?: (\d{{4}}))?\b"
)
CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])")
FR_HOUR = re.compile(r"(?i)(?:\b(?:à|de|dès|vers|et)\s)(\d{1,2})\sh\b(?:\s(\d\d)(?!\d))?")
EN_RANGE = re.compile(
    r"(?i)\b(\d{1,2})(?::(\d\d))?\s?([ap])\.?m\.?\s?(?:to|until|till|-|–)\s?"
    r"(\d{1,2})(?::(\d\d))?\s?([ap])\.?m\b"
)
FR_RANGE = re.compile(r"(?i)\bde (\d{1,2})\sh(?:\s(\d\d))?\sà\s(\d{1,2})\sh\b(?:\s(\d\d))?")
DAY_RANGES = re.compile(
    r"(?i)\b(?:from )?(?P<en>[A-Z][a-z]+) (\d{1,2}) (?:to|until|–|-) (?:(?P=en) )?(\d{1,2})\b"
    r"(?!\s?[:ap])"
    r"|\bdu (\d{1,2})(?:er)? au (\d{1,2})(?:er)? (?P<fr>[^\W\d_]+)"
)
NIGHT = re.compile(r"(?i)night|nuit|next day|next morning|lendemain")
NO_DAY = "Write a day that the calendar has."
NO_HOUR = "Write an hour that the clock has, like 4:30 p.m. or 16 h 30."


class SaidWrong(NamedTuple):
    """Words of a text, what is wrong with them, and the cure."""

    words: str
    problem: str
    cure: str


class SaidDay(NamedTuple):
    """A day as a text names it."""

    words: str
    weekday: int | None
    month: int
    day: int
    year: int | None

    def near(self, day: date) -> date | None:
        """The day that is meant, if no year says it: the nearest to `day`."""
        years = [self.year] if self.year else [day.year - 1, day.year, day.year + 1]
        days = [date(year, self.month, self.day) for year in years if self.is_in(year)]
        return min(days, key=lambda one: abs((one - day).days), default=None)

    def is_in(self, year: int) -> bool:
        """Whether that year has such a day."""
        return 1 <= self.day <= monthrange(year, self.month)[1]


def days_said(text: str, language: Language) -> list[SaidDay]:
    """Every day that the text names by its month."""
    found = []
    for one in (EN_DAY if language == "en" else FR_DAY).finditer(text):
        weekday, month, day, year = one.groups()
        if language == "fr":
            month, day = day, month
        found.append(
            SaidDay(
                one[0],
                WEEKDAYS[language].index(weekday.lower()) if weekday else None,
                MONTHS[language].index(month.lower()) + 1,
                int(day),
                int(year) if year and year != "0000" else None,
            )
        )
    return found


@lru_cache(maxsize=8192)
def impossible(text: str, language: Language) -> tuple[SaidWrong, ...]:
    """Days and hours that cannot be. Remembered: it spares a preview 80 ms."""
    return (*_days(text, language), *_hours(text, language), *_ranges(text, language))


def wrong_weekday(said: SaidDay, day: date | None, language: Language) -> SaidWrong | None:
    """Whether it names another day of the week than that day has."""
    if day is None or said.weekday is None or day.weekday() == said.weekday:
        return None
    right = WEEKDAYS[language][day.weekday()]
    right = right.capitalize() if language == "en" else right
    problem = f"“{said.words}” is no {WEEKDAYS[language][said.weekday].capitalize()}."
    return SaidWrong(said.words, problem, f"{day} is a {right}: write the one or the other.")


def _days(text: str, language: Language) -> Iterator[SaidWrong]:
    for said in days_said(text, language):
        if not said.is_in(said.year or 2028):
            yield SaidWrong(said.words, f"There is no day “{said.words}”.", NO_DAY)
        elif said.year and (
            wrong := wrong_weekday(said, said.near(date(said.year, 6, 30)), language)
        ):
            yield wrong


def _hours(text: str, language: Language) -> Iterator[SaidWrong]:
    for found in CLOCK.finditer(text):
        if int(found[1]) > 24 or int(found[2]) > 59:
            yield _no_hour(found[0])
    for found in HALF_DAYS.finditer(text):
        if not 1 <= int(found[1]) <= 12 or int(found[2] or 0) > 59:
            yield _no_hour(found[0])
    for found in FR_HOUR.finditer(text) if language == "fr" else ():
        if int(found[1]) > 24 or int(found[2] or 0) > 59:
            yield _no_hour(found[0])


def _no_hour(words: str) -> SaidWrong:
    return SaidWrong(words, f"“{words}” is no hour.", NO_HOUR)


def _ranges(text: str, language: Language) -> Iterator[SaidWrong]:
    cure = "Write the earlier one first."
    for found in DAY_RANGES.finditer(text):
        month = (found["en"] or found["fr"]).lower()
        first, last = (found[2], found[3]) if found["en"] else (found[4], found[5])
        if month in MONTHS["en"] + MONTHS["fr"] and int(first) > int(last):
            yield SaidWrong(found[0], f"“{found[0]}” ends before it begins.", cure)
    for found in (EN_RANGE if language == "en" else FR_RANGE).finditer(text):
        if _minutes(found, language, 0) >= _minutes(found, language, 1) and not NIGHT.search(text):
            yield SaidWrong(found[0], f"“{found[0]}” ends before it begins.", cure)


def _minutes(found: re.Match[str], language: Language, end: int) -> int:
    if language == "fr":
        return int(found[1 + 2 * end]) * 60 + int(found[2 + 2 * end] or 0)
    hour, minute, half = (found[number + 3 * end] for number in (1, 2, 3))
    return (int(hour) % 12 + 12 * (half in "pP")) * 60 + int(minute or 0)
