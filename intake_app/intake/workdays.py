"""The days on which an agency in Ontario works: not weekends, not public holidays.

The library that knows the holidays takes more memory than a whole web process, so that another
process is asked for a year at a time.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from time import monotonic

from intake_app.dates import DAY
from intake_app.settings import PROJECT

log = logging.getLogger(__name__)

SATURDAY = 5
SECONDS = 60
"""A machine that is busy may take long; one that takes longer is out of order."""

PAUSE = 15 * 60.0
"""Seconds before they are asked for again: what failed once may work in a moment."""

HolidaysOf = Callable[[int], frozenset[date]]


class PublicHolidays:
    """Ontario's of each year that was asked for, and the weekday given for one at a weekend."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[int, frozenset[date]] = {}
        self._ask_again: dict[int, float] = {}

    def __call__(self, year: int) -> frozenset[date]:
        """Empty while they cannot be asked for: a reminder on a holiday is better than none."""
        if year not in self._known:
            if self._clock() < self._ask_again.get(year, 0):
                return frozenset()
            try:
                self._known[year] = _asked(year)
            except (OSError, subprocess.SubprocessError) as error:
                log.error("the holidays of %d are not known: %s", year, type(error).__name__)
                self._ask_again[year] = self._clock() + PAUSE
                return frozenset()
        return self._known[year]


def _asked(year: int) -> frozenset[date]:
    command = [sys.executable, "-m", "intake_app.intake.ontario_holidays", str(year)]
    said = subprocess.run(  # noqa: S603  (our own interpreter and module)
        command, cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return frozenset(date.fromisoformat(line) for line in said.stdout.split())


public_holidays = PublicHolidays()


class WorkingDays:
    """By weekday and public holiday alone; a holiday that is not known counts as a working day."""

    def __init__(self, holidays_of: HolidaysOf = public_holidays) -> None:
        self._holidays_of = holidays_of

    def has(self, day: date) -> bool:
        """Whether somebody works on that day."""
        return day.weekday() < SATURDAY and day not in self._holidays_of(day.year)

    def after(self, day: date, count: int) -> date:
        """The working day that is so many of them after this day."""
        while count:
            day += DAY
            count -= self.has(day)
        return day

    def up_to(self, day: date) -> date:
        """This day, or the last working day before it."""
        while not self.has(day):
            day -= DAY
        return day
