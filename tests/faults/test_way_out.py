"""Whoever has to leave is let go at once, while the database answers nobody."""

from __future__ import annotations

import selectors
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path

from intake_app.server import THREADS
from tests.support.demo import eventually
from tests.support.processes.web import Front
from tests.support.processes.web import Heard
from tests.support.processes.web import heard_on
from tests.support.processes.web import request
from tests.support.processes.web import site as site

FIRST_ANSWER = b"who=parent&go=continue"


def drafts(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM drafts").fetchone()
    connection.close()
    return int(count)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else can read it or write to it."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def cookie_given(heard: Heard) -> str:
    (given,) = heard.header("Set-Cookie")
    return f"Cookie: {given.partition(';')[0]}"


def waiting(lines: list[socket.socket]) -> int:
    """How many of them have heard nothing yet."""
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line, selectors.EVENT_READ)
        return len(lines) - len(selector.select(timeout=0))


def test_the_way_out_answers_while_everything_else_waits_for_the_database(site: Front) -> None:
    database = site.settings.state_dir / "outbox.db"
    cookie = cookie_given(site.say(request("POST", "/en/ask/who", body=FIRST_ANSWER)))
    assert drafts(database) == 1
    with ExitStack() as stack:
        with locked(database):
            lines = [stack.enter_context(site.connect()) for _ in range(2 * THREADS)]
            for line in lines:
                line.sendall(request("POST", "/en/ask/who", body=FIRST_ANSWER))
            away = site.get("/en/leave", cookie)
            assert waiting(lines) == len(lines)
        assert [Heard.read(heard_on(line)).status for line in lines] == [307] * len(lines)
    assert away.status == 303
    assert away.header("Clear-Site-Data") == [], (
        "it would walk the whole cache of the browser first"
    )
    assert ["Max-Age=1;" in given for given in away.header("Set-Cookie")] == [True]
    assert eventually(lambda: drafts(database) == len(lines)), "what was left is erased"
