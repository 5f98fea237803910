"""Erases what is done, in its time."""

from __future__ import annotations

import logging
from datetime import datetime
from datetime import timedelta

from intake_app.intake.clock import within
from intake_app.store import Store

log = logging.getLogger(__name__)

PAUSE = timedelta(hours=1)
MOST_UNSENT = 1000
"""Copies. PostgreSQL locks the table while it writes it anew: two seconds with ten thousand in it,
for each worker that starts, and a family's Send waits for six at most."""


class Housekeeping:
    """For one process; of two that erase at the same time, neither harms the other."""

    def __init__(self, store: Store, most_unsent: int = MOST_UNSENT) -> None:
        self._store = store
        self._most_unsent = most_unsent
        self._swept: datetime | None = None

    def look(self, now: datetime) -> None:
        """Once an hour. Raises StoreError, and then tries again at the next look.

        While much waits, what was erased stays in PostgreSQL's files until that is sent.
        """
        if within(PAUSE, self._swept, now):
            return
        erasure = self._store.erasure
        erased, ended = erasure.erase_what_is_done(now), erasure.forget_what_was_erased(now)
        if erased or ended:
            log.info("erased: sealed bytes of %d, every trace of %d", erased, ended)
        erasure.scrub(only_forms=self._store.backlog().waiting > self._most_unsent)
        self._swept = now
