"""Bringing what was kept to the lead agency's mail server, for as long as it takes.

Log lines hold number, region, the agency's own address and outcome; never a word of a mail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from threading import Event

from intake_app.errors import OutcomeUnknown
from intake_app.errors import Refused
from intake_app.errors import ShutOut
from intake_app.errors import StoreError
from intake_app.errors import TryLater
from intake_app.errors import TurnedAway
from intake_app.intake.backlog_monitor import BacklogMonitor
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.login_backoff import LoginBackoff
from intake_app.mailer import Mailer
from intake_app.retry import LONGEST
from intake_app.retry import pause_after
from intake_app.server import place_of
from intake_app.server import tell_alive
from intake_app.store import Delivery
from intake_app.store import Letter
from intake_app.store import State
from intake_app.store import Store

log = logging.getLogger(__name__)

SLOW = timedelta(minutes=LONGEST)
"""After a refusal: a person has to act, and the next try only finds out whether one did."""

LEASE = timedelta(minutes=20)
"""Longer than any try: the mailer hangs up after 15 minutes."""

POLL_SECONDS = 2.0


def run_delivery(
    store: Store,
    mailer: Mailer,
    sender: str,
    *,
    stop: Event,
    clock: Clock = utc_now,
    beside: Sequence[Callable[[datetime], None]] = (),
) -> None:
    """Deliver what is due and erase drafts that ended, round after round, until told to stop.

    `beside` is what else is looked at in each round, and may raise StoreError: that is told, and
    keeps nothing else from being looked at.
    """
    watch = BacklogMonitor(store)
    worker = DeliveryWorker(store, mailer, sender, watch=watch, stop=stop, clock=clock)
    while not stop.is_set():
        tell_alive()
        try:
            worker.make_round()
        except StoreError as error:
            watch.tell(f"delivery waits: {error}", clock())
        else:
            for look in (store.drafts.purge, *beside):
                _look(look, watch, clock)
        stop.wait(POLL_SECONDS)


def _look(look: Callable[[datetime], None], watch: BacklogMonitor, clock: Clock) -> None:
    try:
        look(clock())
    except StoreError as error:
        watch.tell(str(error), clock())
    except Exception as error:  # whatever is wrong with one look must not end the delivery
        watch.tell(f"{type(error).__name__} at {place_of(error)}", clock())


class DeliveryWorker:
    """Carries what is due to the mail server, one round after the other."""

    def __init__(
        self,
        store: Store,
        mailer: Mailer,
        sender: str,
        *,
        watch: BacklogMonitor | None = None,
        stop: Event | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._store, self._mailer, self._sender = store, mailer, sender
        self._stop, self._clock = stop or Event(), clock
        self._login, self._watch = LoginBackoff(), watch or BacklogMonitor(store)
        self._asked: datetime | None = None
        self._unheard: list[datetime] = []
        """Ends of leases that were asked for, and the database said neither yes nor no."""

    def make_round(self) -> int:
        """One try for everything that is due. Returns the number of tries. Raises StoreError."""
        tries = 0
        self._heed_a_person()
        while not self._stop.is_set():
            self._watch.look(self._clock())
            # One at a time: a mail that brings the process down takes no other with it.
            delivery = self._next()
            if delivery is not None:
                self._deliver(delivery)
                tries += 1
            # What is no request goes out when no request is due.
            elif not self._send_letter():
                break
        return tries

    def _heed_a_person(self) -> None:
        """`intake retry` means now, whatever pause a wrong password has brought."""
        asked = self._store.lookup.marked("retry")
        if asked != self._asked:
            self._asked = asked
            self._login.succeeded()

    def _send_letter(self) -> bool:
        """One try. False when there was nothing to try."""
        if not self._login.may_try(self._clock()):
            return False
        letter = self._next_letter(self._clock())
        if letter is None:
            return False
        outcome = _try(self._mailer, self._sender, letter.mail, letter.address)
        tell_alive()
        log.log(outcome.level, "%s to %s: %s", letter.cause, letter.address, outcome.words)
        self._learn(outcome)
        if outcome.state is State.DELIVERED:
            self._store.letters.mark_sent(letter, self._clock())
        else:
            due = outcome.due(letter.attempts, self._clock())
            self._store.letters.mark_unsent(letter, due, outcome.words)
        return True

    def _next_letter(self, now: datetime) -> Letter | None:
        try:
            return self._store.letters.claim(now, LEASE)
        except StoreError:
            self._unheard.append(now + LEASE)
            raise

    def _next(self) -> Delivery | None:
        now = self._clock()
        if not self._login.may_try(now):
            return None
        self._give_back_unheard(now)
        try:
            claimed = self._store.claim_due(now=now, limit=1, lease=LEASE)
        except StoreError:
            self._unheard.append(now + LEASE)
            raise
        return claimed[0] if claimed else None

    def _give_back_unheard(self, now: datetime) -> None:
        """Again and again until they would end: a frozen primary may keep one late."""
        self._unheard = [until for until in self._unheard if until > now]
        for until in self._unheard:
            self._store.give_back(until)
            self._store.letters.give_back(until)

    def _deliver(self, delivery: Delivery) -> None:
        outcome = _unreadable(delivery) or _try(
            self._mailer, self._sender, delivery.mail, delivery.address
        )
        whose = (delivery.number, delivery.region, delivery.address)
        log.log(outcome.level, "%s %s to %s: %s", *whose, outcome.words)
        if not delivery.unreadable:
            self._learn(outcome)
        self._write_down(delivery, outcome)

    def _learn(self, outcome: _Outcome) -> None:
        if outcome.shut_out:
            self._login.failed(self._clock())
        elif outcome.state is not State.WAITING:
            self._login.succeeded()

    def _write_down(self, delivery: Delivery, outcome: _Outcome) -> None:
        # What is not written down is sent again. So nothing else is sent until it is.
        while True:
            tell_alive()
            try:
                return _mark(self._store, delivery, outcome, self._clock())
            except StoreError as error:
                whose = f"{delivery.number} {delivery.region}"
                self._watch.tell(f"{whose}: outcome not kept, {error}", self._clock())
            if self._stop.wait(POLL_SECONDS):
                return None


@dataclass(frozen=True)
class _Outcome:
    """How one try ended."""

    state: State
    words: str
    level: int = logging.WARNING
    shut_out: bool = False
    """The mail server let nobody in, whatever the mail."""

    def due(self, attempts: int, now: datetime) -> datetime:
        """When the next try is due."""
        wait = timedelta(minutes=pause_after(attempts))
        return now + (SLOW if self.state is State.REFUSED else wait)


def _unreadable(delivery: Delivery) -> _Outcome | None:
    """As a refusal: an alarm rings, a person has to act, and the others are not held up."""
    if not delivery.unreadable:
        return None
    return _Outcome(State.REFUSED, f"cannot be read, {delivery.unreadable}", logging.ERROR)


def _try(mailer: Mailer, sender: str, mail: bytes, address: str) -> _Outcome:
    try:
        mailer.send(mail, sender, address)
    except TurnedAway as error:  # no fault of the mail: on the quick schedule, and a person acts
        shut_out = isinstance(error, ShutOut)
        return _Outcome(State.WAITING, f"turned away, {error}", logging.ERROR, shut_out)
    except TryLater as error:
        return _Outcome(State.WAITING, f"not yet, {error}")
    except Refused as error:
        return _Outcome(State.REFUSED, f"refused, {error}", logging.ERROR)
    except OutcomeUnknown as error:
        return _Outcome(State.UNKNOWN, f"unknown, {error}")
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        return _Outcome(State.WAITING, f"failed, {type(error).__name__}", logging.ERROR)
    return _Outcome(State.DELIVERED, "delivered", logging.INFO)


def _mark(store: Store, delivery: Delivery, outcome: _Outcome, now: datetime) -> None:
    if outcome.state is State.DELIVERED:
        store.mark_delivered(delivery, now)
    else:
        due = outcome.due(delivery.attempts, now)
        store.mark_undelivered(delivery, outcome.state, due, outcome.words)
