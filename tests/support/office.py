"""A delivery office: outbox, mail server, the mailer between them, and a clock that we turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import cached_property
from typing import Any

from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.mailer import Mailer
from intake_app.mailer import Patience
from intake_app.store import Receipt
from intake_app.store import Store
from tests.support.relay import PASSWORD
from tests.support.relay import SENDER
from tests.support.relay import USERNAME
from tests.support.relay import Relay

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
ADDRESSES = ("intake@agency.example", "backup@agency.example")
HURRIED = Patience(step=2.0, verdict=2.0, total=5.0)


def accept(store: Store, form: str = "one", **asked: Any) -> Receipt:
    """Keep the request that came with this form, of 8 KB; what the test asks for goes first."""
    usual = {
        "region": "HAL",
        "year": 2026,
        "accepted_at": NOW,
        "addresses": ADDRESSES[:1],
        "make": lambda number, reference: number.encode() * 600,
    }
    return store.accept(token_hash=form.encode(), **(usual | asked))


@dataclass
class Office:
    """A store, a mail server, a mailer between them, and a clock that only we turn."""

    store: Store
    relay: Relay
    now: datetime = NOW

    def accept(self, form: str = "one", *, addresses: tuple[str, ...] = ADDRESSES[:1]) -> None:
        accept(
            self.store,
            form,
            accepted_at=self.now,
            addresses=addresses,
            make=lambda number, reference: f"Subject: {number}\r\n\r\n{reference}\r\n".encode(),
        )

    def clock(self) -> datetime:
        return self.now

    def deliver(self) -> int:
        """One round of the office's own delivery worker."""
        return self.worker.make_round()

    @cached_property
    def worker(self) -> DeliveryWorker:
        """Who signs in as the relay expects."""
        relay = self.relay.settings(username=USERNAME, password=PASSWORD)
        return DeliveryWorker(self.store, Mailer(relay, HURRIED), SENDER, clock=self.clock)

    def minutes_between_tries(self, rounds: int) -> list[int]:
        """Turn the clock minute by minute and note how long each try let wait."""
        waits, waited = [], 0
        while len(waits) < rounds:
            if self.deliver():
                waits.append(waited)
                waited = 0
            self.now += MINUTE
            waited += 1
        return waits
