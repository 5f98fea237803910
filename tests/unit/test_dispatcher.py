"""Only whole addresses of the way out may enter its one thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from threading import get_ident

import pytest
from flask import Flask

from intake_app.dispatcher import WAY_OUT
from intake_app.dispatcher import Dispatcher
from intake_app.routes import family

PATIENCE = 10


@dataclass(frozen=True)
class Request:
    path: str


class Task:
    """A request that notes which thread it met."""

    def __init__(self, path: str) -> None:
        self.requests = [Request(path)]
        self.done = Event()
        self.thread = 0

    def service(self) -> None:
        self.thread = get_ident()
        self.done.set()


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    made = Dispatcher(threads=1)
    yield made
    made.shutdown()


def thread_for(dispatcher: Dispatcher, path: str) -> int:
    task = Task(path)
    dispatcher.add_task(task)
    assert task.done.wait(PATIENCE)
    return task.thread


@pytest.mark.parametrize(
    "path",
    [
        "/en/ask/received/leave",
        "/fr/ask/received/leave",
        "/en/status/leave",
        "/en/ask/leave",
        "/en/leave/leave",
        "//en/leave",
        "/leave",
        "/de/leave",
        "/en/leave-",
        "/",
        "",
    ],
)
def test_what_only_ends_like_the_way_out_waits_with_the_rest(
    dispatcher: Dispatcher, path: str
) -> None:
    assert thread_for(dispatcher, path) == thread_for(dispatcher, "/en/ask/")


@pytest.mark.parametrize("path", sorted(WAY_OUT))
def test_the_way_out_has_a_thread_of_its_own(dispatcher: Dispatcher, path: str) -> None:
    assert thread_for(dispatcher, path) != thread_for(dispatcher, "/en/ask/")


def test_these_are_the_addresses_that_let_people_leave() -> None:
    app = Flask(__name__)
    app.register_blueprint(family.bp)
    [rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint == "family.leave"]
    languages = ("en", "fr")
    assert {rule.rule.replace("<any(en, fr):language>", each) for each in languages} == WAY_OUT
