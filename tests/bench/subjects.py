"""What is measured: the floor, the floor that mails inside the request, and the product."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import Session

from intake_app import server
from tests.bench.client import Client
from tests.bench.client import hidden_fields
from tests.e2e.demo import Demo
from tests.e2e.demo import eventually
from tests.house.project import PROJECT

WORDS = "We have three services and no plan. " * 8
FLOOR = {
    "who": "yes", "name": "Sam", "reach": "yes", "phone": "613-555-0142", "email": "", "times": "",
    "message": "y", "language": "yes", "place": "yes", "town": "", "age": "yes", "words": WORDS,
    "consent": "y",
}  # fmt: skip
ANSWERS = {
    "who": "parent", "name": "Sam", "reach": "phone", "phone": "613-555-0142",
    "leave_message": "yes", "talk_language": "en", "lives_in_region": "yes", "age_band": "6-11",
    "own_words": WORDS, "go": "continue",
}  # fmt: skip


class Subject(Protocol):
    """A running service that takes a request."""

    name: str
    port: int
    processes: tuple[int, ...]
    """The web process first."""

    def form(self, client: Client) -> bytes:
        """The form page."""

    def prepare(self, client: Client) -> dict[str, str]:
        """Everything up to the last POST, and its fields."""

    def send(self, client: Client, fields: dict[str, str]) -> None:
        """The last POST."""


@dataclass
class Floor:
    """tests.bench.floor in a process of its own."""

    name: str
    port: int
    processes: tuple[int, ...]

    def form(self, client: Client) -> bytes:
        """The form page."""
        return client.get("/")

    def prepare(self, client: Client) -> dict[str, str]:
        """Its CSRF token."""
        return FLOOR | hidden_fields(self.form(client).decode())

    def send(self, client: Client, fields: dict[str, str]) -> None:
        """Stored, and with a mail server also mailed."""
        client.post("/", fields, 303)


@dataclass
class Product:
    """The demo's web and delivery processes, which are those of production."""

    name: str
    port: int
    processes: tuple[int, ...]

    def form(self, client: Client) -> bytes:
        """The form on one page."""
        return client.get("/en/ask/one-page")

    def prepare(self, client: Client) -> dict[str, str]:
        """The form filled in and checked, up to Send."""
        filled = ANSWERS | {"token": hidden_fields(self.form(client).decode())["token"]}
        checked = client.post("/en/ask/one-page", filled, 200)
        travel = hidden_fields(checked)
        return {name: travel[name] for name in ("token", "answers")} | {
            "consent": "yes",
            "go": "send",
        }

    def send(self, client: Client, fields: dict[str, str]) -> None:
        """Sealed, signed, numbered and stored."""
        client.post("/en/ask/one-page", fields, 303)


class _Swallow:
    """A mail server at its fastest: takes all and keeps nothing."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 OK"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        client = Client(port)
        client.get("/")
        client.close()
    except OSError:
        return False
    return True


@contextmanager
def floor(folder: Path, smtp_port: int | None = None) -> Iterator[Floor]:
    """A floor on a free port, ended at the end."""
    name = "floor with mail" if smtp_port else "floor"
    port = _free_port()
    arguments = [
        str(port),
        str(folder / f"{name}.sqlite"),
        *([str(smtp_port)] if smtp_port else []),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor", *arguments],
        cwd=PROJECT,
        env=os.environ | {"BENCH_THREADS": str(server.THREADS)},
    )
    try:
        assert eventually(lambda: _answers(port)), f"{name} did not start"
        yield Floor(name, port, (process.pid,))
    finally:
        process.terminate()
        process.wait()


@contextmanager
def mail_sink() -> Iterator[int]:
    """A mail server for the floor with mail."""
    controller = Controller(_Swallow(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller.port
    controller.stop()


@contextmanager
def product(folder: Path) -> Iterator[tuple[Product, Demo]]:
    """The real thing."""
    demo = Demo("halton", folder / "demo")
    demo.start()
    try:
        port = int(demo.site.rpartition(":")[2])
        yield Product("One Story", port, (demo.process_of("web"), demo.process_of("deliver"))), demo
    finally:
        demo.end()
