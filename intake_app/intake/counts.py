"""Counts for the year's report. Small cells are hidden, and what would give them away is too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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

Cells = dict[str, int | None]


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
    return [_group(name, columns, months, counted) for name, columns in GROUPS.items()]


def _counted(tallies: Iterable[Tally]) -> Counter[tuple[str, str, str]]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for tally in tallies:
        if tally.kind != TOTAL:
            counted[tally.month, tally.kind, tally.detail] += tally.count
            continue
        language, _, way = tally.detail.partition(" ")
        for name, cell in (("received", TOTAL), ("language", f"in-{language}"), ("way", way)):
            counted[tally.month, name, cell] += tally.count
    return counted


def _group(
    name: str,
    columns: tuple[str, ...],
    months: Sequence[str],
    counted: Counter[tuple[str, str, str]],
) -> Group:
    rows = {
        month: protected({cell: counted[month, name, cell] for cell in columns}) for month in months
    }
    sums = protected(
        {cell: sum(counted[month, name, cell] for month in months) for cell in columns}
    )
    for cell in columns:
        hidden = [month for month in months if rows[month][cell] is None]
        # With one month hidden, the sum less the others would tell it.
        if len(hidden) == 1 and len(months) > 1:
            sums[cell] = None
    return Group(name, columns, rows, sums)


def protected(cells: Mapping[str, int]) -> Cells:
    """Small cells hidden; a single hidden one takes the next smallest with it."""
    shown: Cells = {cell: count if count >= FEW else None for cell, count in cells.items()}
    hidden = [cell for cell, count in shown.items() if count is None]
    if len(hidden) == 1 and len(cells) > 1:
        smallest = min((cell for cell in cells if cell not in hidden), key=lambda cell: cells[cell])
        shown[smallest] = None
    return shown
