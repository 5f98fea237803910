"""Tells in the log, in good time, that a certificate ends: once a stage, and daily when it has.

No address in any line: a fingerprint tells which one, and `intake check` the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from datetime import timedelta

from intake_app.dates import DAY
from intake_app.intake.alarm_stages import CERTIFICATE_DAYS
from intake_app.intake.alarm_stages import CERTIFICATE_URGENT_DAYS
from intake_app.intake.clock import within
from intake_app.intake.key_status import LiveKey
from intake_app.store import Record
from intake_app.store import Store

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=10)


class ExpiryWarnings:
    """The certificates in use, and when each of them was last spoken of."""

    def __init__(self, store: Store, keys: Iterable[LiveKey]) -> None:
        self._certificates = store.certificates
        self._fingerprints = {key.fingerprint for key in keys}
        self._looked: datetime | None = None

    def look(self, now: datetime) -> None:
        """Tell what is due and was not told yet, by whichever process. Raises StoreError."""
        if within(PAUSE, self._looked, now):
            return
        for record in self._certificates.all():
            if record.identity.fingerprint in self._fingerprints:
                self._tell(record, now)
        self._looked = now

    def _tell(self, record: Record, now: datetime) -> None:
        left = record.identity.ends - now
        stage = stage_of(left, now)
        if not stage or not self._certificates.tell_once(record.identity.fingerprint, stage):
            return
        urgent = left <= CERTIFICATE_URGENT_DAYS * DAY
        log.log(
            logging.ERROR if urgent else logging.WARNING,
            "the certificate for %s, %s, %s on %s",
            record.identity.duty,
            record.identity.short_fingerprint,
            "ends" if left > timedelta() else "is still used and ended",
            record.identity.ends.date(),
        )


def stage_of(left: timedelta, now: datetime) -> str:
    """The stage that was reached, which has a name for each day when the end is past."""
    if left <= timedelta():
        return f"ended, {now:%Y-%m-%d}"
    return next((f"{days} days" for days in CERTIFICATE_DAYS if left <= days * DAY), "")
