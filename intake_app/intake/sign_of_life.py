"""A mail every morning, also when all is zero, so that silence means that something broke.

Staff get it sealed as a request is, so that a broken seal shows within a day as well; operators
get the same counts in the open. On Mondays it names the numbers of the week.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import datetime

from intake_app.catalog import Words
from intake_app.dates import DAY
from intake_app.dates import ONTARIO
from intake_app.dates import WEEK
from intake_app.dates import at
from intake_app.dates import day_of
from intake_app.intake.chasing import MORNING
from intake_app.message import note
from intake_app.store import Store

FOR_STAFF, FOR_OPERATORS = "heartbeat, sealed", "heartbeat"
BEGUN = "heartbeat begun"
"""Names that stand in databases."""
MONDAY = 0


@dataclass(frozen=True, kw_only=True)
class SignOfLife:
    """For one circle of readers."""

    store: Store
    region: str
    cause: str
    addresses: tuple[str, ...]
    sender: str
    words: Words
    wrap: Callable[[str], bytes]
    """Text in, entity out: plain, or sealed."""

    def look(self, now: datetime) -> None:
        """Write today's, unless that was done. Raises StoreError, and what `wrap` raises."""
        today = day_of(now)
        early = now.astimezone(ONTARIO).hour < MORNING
        if early or not self.addresses or today in self.store.letters.days_of(self.cause):
            return
        if self._is_first_day(today, now):
            return
        mail = note(
            self.wrap("\n".join(self.lines(now)) + "\n"),
            self.words("watch.beat.subject", day=today),
            sender=self.sender,
            recipients=self.addresses,
            date=now,
        )
        self.store.letters.post(self.cause, today, dict.fromkeys(self.addresses, mail), now)

    def _is_first_day(self, today: date, now: datetime) -> bool:
        """There is no yesterday to tell of."""
        begun = self.store.lookup.marked(BEGUN)
        if begun is None:
            self.store.lookup.mark(BEGUN, now)
            return True
        return day_of(begun) == today

    def lines(self, now: datetime) -> Iterator[str]:
        """Yesterday, what is open now, and on Mondays the week; the same for all who read it."""
        today = day_of(now)
        yield self.words("watch.beat.lead")
        yield ""
        yield from self._of_yesterday(today - DAY)
        yield ""
        yield from self._of_now()
        if today.weekday() == MONDAY:
            yield ""
            yield from self._of_the_week(today - WEEK)

    def _of_yesterday(self, day: date) -> Iterator[str]:
        words, begin, end = self.words, at(day), at(day + DAY)
        span = self.store.lookup.span(self.region, begin, end)
        yield words("watch.beat.yesterday", day=day)
        yield words("watch.beat.received", count=span.received)
        if span.first:
            yield words("watch.beat.numbers", first=span.first, last=span.last)
        for what, count in self.store.lookup.happened(self.region, begin, end).items():
            yield words(f"watch.beat.{what}", count=count)
        if span.missing:
            yield words("watch.beat.missing", numbers=", ".join(span.missing))

    def _of_now(self) -> Iterator[str]:
        words = self.words
        waiting = self.store.backlog().waiting
        open_ones = self.store.handling.unacknowledged(self.region)
        numbers = ", ".join(one.number for one in open_ones) or words("watch.beat.none")
        yield words("watch.beat.now")
        yield words("watch.beat.waiting", count=waiting)
        yield words("watch.beat.open", numbers=numbers)

    def _of_the_week(self, begin: date) -> Iterator[str]:
        words, end = self.words, begin + WEEK
        span = self.store.lookup.span(self.region, at(begin), at(end))
        days = {"begin": begin, "end": end - DAY}
        if span.first is None:
            yield words("watch.beat.week_empty", **days)
            return
        yield words("watch.beat.week", first=span.first, last=span.last, **days)
        if span.missing:
            yield words("watch.beat.missing", numbers=", ".join(span.missing))
