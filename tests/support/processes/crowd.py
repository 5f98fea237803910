"""Clients that are slow on purpose: many send one byte at a time, many more send nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field

from tests.support.processes.web import PATIENCE
from tests.support.processes.web import heard_on
from tests.support.processes.web import request

SLOW = 60
IDLE = 200
BODY = b"name=" + b"x" * 2_000


@dataclass
class Crowd:
    """All of their connections."""

    slow: list[socket.socket]
    idle: list[socket.socket]
    _unsent: bytes = field(init=False, default=request("POST", "/en/ask/one-page", body=BODY))

    def dribble(self, count: int = 1) -> None:
        """The next bytes of each slow request, as long as there are some; never the last one."""
        part, rest = self._unsent[:count], self._unsent[count:]
        if rest:
            for line in self.slow:
                line.sendall(part)
            self._unsent = rest

    def finish(self) -> list[bytes]:
        """Send the rest of each slow request; what each hears."""
        for line in self.slow:
            line.sendall(self._unsent)
        return [heard_on(line) for line in self.slow]


@contextmanager
def crowd(port: int) -> Iterator[Crowd]:
    """Connected, with the first bytes sent; all hang up at the end."""
    with ExitStack() as stack:

        def connect() -> socket.socket:
            line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            return stack.enter_context(line)

        found = Crowd([connect() for _ in range(SLOW)], [connect() for _ in range(IDLE)])
        found.dribble()
        yield found
