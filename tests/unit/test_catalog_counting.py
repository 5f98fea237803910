"""A number stands with the noun that belongs to it, in both languages."""

from __future__ import annotations

import pytest

from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import counted

WORKING_DAYS = Text(
    "Within {days:working day|working days}.", "D’ici {days:jour ouvrable|jours ouvrables}."
)


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (1, "Within 1\u00a0working day.", "D’ici 1\u00a0jour ouvrable."),
        (2, "Within 2\u00a0working days.", "D’ici 2\u00a0jours ouvrables."),
        (60, "Within 60\u00a0working days.", "D’ici 60\u00a0jours ouvrables."),
    ],
)
def test_one_is_one_and_more_are_many(number: int, english: str, french: str) -> None:
    texts = {"promise": WORKING_DAYS}
    assert Words("en", texts)("promise", days=number) == english
    assert Words("fr", texts)("promise", days=number) == french


def test_a_number_without_a_noun_stays_a_number() -> None:
    words = Words("en", {"step": Text("Step {number} of {count}", "Étape {number} de {count}")})
    assert words("step", number=1, count=9) == "Step 1 of 9"


def test_a_page_counts_in_the_same_way() -> None:
    assert counted(1, "day", "days") == "1\u00a0day"
    assert counted(2, "day", "days") == "2\u00a0days"
