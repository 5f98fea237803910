"""Days, months and years as they stand on the wall of an agency in Ontario."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from zoneinfo import ZoneInfo

ONTARIO = ZoneInfo("America/Toronto")
"""All shipped regions lie in this zone."""


def day_of(moment: datetime) -> date:
    """The day on which staff would say it happened."""
    return moment.astimezone(ONTARIO).date()


def month_of(moment: datetime) -> str:
    """Such as `2026-11`."""
    return f"{day_of(moment):%Y-%m}"


def at(day: date, hour: int = 0) -> datetime:
    """That hour of that day."""
    return datetime.combine(day, time(hour), ONTARIO)
