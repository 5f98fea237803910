"""What alarms reach in tests: a path that only notes, and a place outside over real TLS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler

from intake_app.errors import TryLater
from tests.support.authority import Authority
from tests.support.web_server import WebServer
from tests.support.web_server import web_server


@dataclass
class Bell:
    """One path."""

    name: str
    broken: bool = False
    missed: str = ""
    """Whom it does not reach."""
    rang: list[tuple[str, str]] = field(default_factory=list)

    def send(self, subject: str, text: str) -> str:
        if self.broken:
            raise TryLater("ConnectionRefusedError")
        self.rang.append((subject, text))
        return self.missed


@contextmanager
def listening(authority: Authority, handler: type[BaseHTTPRequestHandler]) -> Iterator[WebServer]:
    """A server with a certificate of that authority; what its handler hears stands in `heard`."""
    with web_server(handler, authority.server_context()) as server:
        server.heard = []  # type: ignore[attr-defined]
        yield server
