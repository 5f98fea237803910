"""Alarm paths that only note what came through, and break when a test says so."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from intake_app.errors import TryLater


@dataclass
class Bell:
    """One path."""

    name: str
    broken: bool = False
    rang: list[tuple[str, str]] = field(default_factory=list)

    def send(self, subject: str, text: str) -> None:
        if self.broken:
            raise TryLater("ConnectionRefusedError")
        self.rang.append((subject, text))
