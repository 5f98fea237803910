"""Alarms that ring: each cause once a day on each path, again when it gets worse, never as a flood.

What was told is written down in the database, so that of several processes one rings. When the
database itself is away, each process rings for itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta

from intake_app.catalog import Words
from intake_app.dates import ONTARIO
from intake_app.errors import DeliveryError
from intake_app.errors import StoreError
from intake_app.intake.alarm_paths import AlarmPath
from intake_app.intake.backlog_monitor import DAY
from intake_app.intake.backlog_monitor import HOUR
from intake_app.intake.concerns import Concern
from intake_app.store import PathState
from intake_app.store import Store
from intake_app.store import Told

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15))
"""Between tries on a path that fails; the last one for ever."""

Concerns = Callable[[datetime], list[Concern]]


class Alarms:
    """One process's hand at the bell."""

    def __init__(
        self,
        store: Store,
        paths: Sequence[AlarmPath],
        concerns: Concerns,
        *,
        site: str,
        words: Words | None,
        others: frozenset[str] = frozenset(),
    ) -> None:
        """`others` are causes that another process watches: not seen here, they may still last."""
        self._store, self._paths, self._concerns = store, paths, concerns
        self._site, self._words, self._others = site, words, others
        self._rang_alone: datetime | None = None

    def look(self, now: datetime) -> None:
        """Ring on each path what is due there."""
        try:
            present = self._concerns(now)
            for path in self._paths:
                states = self._store.alarms.paths()
                # Through the path that fails nobody would hear that it does.
                failing = [one for one in failing_paths(states) if one.cause != own(path)]
                self._ring(path, states.get(path.name), [*present, *failing], now)
        except StoreError as error:
            log.error("alarms: %s", error)
            self._ring_alone(now)

    def _ring(
        self, path: AlarmPath, state: PathState | None, present: list[Concern], now: datetime
    ) -> None:
        told = self._store.alarms.told(path.name)
        self._note_what_is_over(path, told, present)
        due = [one for one in present if is_due(one, told.get(one.cause), now)]
        failing = state.failing_since if state else None
        # A path that has failed says so once it works again: alarms of that time never came.
        if not (due or failing) or not may_try(state, now):
            return
        if not self._store.alarms.lease(path.name, now, LEASE):
            return
        try:
            path.send(*self.worded(present, failing))
        except DeliveryError as error:
            log.error("alarm not sent by %s: %s", path.name, error)
            tries = state.attempts if state else 0
            again = now + WAITS[min(tries, len(WAITS) - 1)]
            self._store.alarms.mark_failed(path.name, now, again, str(error))
        else:
            causes = ", ".join(one.cause for one in present)
            log.info("alarm sent by %s: %s", path.name, causes)
            stages = {one.cause: one.stage for one in present}
            self._store.alarms.mark_sent(path.name, stages, now)

    def _note_what_is_over(
        self, path: AlarmPath, told: Mapping[str, Told], present: list[Concern]
    ) -> None:
        still = {one.cause for one in present} | self._others
        if any(not one.over and one.cause not in still for one in told.values()):
            self._store.alarms.note_what_is_over(path.name, still)

    def _ring_alone(self, now: datetime) -> None:
        if self._rang_alone and self._rang_alone <= now < self._rang_alone + DAY:
            return
        message = self.worded([Concern("database", "database")])
        for path in self._paths:
            try:
                path.send(*message)
                self._rang_alone = now
            except DeliveryError as error:
                log.error("alarm not sent by %s: %s", path.name, error)

    def worded(
        self, present: Sequence[Concern], failing: datetime | None = None
    ) -> tuple[str, str]:
        """Subject and text. Without words, because content/ is broken, the bare causes."""
        words = self._words
        if words is None:
            return f"Alarm: {self._site}", "\n".join(one.cause for one in present)
        rows = [f"- {sentence(one, words)}" for one in present]
        since = f"{failing.astimezone(ONTARIO):%Y-%m-%d %H:%M}" if failing else ""
        text = (
            words("watch.alarm.lead", site=self._site) if rows else "",
            "\n".join(rows),
            words("watch.alarm.again", since=since) if since else "",
            words("watch.alarm.do"),
            words("watch.alarm.once"),
        )
        return words("watch.alarm.subject", site=self._site), "\n\n".join(filter(None, text)) + "\n"


def own(path: AlarmPath) -> str:
    """The cause that is this path's own failing."""
    return f"path {path.name}"


def is_due(concern: Concern, told: Told | None, now: datetime) -> bool:
    """Whether to tell of it. What comes back within an hour is the same cause, going on."""
    if told is None or concern.stage > told.stage or told.told_at > now:
        return True
    since = now - told.told_at
    if told.over:
        return since >= HOUR
    return concern.daily and since >= DAY


def may_try(state: PathState | None, now: datetime) -> bool:
    """Whether the pause after a failure is over. A pause that a clock made long does not count."""
    due = state.due if state else None
    return due is None or not now < due <= now + WAITS[-1]


def failing_paths(states: Mapping[str, PathState]) -> list[Concern]:
    """Paths on which alarms do not get through."""
    return [
        Concern(f"path {name}", "path", {"path": name, "answer": state.answer or ""})
        for name, state in states.items()
        if state.failing_since
    ]


def sentence(concern: Concern, words: Words) -> str:
    """One line of the message."""
    facts = dict(concern.facts)
    age = facts.get("age")
    if isinstance(age, timedelta):
        facts["age"] = _spoken(age, words)
    return words(f"watch.alarm.{concern.kind}", **facts)


def _spoken(age: timedelta, words: Words) -> str:
    if age >= 2 * DAY:
        return words("watch.age.days", count=age.days)
    for least, key in ((DAY, "day"), (4 * HOUR, "hours"), (HOUR, "hour")):
        if age >= least:
            return words(f"watch.age.{key}")
    return words("watch.age.minutes")
