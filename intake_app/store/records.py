"""What the store hands out: frozen, and without anything that a family typed in the clear."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How the last try for one address ended."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    RESENT = "resent"
    """It had arrived, and a person asked for one more copy, which waits."""


@dataclass(frozen=True)
class Receipt:
    """Proof that a request is kept. Holds no answers."""

    number: str
    reference: str
    accepted_at: datetime
    delivered_at: datetime | None
    """None until every address has it."""
    reached_at: datetime | None = None
    """When the first address had it."""
    acknowledged_at: datetime | None = None
    """When a person said that the agency has it."""
    erased_at: datetime | None = None
    handled: bool = False
    """Staff have noted a first contact, or how it ended."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One mail on its way to one address, leased to one worker."""

    id: int
    region: str
    number: str
    address: str = field(repr=False)
    mail: bytes = field(repr=False)
    attempts: int
    """Tries so far, this one included."""
    unreadable: str = ""
    """What the database said when the mail was read; then there is no mail."""

    @property
    def fence(self) -> int:
        """Only the holder of the latest lease may write down how its try ended."""
        return self.attempts


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits to be delivered."""

    waiting: int
    """Deliveries without a 250 yet, the refused and unknown ones included."""
    refused: int
    unknown: int
    oldest: datetime | None
    """When the oldest request among them was accepted."""
