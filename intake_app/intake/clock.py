"""The time, handed in as a function so that tests can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

ONTARIO = ZoneInfo("America/Toronto")
"""All shipped regions lie in this zone; a request's year is the one on the agency's wall."""


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


def year_of(moment: datetime) -> int:
    """The year in which staff would say it happened."""
    return moment.astimezone(ONTARIO).year
