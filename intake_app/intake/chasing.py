"""Reminds staff of requests that nobody has said "we have it" of, by number alone.

By working days: first the first address, then the second, then an alarm, daily. The first press
ends it. No mail goes out on a day off, and one for each address a day at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import datetime

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.dates import DAY
from intake_app.dates import ONTARIO
from intake_app.dates import day_of
from intake_app.intake.alarm_stages import UNACKNOWLEDGED_DAYS
from intake_app.intake.workdays import WorkingDays
from intake_app.message import note
from intake_app.message import text_part
from intake_app.store import REMINDER
from intake_app.store import Handling
from intake_app.store import Store

UNPROMISED_DAYS = 2
"""Working days before the first reminder, where the agency has promised its families none."""
MORNING = 7
"""O'clock in Ontario; mails of the day go out from then on."""


@dataclass(frozen=True, kw_only=True)
class Chase:
    """Whoever is reminded, in their order, and of what."""

    store: Store
    region: str
    addresses: tuple[str, ...]
    words: Words
    sender: str
    promised_days: int | None
    working_days: WorkingDays = WorkingDays()

    @classmethod
    def of(
        cls, store: Store, region: Region, words: Words, *, sender: str, addresses: tuple[str, ...]
    ) -> Chase:
        """Of what the agency of a region promised."""
        return cls(
            store=store,
            region=region.code,
            addresses=addresses,
            words=words,
            sender=sender,
            promised_days=region.promise.acknowledge_working_days,
        )

    def look(self, now: datetime) -> None:
        """Write today's reminders, unless that was done. Raises StoreError."""
        today = day_of(now)
        if now.astimezone(ONTARIO).hour < MORNING or not self.working_days.has(today):
            return
        chosen = self._chosen(today)
        written = self.store.letters.addresses_of(REMINDER, today) if chosen else set()
        mails = {to: self._mail(to, chosen[to], now) for to in chosen if to not in written}
        if mails:
            self.store.letters.post(REMINDER, today, mails, now)

    def overdue(self, now: datetime) -> list[Handling]:
        """Those of which a reminder did not help, on a day when somebody could act."""
        today = day_of(now)
        if now.astimezone(ONTARIO).hour < MORNING or not self.working_days.has(today):
            return []
        open_ones = self.store.handling.unacknowledged(self.region)
        return [one for one in open_ones if self.days_over(one, today) >= UNACKNOWLEDGED_DAYS]

    def days_over(self, one: Handling, today: date) -> int:
        """Working days since the promise ended, or since staff could first read it, if later."""
        if day_of(one.reached_at or one.accepted_at) > today + DAY:
            # A clock that was wrong wrote it. How long it waits nobody knows, so a person is asked.
            return UNACKNOWLEDGED_DAYS
        promised = self.promised_days
        days = UNPROMISED_DAYS if promised is None else promised
        last = self.working_days.after(day_of(one.accepted_at), days)
        return self._between(max(last, day_of(one.reached_at or one.accepted_at)), today)

    def _between(self, begin: date, today: date) -> int:
        """Working days after `begin`, up to today; no more are counted than make a difference."""
        count, day = 0, begin
        while count < UNACKNOWLEDGED_DAYS:
            day = self.working_days.after(day, 1)
            if day > today:
                break
            count += 1
        return count

    def _chosen(self, today: date) -> Mapping[str, list[Handling]]:
        chosen: dict[str, list[Handling]] = {}
        for one in self.store.handling.unacknowledged(self.region):
            over = self.days_over(one, today)
            if 0 < over < UNACKNOWLEDGED_DAYS:
                address = self.addresses[min(over, len(self.addresses)) - 1]
                chosen.setdefault(address, []).append(one)
        return chosen

    def _mail(self, address: str, chosen: list[Handling], now: datetime) -> bytes:
        words = self.words
        rows = [
            words("watch.reminder.row", number=one.number, day=day_of(one.accepted_at))
            for one in chosen
        ]
        parts = (
            words("watch.reminder.lead"),
            "\n".join(rows),
            words("watch.reminder.do"),
            words("watch.reminder.phoned"),
        )
        numbers = chosen[0].number if len(chosen) == 1 else f"{chosen[0].number} + {len(rows) - 1}"
        return note(
            text_part("\n\n".join(parts) + "\n"),
            words("watch.reminder.subject", numbers=numbers),
            sender=self.sender,
            recipients=(address,),
            date=now,
        )
