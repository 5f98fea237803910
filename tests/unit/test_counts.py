"""No figure under 5 can be read, nor reckoned from the others."""

from __future__ import annotations

from itertools import product

import pytest

from intake_app.intake.counts import FEW
from intake_app.intake.counts import groups_of
from intake_app.intake.counts import protected
from intake_app.store import Tally

CELLS: dict[tuple[int, ...], tuple[int | None, ...]] = {
    (9, 7): (9, 7),
    (9, 4): (None, None),
    (0, 9): (None, None),
    (1, 2, 8): (None, None, 8),
    (3, 20, 8): (None, 20, None),
    (4,): (None,),
    (5,): (5,),
}


@pytest.mark.parametrize("counts", CELLS)
def test_small_cells_are_hidden_and_one_alone_takes_another_along(counts: tuple[int, ...]) -> None:
    shown = protected({str(place): count for place, count in enumerate(counts)})
    assert tuple(shown.values()) == CELLS[counts]


def test_one_hidden_month_hides_the_sum() -> None:
    tallies = [
        Tally("2026-10", "received", "en steps", 12),
        Tally("2026-11", "received", "fr steps", 3),
        Tally("2026-12", "received", "en one-page", 9),
    ]
    received = groups_of(tallies, ["2026-10", "2026-11", "2026-12"])[0]
    assert [row["received"] for row in received.rows.values()] == [12, None, 9]
    assert received.sums == {"received": None}
    assert groups_of(tallies, ["2026-10"])[0].sums == {"received": 12}


def test_within_a_row_no_hidden_figure_can_be_reckoned_from_the_rest() -> None:
    for counts in product(range(8), repeat=3):
        shown = protected({str(place): count for place, count in enumerate(counts)})
        hidden = [cell for cell, count in shown.items() if count is None]
        assert len(hidden) != 1
        assert all(count is None or count >= FEW for count in shown.values())
