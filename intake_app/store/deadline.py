"""How long is waited for a database server: for each answer, and for a whole transaction.

A server that died at the other end of a network says nothing at all, and a commit that waits for a
standby knows no time of its own. Whoever waits here is a family before a page, or a mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Deadline:
    """In seconds."""

    answer: float
    """For one answer."""
    whole: float
    """For all of a transaction; each try to connect has a limit of its own."""


BRIEF = Deadline(answer=7, whole=12)
"""Of whatever a family or a mail waits for. Longer than a lock is waited for (LOCK_SECONDS)."""
LONG = Deadline(answer=600, whole=3600)
"""Of work on whole tables."""

_until: ContextVar[tuple[float, float]] = ContextVar("until")


@contextmanager
def time_limit(deadline: Deadline) -> Iterator[None]:
    """All that is asked of a server in this block."""
    before = _until.set((deadline.answer, monotonic() + deadline.whole))
    try:
        yield
    finally:
        _until.reset(before)


def seconds_left() -> float:
    """For the next answer; not below 0."""
    answer, until = _until.get((BRIEF.answer, float("inf")))
    return max(0.0, min(answer, until - monotonic()))
