"""What wants a person, each with a cause, and how far it has come. No personal data in any line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta

from intake_app.dates import DAY
from intake_app.intake.alarm_stages import CERTIFICATE_DAYS
from intake_app.intake.alarm_stages import DISK_FREE
from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.intake.backlog_monitor import late_stage
from intake_app.intake.chasing import Chase
from intake_app.intake.clock import within
from intake_app.intake.key_status import LiveKey
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import number_of
from intake_app.store import SILENT
from intake_app.store import Process
from intake_app.store import Record
from intake_app.store import Store

ROLES = ("deliver", "web")
"""Of each of these at least one process must live."""
CHECKED, CHECKED_WITHIN = "deep check", timedelta(days=2)


@dataclass(frozen=True)
class Concern:
    """One thing that wants a person."""

    cause: str
    kind: str
    """Names its sentence in content/words/watch.yml."""
    facts: dict[str, object] = field(default_factory=dict)
    stage: int = 1
    """Told again when this grows."""
    daily: bool = True
    """Told again every day while it lasts."""


@dataclass(frozen=True, kw_only=True)
class Lookout:
    """Where to look."""

    store: Store
    keys: tuple[LiveKey, ...] = ()
    chase: Chase | None = None
    mark: NumberMark | None = None
    since: datetime | None = None
    """When this process began: others that begin with it are not missed at once."""

    def concerns(self, now: datetime) -> list[Concern]:
        """All there are now. Raises StoreError."""
        snapshot = HealthSnapshot.of(self.store, now)
        found = [*_of_mail(snapshot), *of_disk(snapshot)]
        if not within(SILENT, self.since, now):
            found += missing(self.store.processes.all(), now)
        fingerprints = {key.fingerprint for key in self.keys}
        for record in self.store.certificates.all():
            if record.identity.fingerprint in fingerprints:
                found += _of_certificate(record, now)
        found += self._of_numbers()
        if trouble := self.store.cluster.trouble():
            found.append(Concern("servers", "servers", {"trouble": trouble}))
        found += self._of_the_night(now)
        if self.chase:
            numbers = [one.number for one in self.chase.overdue(now)]
            if numbers:
                facts: dict[str, object] = {"numbers": ", ".join(numbers)}
                found.append(Concern("unacknowledged", "unacknowledged", facts))
        return found

    def _of_numbers(self) -> Iterator[Concern]:
        lacking = self.mark.lacking(self.store) if self.mark else {}
        if lacking:
            numbers = ", ".join(number_of(*one) for one in lacking.items())
            yield Concern("numbers", "numbers", {"numbers": numbers})

    def _of_the_night(self, now: datetime) -> Iterator[Concern]:
        """Whoever has let the nightly check run once relies on it."""
        last = self.store.lookup.marked(CHECKED)
        if last is not None and now - last > CHECKED_WITHIN:
            yield Concern("check", "check", {"day": last.date()})


def _of_mail(snapshot: HealthSnapshot) -> Iterator[Concern]:
    stage, _ = late_stage(snapshot.age)
    counts = {name: getattr(snapshot.backlog, name) for name in ("waiting", "refused", "unknown")}
    if stage:
        yield Concern("late", "late", {**counts, "age": snapshot.age}, stage)
    if snapshot.backlog.refused:
        yield Concern("refused", "refused", counts)


def of_disk(snapshot: HealthSnapshot) -> Iterator[Concern]:
    """Worse by stages; no concern where the database is no file of this machine."""
    free = snapshot.free
    stage = 0 if free is None else sum(free < below for below in DISK_FREE)
    if free is not None and stage:
        yield Concern("disk", "disk", {"free": round(100 * free)}, stage)


def missing(processes: list[Process], now: datetime) -> Iterator[Concern]:
    """Processes that fell silent, and roles that nobody plays."""
    for role in ROLES:
        players = [one for one in processes if one.role == role]
        if not any(one.lives(now) for one in players):
            yield Concern(f"process {role}", "missing", {"process": role})
    for one in processes:
        others_play = any(each.lives(now) for each in processes if each.role == one.role)
        if others_play and one.ended_at is None and not one.lives(now):
            yield Concern(f"process {one.name}", "missing", {"process": one.name})


def _of_certificate(record: Record, now: datetime) -> Iterator[Concern]:
    left, identity = record.identity.ends - now, record.identity
    stage = sum(left <= days * DAY for days in CERTIFICATE_DAYS) + (left <= timedelta())
    if stage:
        facts: dict[str, object] = {
            "duty": identity.duty,
            "fingerprint": identity.short_fingerprint,
            "day": identity.ends.date(),
        }
        cause = f"certificate {identity.short_fingerprint}"
        daily = left <= timedelta()
        yield Concern(cause, "certificate", facts, stage, daily=daily)
