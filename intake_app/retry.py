"""How long to wait before the next try: one rule for all that try.

Minutes for mails, sign-ins and alarms, seconds for drafts that are to be erased.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

PAUSES = (1, 2, 4, 8, 15, 30, 60)
LONGEST = PAUSES[-1]


def pause_after(failures: int, longest: int = LONGEST) -> int:
    """After this many failures one after another; the last pause for ever."""
    return min(PAUSES[min(failures, len(PAUSES)) - 1], longest)


def may_try(due: datetime | None, now: datetime, *, longest: int) -> bool:
    """Whether the pause is over. One that a clock gone wrong made longer than this many minutes
    does not count.
    """
    return due is None or not now < due <= now + timedelta(minutes=longest)
