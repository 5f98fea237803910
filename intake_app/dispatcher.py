"""Who answers what: a few threads for all requests, one that only lets people leave, one for
whoever watches.

While a database does not answer, every other thread may be waiting for it.
"""

from __future__ import annotations

from typing import Any

from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

from intake_app.service_paths import HEALTHZ
from intake_app.service_paths import LEAVE
from intake_app.service_paths import READYZ

WAY_OUT = frozenset({f"/en/{LEAVE}", f"/fr/{LEAVE}"})
"""Whole addresses. What only ends like one, a ticket for instance, would wait for the database."""

WATCHERS = frozenset({f"/{HEALTHZ}", f"/{READYZ}"})
"""They are told within two seconds that nothing goes on."""


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Waitress's own, with a way out, and one for watchers."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)
        way_out, watchers = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._of_their_own = {
            **dict.fromkeys(WAY_OUT, way_out),
            **dict.fromkeys(WATCHERS, watchers),
        }
        self._lone = (way_out, watchers)
        for lone in self._lone:
            lone.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        # A request that could not be read has no path.
        lone = self._of_their_own.get(getattr(task.requests[0], "path", ""))
        if lone:
            lone.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        for lone in self._lone:
            lone.shutdown(cancel_pending, timeout)
        ended: bool = super().shutdown(cancel_pending, timeout)
        return ended
