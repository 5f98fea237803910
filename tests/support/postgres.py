"""A real PostgreSQL from Debian, started for the test run on a free port with data of its own.

`database_url` runs a test on both databases; `postgresql_url` on PostgreSQL alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import psycopg
import pytest

from tests.support.demo import eventually

OWNER = "postgres" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root."""

STARTED_WITHIN = 60


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return int(finder.getsockname()[1])


@dataclass
class Postgres:
    """One server, and how to reach it."""

    folder: Path
    password: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """And wait until it answers."""
        command = [program("postgres"), "-D", self.folder / "data", "-k", self.folder]
        command += ["-h", "127.0.0.1", "-p", str(self.port), *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, user=OWNER
            )
        if not eventually(self.answers, patience=STARTED_WITHIN):
            raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def end(self) -> None:
        """In order, if it still runs: it hangs up on whoever is still connected."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def answers(self, database: str = "postgres") -> bool:
        """Whether somebody can connect."""
        with suppress(psycopg.OperationalError):
            return bool(self.ask("SELECT 1", database))
        return False

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement, as the server's owner; its rows."""
        place = {"host": "127.0.0.1", "port": self.port, "dbname": database, "user": "tester"}
        with psycopg.connect(**place, password=self.password, autocommit=True) as connection:
            asked = connection.execute(statement.encode())
            return asked.fetchall() if asked.description else []

    def url_of(self, database: str) -> str:
        """The address of one of its databases, as the settings want it."""
        return f"postgresql+psycopg://tester:{self.password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database that is gone afterwards."""
        name = f"test_{secrets.token_hex(6)}"
        self.ask(f"CREATE DATABASE {name}")
        try:
            yield self.url_of(name)
        finally:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgresql_url(postgres: Postgres) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of both kinds in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'outbox.db'}"
    return str(request.getfixturevalue("postgresql_url"))


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own; end it and remove the folder."""
    folder = Path(tempfile.mkdtemp(prefix="one-story-postgres-"))
    server = Postgres(folder, secrets.token_hex(16))
    try:
        make_cluster(folder, server.password)
        server.start()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder)


def make_cluster(folder: Path, password: str) -> None:
    """The files of a new server."""
    secret = folder / "password"
    secret.write_text(password)
    if OWNER:
        shutil.chown(folder, OWNER)
        shutil.chown(secret, OWNER)
    subprocess.run(
        [program("initdb"), "-D", folder / "data", "-U", "tester", "-A", "scram-sha-256"]
        + ["--pwfile", secret, "-E", "UTF8", "--locale", "C", "--no-sync"],
        check=True,
        capture_output=True,
        user=OWNER,
        cwd=folder,
    )


def program(name: str) -> Path:
    """One of PostgreSQL's own, of the newest release that is here."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if newest_first:
        return newest_first[0]
    return Path(shutil.which(name) or name)
