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
from intake_app.dates import DAY
from intake_app.dates import HOUR
from intake_app.dates import MINUTE
from intake_app.dates import ONTARIO
from intake_app.errors import DeliveryError
from intake_app.errors import StoreError
from intake_app.intake.alarm_paths import AlarmPath
from intake_app.intake.alarm_paths import whatever_fails
from intake_app.intake.concerns import Concern
from intake_app.retry import may_try
from intake_app.retry import pause_after
from intake_app.store import PathState
from intake_app.store import Store
from intake_app.store import Told

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = 15
"""Minutes between two tries on a path that fails."""

Concerns = Callable[[datetime], list[Concern]]


class Alarms:
    """For one process; of several, the one that holds the lease of a path rings there."""

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
        self._away_since: datetime | None = None
        self._tidied = False

    def look(self, now: datetime) -> None:
        """Ring on each path what is due there."""
        try:
            self._tidy()
            present = self._concerns(now)
            for path in self._paths:
                states = self._store.alarms.paths()
                # Through the path that fails nobody would hear that it does.
                deaf = {own(path)} if _fails(states.get(path.name)) else set()
                failing = [one for one in failing_paths(states) if one.cause not in deaf]
                self._ring(path, [*present, *failing], now)
            self._away_since = None
        except StoreError as error:
            log.error("alarms: %s", error)
            self._ring_alone(now)

    def _tidy(self) -> None:
        """A path that was taken out of the settings while it failed would be told of for ever."""
        if not self._tidied:
            self._store.alarms.keep_only([path.name for path in self._paths])
            self._tidied = True

    def _ring(self, path: AlarmPath, present: list[Concern], now: datetime) -> None:
        self._note_what_is_over(path, present)
        if not self._is_wanted(path, present, now)[0]:
            return
        if not self._store.alarms.lease(path.name, now, LEASE):
            return
        # Another process may have rung between our look and our lease.
        wanted, state = self._is_wanted(path, present, now)
        if wanted:
            self._send(path, state, present, now)
        else:
            self._store.alarms.give_back(path.name)

    def _is_wanted(
        self, path: AlarmPath, present: list[Concern], now: datetime
    ) -> tuple[bool, PathState | None]:
        told = self._store.alarms.told(path.name)
        state = self._store.alarms.paths().get(path.name)
        # A path that has failed says so once it works again: alarms of that time never came.
        wanted = any(is_due(one, told.get(one.cause), now) for one in present) or _fails(state)
        due = state.due if state else None
        return wanted and may_try(due, now, longest=LONGEST_PAUSE), state

    def _send(
        self, path: AlarmPath, state: PathState | None, present: list[Concern], now: datetime
    ) -> None:
        try:
            with whatever_fails():
                missed = path.send(*self.worded(present, state.failing_since if state else None))
        except DeliveryError as error:
            log.error("alarm not sent by %s: %s", path.name, error)
            failures = state.attempts + 1 if state else 1
            again = now + timedelta(minutes=pause_after(failures, LONGEST_PAUSE))
            self._store.alarms.mark_failed(path.name, now, again, str(error))
        else:
            causes = ", ".join(one.cause for one in present)
            log.info("alarm sent by %s: %s", path.name, causes)
            if missed:
                log.error("alarm by %s did not reach %s", path.name, missed)
            stages = {one.cause: one.stage for one in present}
            self._store.alarms.mark_sent(path.name, stages, now, missed)

    def _note_what_is_over(self, path: AlarmPath, present: list[Concern]) -> None:
        told = self._store.alarms.told(path.name)
        still = {one.cause for one in present} | self._others
        if any(not one.over and one.cause not in still for one in told.values()):
            self._store.alarms.note_what_is_over(path.name, still)

    def _ring_alone(self, now: datetime) -> None:
        # One look that fails is a server that starts anew; told is what lasts.
        if self._away_since is None or self._away_since > now:
            self._away_since = now
        if now - self._away_since < MINUTE:
            return
        if self._rang_alone and self._rang_alone <= now < self._rang_alone + DAY:
            return
        message = self.worded([Concern("database", "database")])
        for path in self._paths:
            try:
                with whatever_fails():
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


def _fails(state: PathState | None) -> bool:
    return state is not None and state.failing_since is not None


def failing_paths(states: Mapping[str, PathState]) -> list[Concern]:
    """Paths on which alarms do not get through, or not to everybody."""
    return [
        Concern(f"path {name}", "path", {"path": name, "answer": state.answer or ""})
        for name, state in states.items()
        if state.fails
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
