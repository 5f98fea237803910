"""How long the service takes over requests that are made to hurt, for `make bench`."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.support.bombs import BODIES
from tests.support.bombs import HEADERS
from tests.support.bombs import PATHS
from tests.support.bombs import bombs
from tests.support.processes.web import say

GATE_MS = 500
FORMS = ("/en/ask/one-page", "/en/ask/reach", "/en/ask/help")
ROUNDS = 3


@dataclass(frozen=True)
class Worst:
    """The slowest bomb of its kind."""

    kind: str
    name: str
    milliseconds: float


def worst_bombs(port: int) -> list[Worst]:
    """The slowest answer of each kind, by the quickest of a few tries: a busy machine adds time."""
    took: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, said in bombs(FORMS):
            start = time.perf_counter()
            say(port, said)
            spent = (time.perf_counter() - start) * 1000
            took[name] = min(spent, took.get(name, spent))
    kinds = {"bodies": BODIES, "headers": HEADERS, "addresses": PATHS}
    return [_slowest(kind, set(known), took) for kind, known in kinds.items()]


def _slowest(kind: str, known: set[str], took: dict[str, float]) -> Worst:
    slow = {name: spent for name, spent in took.items() if name.rpartition(", ")[0] in known}
    name = max(slow, key=lambda bomb: slow[bomb])
    return Worst(kind, name, slow[name])
