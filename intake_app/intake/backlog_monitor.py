"""What a person has to know of, whatever the cause: mail that waits too long, a disk filling up.

One line in the log for all that waits, not one for each mail, and again when it has grown worse.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

from intake_app.intake.clock import within
from intake_app.store import Backlog
from intake_app.store import Store

log = logging.getLogger(__name__)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEPS = {15 * MINUTE: "15 minutes", HOUR: "1 hour", 4 * HOUR: "4 hours"}
"""When to tell of what waits; after these, once a day."""

SKEW = 15 * MINUTE
"""Further apart no two clocks are that are right."""

FULL_BELOW = 0.2
"""Share of the disk that should stay free."""


def days_or_step(age: timedelta) -> tuple[int, str]:
    """How many times it was time to tell, and the age that was reached; 0 when none was."""
    if age >= DAY:
        return len(STEPS) + age.days, f"{age.days} day{'s' if age.days > 1 else ''}"
    reached = [words for step, words in STEPS.items() if age >= step]
    return len(reached), reached[-1] if reached else ""


@dataclass(frozen=True)
class HealthSnapshot:
    """How things stand; the watcher of `/readyz` and the log are told the same."""

    backlog: Backlog
    free: float | None
    """Share of the database's disk; None where only its own server can tell."""
    now: datetime
    alarms_fail: bool = False
    """On some path alarms do not get through, or not to everybody."""

    @classmethod
    def of(cls, store: Store, now: datetime) -> HealthSnapshot:
        """Looked at now. Raises StoreError."""
        fail = any(path.fails for path in store.alarms.paths().values())
        return cls(store.backlog(), store.free_share(), now, fail)

    @property
    def age(self) -> timedelta:
        """Of the oldest request that still waits."""
        age = self.now - self.backlog.oldest if self.backlog.oldest else timedelta()
        # From a clock that has been set back since: nobody knows how long it waits, so it is told.
        return age if age > -SKEW else SKEW

    @property
    def disk_is_short(self) -> bool:
        """Whether a person should make room."""
        return self.free is not None and self.free < FULL_BELOW

    @property
    def concerns(self) -> list[str]:
        """What wants a person, in a word each."""
        found = {
            "late": days_or_step(self.age)[0] > 0,
            "refused": self.backlog.refused > 0,
            "disk": self.disk_is_short,
            "alarm": self.alarms_fail,
        }
        return [concern for concern, is_so in found.items() if is_so]


class BacklogMonitor:
    """One process's look at the whole outbox, and its memory of what it has told."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked: datetime | None = None
        self._told_steps = 0
        self._told_disk: datetime | None = None
        self._trouble = ""
        self._told_trouble: datetime | None = None

    def tell(self, trouble: str, now: datetime) -> None:
        """An error that may come back every moment: told at once, then every quarter of an hour."""
        if trouble == self._trouble and within(15 * MINUTE, self._told_trouble, now):
            return
        log.error("%s", trouble)
        self._trouble, self._told_trouble = trouble, now

    def look(self, now: datetime) -> None:
        """Tell what is new, at most once a minute. Raises StoreError."""
        if within(MINUTE, self._looked, now):
            return
        snapshot = HealthSnapshot.of(self._store, now)
        self._looked = now
        self._tell_of_mail(snapshot)
        self._tell_of_disk(snapshot)

    def _tell_of_mail(self, snapshot: HealthSnapshot) -> None:
        steps, words = days_or_step(snapshot.age)
        backlog = snapshot.backlog
        if steps > self._told_steps:
            log.error(
                "mail is late, the oldest by %s: waiting %d, of which refused %d, unknown %d",
                *(words, backlog.waiting, backlog.refused, backlog.unknown),
            )
        elif self._told_steps and not steps:
            log.info("no mail is late any more")
        self._told_steps = steps

    def _tell_of_disk(self, snapshot: HealthSnapshot) -> None:
        if not snapshot.disk_is_short:
            self._told_disk = None
        elif not within(DAY, self._told_disk, snapshot.now):
            log.error("the disk of the database is %.0f %% free", 100 * (snapshot.free or 0))
            self._told_disk = snapshot.now
