"""Who answers what: a few threads for all requests, and one more that only lets people leave.

While a database does not answer, every other thread may be waiting for it.
"""

from __future__ import annotations

from typing import Any

from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

WAY_OUT = frozenset({"/en/leave", "/fr/leave"})
"""Whole addresses. What only ends like one, a ticket for instance, would wait for the database."""


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Waitress's own, with a way out."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)
        self._way_out = ThreadedTaskDispatcher()
        self._way_out.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        # A request that could not be read has no path.
        if getattr(task.requests[0], "path", "") in WAY_OUT:
            self._way_out.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._way_out.shutdown(cancel_pending, timeout)
        ended: bool = super().shutdown(cancel_pending, timeout)
        return ended
