"""The time, handed in as a function so that tests can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from datetime import timedelta

from intake_app.dates import day_of

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


def within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    """Whether less went by than `span`. A clock that was set back silences and stops nothing."""
    return since is not None and since <= now < since + span


def year_of(moment: datetime) -> int:
    """The year in which staff would say it happened."""
    return day_of(moment).year
