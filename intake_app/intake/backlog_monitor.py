"""What a person has to know of, whatever the cause: mail that waits too long, a disk filling up.

One line in the log for all that waits, not one for each mail, and again when it has grown worse.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

from intake_app.dates import DAY
from intake_app.dates import MINUTE
from intake_app.intake.alarm_stages import LATE_MAIL
from intake_app.intake.clock import within
from intake_app.store import DISK_SHORT
from intake_app.store import Backlog
from intake_app.store import Store

log = logging.getLogger(__name__)

SKEW = 15 * MINUTE
"""Further apart no two clocks are that are right."""


def late_stage(age: timedelta) -> tuple[int, str]:
    """Which stage of lateness was reached, 0 when none was, and the age that it stands for."""
    if age >= DAY:
        return len(LATE_MAIL) + age.days, f"{age.days} day{'s' if age.days > 1 else ''}"
    reached = [words for stage, words in LATE_MAIL.items() if age >= stage]
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
        return self.free is not None and self.free < DISK_SHORT

    @property
    def concerns(self) -> list[str]:
        """What wants a person, in a word each."""
        found = {
            "late": late_stage(self.age)[0] > 0,
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
        self._told_stage = 0
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
        stage, words = late_stage(snapshot.age)
        backlog = snapshot.backlog
        if stage > self._told_stage:
            log.error(
                "mail is late, the oldest by %s: waiting %d, of which refused %d, unknown %d",
                *(words, backlog.waiting, backlog.refused, backlog.unknown),
            )
        elif self._told_stage and not stage:
            log.info("no mail is late any more")
        self._told_stage = stage

    def _tell_of_disk(self, snapshot: HealthSnapshot) -> None:
        if not snapshot.disk_is_short:
            self._told_disk = None
        elif not within(DAY, self._told_disk, snapshot.now):
            log.error("the disk of the database is %.0f %% free", 100 * (snapshot.free or 0))
            self._told_disk = snapshot.now
