"""What alarms reach in tests: a path that only notes, and a place outside over real TLS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler
from http.server import HTTPServer
from threading import Thread

from intake_app.errors import TryLater
from tests.support.authority import Authority


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


@contextmanager
def listening(authority: Authority, handler: type[BaseHTTPRequestHandler]) -> Iterator[HTTPServer]:
    """A server with a certificate of that authority; what its handler hears stands in `heard`."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    server.heard = []  # type: ignore[attr-defined]
    server.socket = authority.server_context().wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
