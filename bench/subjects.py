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

from intake_app import server
from tests.support.authority import Authority
from tests.support.client import Client
from tests.support.client import hidden_fields
from tests.support.demo import eventually
from tests.support.form.answers import NEEDED
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page
from tests.support.form.posts import walk
from tests.support.postgres import free_port
from tests.support.project import PROJECT
from tests.support.service import Service
from tests.support.service import service

WORDS = "We have three services and no plan. " * 8
FLOOR = {
    "who": "yes", "name": "Sam", "reach": "yes", "phone": "613-555-0142", "email": "", "times": "",
    "message": "y", "language": "yes", "place": "yes", "town": "", "age": "yes", "words": WORDS,
    "consent": "y",
}  # fmt: skip
ANSWERS = {**NEEDED, "leave_message": "yes", "own_words": WORDS}


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
    """bench.floor in a process of its own."""

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
    """The real web and delivery processes."""

    name: str
    port: int
    processes: tuple[int, ...]

    def form(self, client: Client) -> bytes:
        """The form on one page."""
        return client.get(ONE_PAGE)

    def prepare(self, client: Client) -> dict[str, str]:
        """The form filled in and checked, up to Send."""
        return check_one_page(client, ANSWERS)

    def send(self, client: Client, fields: dict[str, str]) -> None:
        """Sealed, signed, numbered and stored."""
        client.post(ONE_PAGE, fields, 303)

    def journey(self, client: Client) -> None:
        """The form step by step, from the start screen to the confirmation."""
        client.cookie = ""
        client.get(walk(client, ANSWERS))


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@contextmanager
def _running(port: int, *words: str) -> Iterator[int]:
    """A module of this package in a process of its own, once it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=PROJECT,
        env=os.environ | {"BENCH_THREADS": str(server.THREADS)},
    )
    try:
        assert eventually(lambda: _answers(port)), f"{words[0]} did not start"
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def floor(folder: Path, smtp_port: int | None = None) -> Iterator[Floor]:
    """A floor on a free port, ended at the end."""
    name = "floor with mail" if smtp_port else "floor"
    port = free_port()
    arguments = [str(port), str(folder / f"{name}.sqlite")]
    mail = [str(smtp_port)] if smtp_port else []
    with _running(port, "bench.floor", *arguments, *mail) as process:
        yield Floor(name, port, (process,))


@contextmanager
def mail_sink(certificate: Path | None = None) -> Iterator[int]:
    """The port of a mail server that takes everything."""
    port = free_port()
    chain = [str(certificate)] if certificate else []
    with _running(port, "bench.mailserver", str(port), *chain):
        yield port


@contextmanager
def product(folder: Path, database_url: str = "") -> Iterator[tuple[Product, Service]]:
    """The real thing on SQLite, or on the database given, with a mail server of its own."""
    folder.mkdir()
    authority = Authority.make(folder)
    with mail_sink(authority.server_certificate()) as smtp:
        settings = {
            "INTAKE_MAIL_PORT": str(smtp),
            "INTAKE_MAIL_CA_FILE": str(authority.ca_file),
            "INTAKE_PROXY_HOPS": "1",
        } | ({"INTAKE_DATABASE_URL": database_url} if database_url else {})
        with service(folder / "service", **settings) as real:
            web, port = real.serve()
            name = "PostgreSQL" if database_url else "SQLite"
            yield Product(name, port, (web, real.deliver())), real
