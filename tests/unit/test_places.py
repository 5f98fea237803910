"""Where a family lives: a town and three characters of a postal code are kept, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from intake_app.forms.addresses import tidy_address
from intake_app.forms.places import NotAPlace
from intake_app.forms.places import read_place

KEPT = [
    ("K6V", "K6V"),
    ("k6v 5t1", "K6V"),
    ("L7R–3X4", "L7R"),
    ("L7R/3X4", "L7R"),
    ("L7R_3X4", "L7R"),
    ("L7R\u00a03X4", "L7R"),
    ("L 7 R 3 X 4", "L7R"),
    ("Ｌ７Ｒ３Ｘ４", "L7R"),
    ("LOP 1B0", "L0P"),
    ("L0P 1BO", "L0P"),
    ("K6V 5T", "K6V"),
    ("L7R 3X4, ON", "L7R"),
    ("L7R3X4 L7R 3X4", "L7R"),
    ("Burlington L7R 3X4", "Burlington L7R"),
    ("L7R, Burlington, 3X4", "Burlington L7R"),
    ("L7R3X4Burlington", "Burlington L7R"),
    ("K6V 5T1 Brockville, Ontario", "Brockville, Ontario K6V"),
    ("St. Catharines", "St. Catharines"),
    ("Sault Ste. Marie", "Sault Ste. Marie"),
    ("Tyendinaga 38", "Tyendinaga 38"),
    ("100 Mile House", "100 Mile House"),
    ("Lolo Colilo", "Lolo Colilo"),
]
REFUSED = [
    ("K6", "wrong"),
    ("D1A 1A1", "wrong"),
    ("12 Main St, Burlington L7R 3X4", "street"),
    ("12 rue Principale, Casselman", "street"),
    ("PO Box 12, Delta", "street"),
    ("5 Elm", "street"),
]


@pytest.mark.parametrize(("typed", "kept"), KEPT)
def test_a_town_and_half_a_postal_code_are_kept(typed: str, kept: str) -> None:
    assert read_place(typed) == kept


@pytest.mark.parametrize(("typed", "why"), REFUSED)
def test_a_street_and_half_a_code_are_refused(typed: str, why: str) -> None:
    with pytest.raises(NotAPlace) as refused:
        read_place(typed)
    assert refused.value.why == why


@settings(deadline=None, database=None, max_examples=300)
@given(
    st.from_regex(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]", fullmatch=True),
    st.sampled_from(["", " ", "-", "–", "/", "_", ".", "\u00a0", " - "]),
    st.from_regex(r"[0-9][ABCEGHJ-NPRSTV-Z][0-9]", fullmatch=True),
    st.sampled_from(["", "Burlington ", "Saint-Albert, ", "("]),
    st.booleans(),
)
def test_nothing_but_three_characters_of_a_postal_code_is_kept(
    first: str, gap: str, second: str, before: str, small: bool
) -> None:
    code = first + gap + second
    kept = read_place(before + (code.lower() if small else code))
    assert kept.endswith(first)
    assert second.lower() not in kept.removesuffix(first).lower()


def test_an_address_is_put_right_where_it_can_only_be_meant_one_way() -> None:
    assert tidy_address("<mailto:o\u2019brien@exa\ufe0fmple.com>.") == "o'brien@example.com"
