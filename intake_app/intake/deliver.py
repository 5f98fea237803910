"""Bringing what was kept to the lead agency's mail server, for as long as it takes.

Log lines hold number, region and outcome; never an address, never a word of a mail.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from threading import Event

from intake_app.errors import OutcomeUnknown
from intake_app.errors import Refused
from intake_app.errors import StoreError
from intake_app.errors import TryLater
from intake_app.errors import TurnedAway
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.mailer import Mailer
from intake_app.store import Delivery
from intake_app.store import State
from intake_app.store import Store

log = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60))
"""Between one try and the next; the last one for ever."""

SLOW = WAITS[-1]
"""After a refusal: a person has to act, and the next try only finds out whether one did."""

LEASE = timedelta(minutes=20)
"""Longer than any try: the mailer hangs up after 15 minutes."""

POLL_SECONDS = 2.0


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many tries."""
    return WAITS[min(attempts, len(WAITS)) - 1]


def run_delivery(
    store: Store, mailer: Mailer, sender: str, *, stop: Event, clock: Clock = utc_now
) -> None:
    """Deliver what is due and erase drafts that ended, round after round, until told to stop."""
    while not stop.is_set():
        try:
            deliver_due(store, mailer, sender, stop=stop, clock=clock)
            store.drafts.purge(clock())
        except StoreError as error:
            log.error("delivery waits: %s", error)
        stop.wait(POLL_SECONDS)


def deliver_due(
    store: Store, mailer: Mailer, sender: str, *, stop: Event | None = None, clock: Clock = utc_now
) -> int:
    """One round: one try for everything that is due. Returns the number of tries."""
    stop = stop or Event()
    tries = 0
    # One at a time, so that a mail that brings the process down takes no other with it.
    while not stop.is_set():
        claimed = store.claim_due(now=clock(), limit=1, lease=LEASE)
        if not claimed:
            break
        for delivery in claimed:
            outcome = _try(mailer, sender, delivery)
            log.log(outcome.level, "%s %s: %s", delivery.number, delivery.region, outcome.words)
            _write_down(store, delivery, outcome, stop=stop, clock=clock)
            tries += 1
    return tries


@dataclass(frozen=True)
class _Outcome:
    """How one try ended."""

    state: State
    words: str
    level: int = logging.WARNING

    def due(self, attempts: int, now: datetime) -> datetime:
        """When the next try is due."""
        return now + (SLOW if self.state is State.REFUSED else wait_after(attempts))


def _try(mailer: Mailer, sender: str, delivery: Delivery) -> _Outcome:
    try:
        mailer.send(delivery.mail, sender, delivery.address)
    except TurnedAway as error:  # no fault of the mail: on the quick schedule, and a person acts
        return _Outcome(State.WAITING, f"turned away, {error}", logging.ERROR)
    except TryLater as error:
        return _Outcome(State.WAITING, f"not yet, {error}")
    except Refused as error:
        return _Outcome(State.REFUSED, f"refused, {error}", logging.ERROR)
    except OutcomeUnknown as error:
        return _Outcome(State.UNKNOWN, f"unknown, {error}")
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        return _Outcome(State.WAITING, f"failed, {type(error).__name__}", logging.ERROR)
    return _Outcome(State.DELIVERED, "delivered", logging.INFO)


def _write_down(
    store: Store, delivery: Delivery, outcome: _Outcome, *, stop: Event, clock: Clock
) -> None:
    # What is not written down is sent again. So nothing else is sent until it is.
    while True:
        try:
            return _mark(store, delivery, outcome, clock())
        except StoreError as error:
            log.error("%s %s: outcome not kept, %s", delivery.number, delivery.region, error)
        if stop.wait(POLL_SECONDS):
            return None


def _mark(store: Store, delivery: Delivery, outcome: _Outcome, now: datetime) -> None:
    if outcome.state is State.DELIVERED:
        store.mark_delivered(delivery, now)
    else:
        store.mark_undelivered(delivery, outcome.state, outcome.due(delivery.attempts, now))
