"""Erases what is done, in its time."""

from __future__ import annotations

import logging
from datetime import datetime
from datetime import timedelta

from intake_app.errors import StoreError
from intake_app.intake.clock import within
from intake_app.store import LARGE
from intake_app.store import Store

log = logging.getLogger(__name__)

PAUSE = timedelta(hours=1)


class Housekeeping:
    """For one process; of two that erase at the same time, neither harms the other."""

    def __init__(self, store: Store, large: int = LARGE) -> None:
        self._store = store
        self._large = large
        self._swept: datetime | None = None

    def look(self, now: datetime) -> None:
        """Once an hour. Raises StoreError, and then tries again at the next look."""
        if within(PAUSE, self._swept, now):
            return
        erasure = self._store.erasure
        erased, ended = erasure.erase_what_is_done(now), erasure.forget_what_was_erased(now)
        if erased or ended:
            log.info("erased: sealed bytes of %d, every trace of %d", erased, ended)
        self._swept = now
        try:
            erasure.scrub(now, self._large)
        except StoreError as error:
            # As while a backup reads the tables. To try at once would hold up whoever sends.
            log.warning("%s", error)
