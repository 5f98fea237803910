"""The web process dies under somebody's hands and comes back: nothing kept is lost or doubled."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import expect

from intake_app import server
from intake_app.catalog import Language
from intake_app.settings import Settings
from tests.support.browsers.steps import Walker
from tests.support.browsers.visitor import NAME
from tests.support.demo import Demo
from tests.support.processes.web import request
from tests.support.processes.web import say
from tests.support.processes.web import serve_for_real


@dataclass
class Service(Demo):
    """The form alone, on one address through all its lives."""

    settings: Settings = field(kw_only=True)
    listener: socket.socket = field(kw_only=True)
    life: SpawnProcess = field(init=False)

    def start(self) -> None:
        self.life = get_context("spawn").Process(
            target=serve_for_real, args=(self.settings, self.listener)
        )
        self.life.start()
        port = self.listener.getsockname()[1]
        self.site = f"http://127.0.0.1:{port}"
        assert say(port, request("GET", "/healthz")).status == 200

    def freeze(self) -> None:
        """It takes in what is sent, and does nothing with it."""
        os.kill(self.life.pid or 0, signal.SIGSTOP)

    def kill(self) -> None:
        """As a power cut would."""
        self.life.kill()
        self.life.join()

    def rows(self) -> int:
        """Requests that are kept."""
        database = self.settings.database_url.removeprefix("sqlite:///")
        with sqlite3.connect(database) as connection:
            (count,) = connection.execute("SELECT count(*) FROM requests").fetchone()
        connection.close()
        return int(count)


@pytest.fixture
def service(settings: Settings, tmp_path: Path) -> Iterator[Service]:
    with server.listen("127.0.0.1", 0) as listener:
        service = Service(settings.region, tmp_path, settings=settings, listener=listener)
        service.start()
        yield service
        service.kill()


@pytest.fixture
def walker(
    service: Service, new_context: Callable[..., BrowserContext], language: Language
) -> Iterator[Walker]:
    context = new_context()
    yield Walker(context.new_page(), service, language)
    context.close()


def test_a_killed_web_process_loses_no_draft_and_sends_once(
    walker: Walker, service: Service
) -> None:
    walker.walk("child")
    service.kill()
    service.start()
    walker.walk_on("child")
    expect(walker.page.get_by_text(NAME, exact=True)).to_be_visible()
    walker.agreement().check()
    service.freeze()
    send = walker.page.get_by_role("button", name=walker.say("ask.check.send"), exact=True)
    send.click(no_wait_after=True)
    service.kill()
    assert service.rows() == 0
    # The browser sends the same once more by itself, as browsers do when a line breaks.
    service.start()
    walker.sees("ask.received.title")
    reference = walker.reference()
    service.kill()
    service.start()
    walker.page.reload()
    assert walker.reference() == reference
    assert service.rows() == 1
