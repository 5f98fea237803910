"""What happens to a request once it is in staff's hands: "we have it", first contact, outcome.

Nothing of this opens a request. The link that leads here stands in the sealed mail alone.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from enum import StrEnum

from intake_app.dates import day_of
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.tickets import staff_hash
from intake_app.intake.workdays import WorkingDays
from intake_app.store import Handling
from intake_app.store import Outcome
from intake_app.store import Store

REVIEW_MONTHS = 6
IN_TIME, LATE, UNPROMISED = "in-time", "late", "unpromised"
"""How an acknowledgement is counted."""


class Aim(StrEnum):
    """What staff aim for, after first contact."""

    FIRST_MEETING = "first-meeting"
    REVIEW = "review"


@dataclass(frozen=True)
class DateToAimFor:
    """A day by which something should have happened."""

    aim: Aim
    day: date


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The agency's side of the loop."""

    store: Store
    acknowledge_days: int | None
    """Working days that the agency promises; None when it promises none."""
    meeting_days: int | None
    clock: Clock = utc_now
    working_days: WorkingDays = WorkingDays()

    def of_link(self, ticket: str) -> Handling | None:
        """The request whose mail held this link. Raises StoreError."""
        return self.store.handling.by_link(staff_hash(ticket))

    def acknowledge(self, one: Handling, *, by: str = "", reason: str = "") -> bool:
        """A person has it. True for the first who says so. Raises StoreError."""
        now = self.clock()
        promise = self._promise(one, now)
        return self.store.handling.acknowledge(one, now, promise=promise, by=by, reason=reason)

    def _promise(self, one: Handling, now: datetime) -> str:
        if self.acknowledge_days is None:
            return UNPROMISED
        last = self.working_days.after(day_of(one.accepted_at), self.acknowledge_days)
        return IN_TIME if day_of(now) <= last else LATE

    def note_contact(self, one: Handling, on: date) -> bool:
        """When contact was first made. False for a day that cannot be. Raises StoreError."""
        if not day_of(one.accepted_at) <= on <= day_of(self.clock()):
            return False
        self.store.handling.note_contact(one, on)
        return True

    def note_outcome(self, one: Handling, outcome: Outcome) -> None:
        """How it ended. Raises StoreError."""
        self.store.handling.note_outcome(one, outcome)

    def dates(self, one: Handling) -> tuple[DateToAimFor, ...]:
        """To aim for, from first contact on. A day off is no day for a meeting: the one before."""
        if one.contacted_on is None:
            return ()
        days = {}
        if self.meeting_days is not None:
            days[Aim.FIRST_MEETING] = one.contacted_on + timedelta(days=self.meeting_days)
        days[Aim.REVIEW] = months_after(one.contacted_on, REVIEW_MONTHS)
        return tuple(DateToAimFor(aim, self.working_days.up_to(day)) for aim, day in days.items())


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
