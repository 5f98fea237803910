"""A whole province on one machine, its worst week, and a backlog that nobody has seen yet."""

from __future__ import annotations

from collections.abc import Iterator

from bench import backlog
from bench import province
from bench import week
from bench.row import Row


def rows() -> Iterator[Row]:
    """docs/scale.md says what follows from them."""
    yield from backlog.rows()
    yield from week.rows()
    yield from province.rows()
