"""How long a visitor waits while others are slow on purpose, for `make bench`."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from threading import Event
from threading import Thread

from tests.support.processes.crowd import crowd
from tests.support.processes.web import request
from tests.support.processes.web import say

GATE_MS = 100
VISITS = 100
PAGE = request("GET", "/en/ask/one-page")


@dataclass(frozen=True)
class Waits:
    """95 of 100 visitors waited no longer than this, in milliseconds."""

    alone: float
    in_the_crowd: float

    @property
    def longer(self) -> float:
        """What the crowd costs everybody else."""
        return self.in_the_crowd - self.alone


def waits(port: int) -> Waits:
    """Measured without the crowd, then with it."""
    alone = _p95(port)
    with ExitStack() as stack:
        slow = stack.enter_context(crowd(port))
        stack.enter_context(_dribbling(slow.dribble))
        return Waits(alone, _p95(port))


@contextmanager
def _dribbling(dribble: Callable[[], object]) -> Iterator[None]:
    """A byte of every slow client, ten times a second."""
    end = Event()

    def run() -> None:
        while not end.wait(0.1):
            dribble()

    thread = Thread(target=run)
    thread.start()
    yield
    end.set()
    thread.join()


def _p95(port: int) -> float:
    spent = []
    for _ in range(VISITS):
        start = time.perf_counter()
        say(port, PAGE)
        spent.append((time.perf_counter() - start) * 1000)
    return quantiles(spent, n=20)[-1]
