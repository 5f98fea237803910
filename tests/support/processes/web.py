"""The real web process with its real settings, over a database of the test's own."""

from __future__ import annotations

import socket
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from multiprocessing import get_context
from pathlib import Path

import pytest

from intake_app import server
from intake_app.settings import Settings
from tests.support.keys import Keys
from tests.support.settings import make_settings

PATIENCE = 60.0
"""Long enough for a busy machine; a test that waits so long has failed."""


@dataclass(frozen=True)
class Heard:
    """An answer, as it came over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def read(cls, raw: bytes) -> Heard:
        """Take apart what came."""
        head, _, body = raw.partition(b"\r\n\r\n")
        line, *rows = head.decode("latin-1").split("\r\n")
        headers = tuple((name, value) for name, _, value in (row.partition(": ") for row in rows))
        return cls(int(line.split()[1]), headers, body)

    def header(self, name: str) -> list[str]:
        """Every value under this name."""
        return [value for found, value in self.headers if found.lower() == name.lower()]


@dataclass(frozen=True)
class Front:
    """Where it listens, and which process it is."""

    port: int
    pid: int
    settings: Settings = field(repr=False)

    def connect(self) -> socket.socket:
        """A connection of somebody who waits for as long as it takes."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def say(self, said: bytes) -> Heard:
        """Send these very bytes and hear everything until the server hangs up."""
        return say(self.port, said)

    def get(self, path: str, *headers: str) -> Heard:
        """What a browser would ask."""
        return self.say(request("GET", path, *headers))


def say(port: int, said: bytes) -> Heard:
    """Send these very bytes to this port of ours, and hear everything that is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(said)
        return Heard.read(heard_on(line))


def request(method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    """A plain request, after which the server hangs up."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def heard_on(line: socket.socket) -> bytes:
    """Everything until the other side hangs up, also on what it has not read of us."""
    parts = []
    with suppress(ConnectionResetError):
        while part := line.recv(65536):
            parts.append(part)
    return b"".join(parts)


def serve_for_real(settings: Settings, listener: socket.socket) -> None:
    """As `intake serve` does."""
    from intake_app.app import wsgi

    server.log_to_stderr()
    server.end_on_signals()
    server.serve(wsgi(settings), listener)


@contextmanager
def front(
    settings: Settings, serve: Callable[[Settings, socket.socket], None] = serve_for_real
) -> Iterator[Front]:
    """Started on a free port, ended at the end as an operator ends it."""
    with server.listen("127.0.0.1", 0) as listener:
        process = get_context("spawn").Process(target=serve, args=(settings, listener))
        process.start()
        port = listener.getsockname()[1]
    try:
        # Connections wait in the listener's queue until the process is up.
        yield Front(port, process.pid or 0, settings)
    finally:
        process.terminate()
        process.join(PATIENCE)
        process.close()


@pytest.fixture
def site(tmp_path: Path, keys: Keys) -> Iterator[Front]:
    """A web process with the settings of production."""
    with front(make_settings("halton", tmp_path, keys)) as started:
        yield started


def memory_of(pid: int, kind: str = "VmRSS") -> int:
    """Bytes that the process has in memory; or had at most (`VmHWM`)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"process {pid} says nothing of its memory")


def forget_peak(pid: int) -> int:
    """Begin to look for the highest anew; returns what is in memory now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return memory_of(pid)
