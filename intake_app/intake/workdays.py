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
from datetime import timedelta
from functools import cache

from intake_app.settings import PROJECT

log = logging.getLogger(__name__)

SATURDAY = 5
A_DAY = timedelta(days=1)
SECONDS = 60
"""A machine that is busy may take long; one that takes longer is out of order."""

HolidaysOf = Callable[[int], frozenset[date]]


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Ontario's, and the weekday that is given for one at a weekend."""
    command = [sys.executable, "-m", "intake_app.intake.ontario_holidays", str(year)]
    try:
        said = subprocess.run(  # noqa: S603  (our own interpreter and module)
            command, cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        # A reminder on a holiday is better than none at all.
        log.error("the holidays of %d are not known: %s", year, type(error).__name__)
        return frozenset()
    return frozenset(date.fromisoformat(line) for line in said.stdout.split())


class WorkingDays:
    """Counts them."""

    def __init__(self, holidays_of: HolidaysOf = public_holidays) -> None:
        self._holidays_of = holidays_of

    def has(self, day: date) -> bool:
        """Whether somebody works on that day."""
        return day.weekday() < SATURDAY and day not in self._holidays_of(day.year)

    def after(self, day: date, count: int) -> date:
        """The working day that is so many of them after this day."""
        while count:
            day += A_DAY
            count -= self.has(day)
        return day

    def up_to(self, day: date) -> date:
        """This day, or the last working day before it."""
        while not self.has(day):
            day -= A_DAY
        return day
