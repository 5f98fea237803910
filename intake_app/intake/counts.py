"""Counts for the year's report. Small cells are hidden, and what would give them away is too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from intake_app.store import Outcome
from intake_app.store import Tally

FEW = 5
"""Fewer than this could point at a family."""
TOTAL = "received"
SIGN_UPS = "sign-ups"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "received": (TOTAL,),
    "language": ("in-en", "in-fr"),
    "way": ("steps", "one-page", "call"),
    "delivered": ("in-time", "late"),
    "acknowledged": ("in-time", "late", "unpromised"),
    "outcome": tuple(Outcome),
    SIGN_UPS: (SIGN_UPS,),
}
"""What is counted, and the cells that each request falls into one of; sign-ups are no requests."""
SUM = ""
"""The row of all months together."""

Cells = dict[str, int | None]
Place = tuple[str, str, str]
"""Row, group and cell."""


@dataclass(frozen=True)
class Group:
    """One table: a row a month, a column a cell. None is a hidden cell."""

    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, Cells]
    sums: Cells


def sign_ups(tallies: Iterable[Tally]) -> list[Tally]:
    """Of the trainings' own series, whose numbers are counted as requests are."""
    return [replace(one, kind=SIGN_UPS, detail=SIGN_UPS) for one in tallies if one.kind == TOTAL]


def groups_of(tallies: Iterable[Tally], months: Sequence[str]) -> list[Group]:
    """Every table for these months."""
    counted = _counted(tallies)
    for name, columns in GROUPS.items():
        for cell in columns:
            counted[SUM, name, cell] = sum(counted[month, name, cell] for month in months)
    hidden = _hidden(counted, [*months, SUM])

    def row(month: str, name: str) -> Cells:
        places = {cell: (month, name, cell) for cell in GROUPS[name]}
        return {cell: None if at in hidden else counted[at] for cell, at in places.items()}

    return [
        Group(name, columns, {month: row(month, name) for month in months}, row(SUM, name))
        for name, columns in GROUPS.items()
    ]


def _counted(tallies: Iterable[Tally]) -> Counter[Place]:
    counted: Counter[Place] = Counter()
    for tally in tallies:
        if tally.kind != TOTAL:
            counted[tally.month, tally.kind, tally.detail] += tally.count
            continue
        language, _, way = tally.detail.partition(" ")
        for name, cell in (("received", TOTAL), ("language", f"in-{language}"), ("way", way)):
            counted[tally.month, name, cell] += tally.count
    return counted


def _hidden(counted: Counter[Place], rows: Sequence[str]) -> set[Place]:
    """Small ones; and wherever one alone is hidden of what adds up, another with it."""
    lines = [*_across(rows), *_down(rows)]
    hidden = {place for line in lines for place in line if counted[place] < FEW}
    growing = True
    while growing:
        growing = False
        for line in lines:
            if len(line) > 1 and sum(place in hidden for place in line) == 1:
                hidden.add(_next_to_hide(line, hidden, counted))
                growing = True
    return hidden


def _across(rows: Sequence[str]) -> Iterator[list[Place]]:
    """The cells of a group, and all requests, of which they are the parts."""
    for row in rows:
        for name, columns in GROUPS.items():
            if len(columns) > 1:
                yield [(row, "received", TOTAL), *((row, name, cell) for cell in columns)]


def _down(rows: Sequence[str]) -> Iterator[list[Place]]:
    """The months of a cell, and their sum."""
    for name, columns in GROUPS.items():
        for cell in columns:
            yield [(row, name, cell) for row in rows]


def _next_to_hide(line: list[Place], hidden: set[Place], counted: Counter[Place]) -> Place:
    """The sum of the months tells least; of the others the smallest; all requests come last."""
    shown = [place for place in line if place not in hidden]
    sums = [place for place in shown if place[0] == SUM]
    if len(sums) == 1 and len(shown) > 1:
        return sums[0]
    parts = [place for place in shown if place[1] != "received"] or shown
    return min(parts, key=lambda place: counted[place])
