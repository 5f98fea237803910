"""Work beside the main work of a process, in threads of its own: heartbeats, alarms, letters."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from threading import Event
from threading import Thread

from intake_app.dates import MINUTE
from intake_app.errors import DeliveryError
from intake_app.errors import StoreError
from intake_app.intake.alarm_paths import post
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.clock import within
from intake_app.intake.concerns import missing
from intake_app.intake.content_watch import WITH_CONTENT
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import last_numbers
from intake_app.server import place_of
from intake_app.store import Store

log = logging.getLogger(__name__)

SECONDS = 25.0
"""Three beats before a process counts as missing, and that within two minutes is told."""
SIGNAL_EVERY = 5 * MINUTE

Look = Callable[[datetime], None]


def our_version() -> str:
    """Of this program."""
    try:
        return version("one-story")
    except PackageNotFoundError:
        return "unknown"


def version_with(content: str) -> str:
    """Of program and content, as `intake status` shows it."""
    return f"{our_version()}{WITH_CONTENT}{content}" if content else our_version()


class ProcessHeartbeat:
    """One process writes down that it lives."""

    def __init__(
        self,
        store: Store,
        role: str,
        place: str = "",
        clock: Clock = utc_now,
        *,
        content: str = "",
        mark: NumberMark | None = None,
        started: datetime | None = None,
    ) -> None:
        """`content` is the version of what it says; `mark` is kept with each beat."""
        self._version, self._mark = version_with(content), mark
        self._store, self._role, self._clock = store, role, clock
        self._name = f"{role} on {socket.gethostname()}{place}"
        self.started = started or clock()

    def beat(self, now: datetime) -> None:
        """Raises StoreError."""
        processes = self._store.processes
        processes.beat(self._name, self._role, self._version, started=self.started, now=now)
        if self._mark:
            self._mark.note(*last_numbers(self._store))

    def end(self) -> None:
        """In order, as far as the database lets us."""
        try:
            self._store.processes.end(self._name, self._clock())
        except StoreError as error:
            log.warning("the end was not written down: %s", error)


class DeadMansSignal:
    """Tells a place outside that all lives; when this falls silent, that place rings."""

    def __init__(self, store: Store, url: str) -> None:
        self._store, self._url = store, url
        self._sent: datetime | None = None

    def look(self, now: datetime) -> None:
        """Raises StoreError."""
        if within(SIGNAL_EVERY, self._sent, now):
            return
        if any(missing(self._store.processes.all(), now)):
            return
        try:
            post(self._url, b"{}")
            self._sent = now
        except DeliveryError as error:
            log.warning("the signal to the outside did not get through: %s", error)


class PeriodicThread(Thread):
    """Looks here and there, again and again; what fails there keeps nothing else from work."""

    def __init__(
        self, name: str, looks: Sequence[Look], *, stop: Event, clock: Clock = utc_now
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._looks, self._stop_event, self._clock = tuple(looks), stop, clock

    def look_instead(self, looks: Sequence[Look]) -> None:
        """From the next round on."""
        self._looks = tuple(looks)

    @property
    def looks(self) -> tuple[Look, ...]:
        """What it looks at."""
        return self._looks

    def run(self) -> None:
        while True:
            self.make_round()
            if self._stop_event.wait(SECONDS):
                return

    def make_round(self) -> None:
        """One look at each."""
        for look in self._looks:
            try:
                look(self._clock())
            except StoreError as error:
                log.error("%s", error)
            except Exception as error:  # whatever is wrong with one look must not end the others
                log.error("%s at %s", type(error).__name__, place_of(error))
