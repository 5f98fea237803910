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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

OWNER = "postgres" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root."""

STARTED_WITHIN = 60


@dataclass(frozen=True)
class Postgres:
    """A running server and how to reach it."""

    port: int
    password: str
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """The address of one of its databases, as the settings want it."""
        return f"postgresql+psycopg://tester:{self.password}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database that is gone afterwards."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """One statement, as the server's owner."""
        self.run_in(self.url("postgres"), statement)

    @staticmethod
    def run_in(url: str, statement: str) -> None:
        """One statement in one of its databases."""
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement.encode())


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
    try:
        password, port = secrets.token_hex(16), free_port()
        make_cluster(folder, password)
        with _started(folder, port) as process:
            server = Postgres(port, password, process)
            _wait_until_ready(server, folder / "log")
            yield server
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return int(finder.getsockname()[1])


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


@contextmanager
def _started(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [program("postgres"), "-D", folder / "data", "-k", folder]
    command += ["-h", "127.0.0.1", "-p", str(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, user=OWNER) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)  # "fast": hangs up on whoever is still connected


def _wait_until_ready(server: Postgres, log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            return server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def program(name: str) -> Path:
    """One of PostgreSQL's own, of the newest release that is here."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if newest_first:
        return newest_first[0]
    return Path(shutil.which(name) or name)
