"""No figure under 5 can be read, nor reckoned from the others."""

from __future__ import annotations

import random
from collections.abc import Iterable
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from intake_app.intake.counts import FEW
from intake_app.intake.counts import GROUPS
from intake_app.intake.counts import Group
from intake_app.intake.counts import groups_of
from intake_app.store import Tally

MONTHS = ("2026-10", "2026-11", "2026-12")
NOVEMBER = "2026-11"
ACKNOWLEDGED = ("in-time", "late", "unpromised")
CELLS: dict[tuple[int, ...], tuple[int | None, ...]] = {
    (9, 7): (9, 7),
    (9, 4): (None, None),
    (0, 9): (None, None),
    (1, 2, 8): (None, None, 8),
    (3, 20, 8): (None, 20, None),
    (4,): (None,),
    (5,): (5,),
}


def in_november(*counts: int) -> list[Tally]:
    """Requests of which so many share each trait; all of them have one."""
    received = Tally(NOVEMBER, "received", "en steps", sum(counts))
    kind = "delivered" if len(counts) == 2 else "acknowledged"
    traits = zip(ACKNOWLEDGED, counts, strict=False)
    return [received, *(Tally(NOVEMBER, kind, detail, count) for detail, count in traits)]


def shown(*counts: int) -> tuple[int | None, ...]:
    """What is left of them in the table."""
    name = {1: "received", 2: "delivered", 3: "acknowledged"}[len(counts)]
    groups = {group.name: group for group in groups_of(in_november(*counts), [NOVEMBER])}
    return tuple(groups[name].rows[NOVEMBER].values())


@pytest.mark.parametrize("counts", CELLS)
def test_small_cells_are_hidden_and_one_alone_takes_another_along(counts: tuple[int, ...]) -> None:
    assert shown(*counts) == CELLS[counts]


def test_one_hidden_month_hides_the_sum() -> None:
    tallies = [
        Tally("2026-10", "received", "en steps", 12),
        Tally("2026-11", "received", "fr steps", 3),
        Tally("2026-12", "received", "en one-page", 9),
    ]
    received = groups_of(tallies, MONTHS)[0]
    assert [row["received"] for row in received.rows.values()] == [12, None, 9]
    assert received.sums == {"received": None}
    assert groups_of(tallies, ["2026-10"])[0].sums == {"received": 12}


def test_nothing_yet_is_no_figure() -> None:
    assert all(set(group.sums.values()) == {None} for group in groups_of([], []))


def test_within_a_row_no_hidden_figure_can_be_reckoned_from_the_rest() -> None:
    for counts in product(range(8), repeat=3):
        left = shown(*counts)
        assert left.count(None) != 1
        assert all(count is None or count >= FEW for count in left)


@pytest.mark.parametrize("seed", range(60))
def test_over_months_and_tables_no_hidden_figure_can_be_reckoned(seed: int) -> None:
    """Whoever adds up months, languages and ways in, and takes them from each other."""
    chance = random.Random(seed)  # noqa: S311  (figures to try, no secret)
    ways = [f"{language} {way}" for language in ("en", "fr") for way in GROUPS["way"]]
    tallies = [
        Tally(month, "received", way, chance.choice((0, 0, 1, 2, 4, 6, 9, 30)))
        for month in MONTHS
        for way in ways
    ]
    groups = [group for group in groups_of(tallies, MONTHS) if group.name in ("received", *ADDED)]
    assert reckoned(equations(groups)) == set()


ADDED = ("language", "way")
"""The groups whose cells are all requests."""
Place = tuple[str, str, str]
Equation = dict[Place | None, Fraction]
"""How often each hidden figure stands in a sum, and under None what they come to."""


def equations(groups: Iterable[Group]) -> Iterator[Equation]:
    """All that the tables tell of what they hide."""
    known = {
        (month, group.name, cell): value
        for group in groups
        for month, row in {**group.rows, "": group.sums}.items()
        for cell, value in row.items()
    }
    for month, name in product((*MONTHS, ""), ADDED):
        parts = [(month, name, cell) for cell in GROUPS[name]]
        yield _equation(known, parts, (month, "received", "received"))
    for name, cell in {(name, cell) for _, name, cell in known}:
        yield _equation(known, [(month, name, cell) for month in MONTHS], ("", name, cell))


def _equation(known: dict[Place, int | None], parts: list[Place], whole: Place) -> Equation:
    found: Equation = {None: Fraction(0)}
    for place, sign in (*((part, 1) for part in parts), (whole, -1)):
        value = known[place]
        if value is None:
            found[place] = found.get(place, Fraction(0)) + sign
        else:
            found[None] -= sign * value
    return found


def reckoned(lines: Iterable[Equation]) -> set[Place]:
    """The hidden figures that follow from these sums."""
    solved: dict[Place, Equation] = {}
    for line in lines:
        for place, known in solved.items():
            line = _less(line, known, place)
        unknown = [place for place in line if place is not None]
        if unknown:
            first = unknown[0]
            line = {place: share / line[first] for place, share in line.items()}
            solved = {place: _less(known, line, first) for place, known in solved.items()}
            solved[first] = line
    return {place for place, known in solved.items() if len(known.keys() - {None}) == 1}


def _less(line: Equation, known: Equation, place: Place) -> Equation:
    """Without that figure, by what is known of it."""
    share = line.get(place, Fraction(0))
    rest = {
        each: line.get(each, Fraction(0)) - share * known.get(each, Fraction(0))
        for each in line.keys() | known.keys()
    }
    return {each: value for each, value in rest.items() if value or each is None}
