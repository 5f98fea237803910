"""Erases what people leave behind once they are gone: nothing may hold up who has to leave.

The browser has forgotten the cookie by then, and nothing else opens the draft. What cannot be
erased within the hour, or before this process ends, is not opened by then: it counts as idle, and
is erased with what else has ended.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count
from queue import Full
from queue import Queue
from threading import Lock
from threading import Thread

from intake_app.drafts.draft import IDLE
from intake_app.drafts.repository import DraftRepository
from intake_app.errors import StoreError
from intake_app.retry import pause_after

log = logging.getLogger(__name__)

MOST_WAITING = 1000


class DraftEraser:
    """A thread of its own, begun when the first person leaves."""

    def __init__(
        self,
        repository: DraftRepository,
        pause: Callable[[float], object] = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repository = repository
        self._pause, self._seconds = pause, seconds
        self._left: Queue[bytes] = Queue(MOST_WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def erase(self, secret: bytes) -> None:
        """As soon as the database allows; returns at once."""
        try:
            self._left.put_nowait(secret)
        except Full:
            log.error("draft left to its idle end: too many wait to be erased")
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, name="draft eraser", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            self._erase(self._left.get())

    def _erase(self, secret: bytes) -> None:
        idle_end = self._seconds() + IDLE.total_seconds()
        for failures in count(1):
            try:
                self._repository.leave(secret)
            except StoreError as error:
                log.warning("draft not erased yet: %s", type(error).__name__)
            else:
                return
            if self._seconds() >= idle_end:
                log.error("draft left to its idle end: the database did not answer for an hour")
                return
            self._pause(pause_after(failures))
