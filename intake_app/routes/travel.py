"""What a page on the way to Send takes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Travel:
    """Answers on their way to Send, with the token they belong to."""

    token: str
    sealed: str = ""
    """The answers themselves, on the form without cookies; else they rest in a draft."""
    seen: str = ""
    """Marks which answers the page shows."""
    ends: datetime | None = None
    """When the draft ends, or what is sealed."""
    kind: str = ""
    """How contact is wished for, as the confirmation's address says it."""

    @property
    def in_steps(self) -> bool:
        return not self.sealed

    @property
    def address(self) -> str:
        return "check" if self.in_steps else "one-page"
