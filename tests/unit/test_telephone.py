"""Telephone numbers as people write them: what is dialled, shown and left for people to read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone

ACCEPTED = [
    # typed, dialled, extension, remark
    ("905-555-0123", "+1-905-555-0123", "", ""),
    ("(905-555-0123)", "+1-905-555-0123", "", ""),
    ("613 555 01 23", "+1-613-555-0123", "", ""),
    ("905–555–0123", "+1-905-555-0123", "", ""),
    ("９０５－５５５－０１２３", "+1-905-555-0123", "", ""),
    ("٩٠٥٥٥٥٠١٢٣", "+1-905-555-0123", "", ""),
    ("tel:+1-613-555-0123", "+1-613-555-0123", "", ""),
    ("tel:+16135550123;ext=12", "+1-613-555-0123", "12", ""),
    ("905-555-0123 poste 12", "+1-905-555-0123", "12", ""),
    ("905-555-0123 p. 12", "+1-905-555-0123", "12", ""),
    ("613-555-0123x4", "+1-613-555-0123", "4", ""),
    ("613-555-0123 #4", "+1-613-555-0123", "4", ""),
    ("613-555-0123,12", "+1-613-555-0123", "12", ""),
    ("905-555-0123 p.m. only", "+1-905-555-0123", "", "p.m. only"),
    ("905-555-0123 (ATS)", "+1-905-555-0123", "", "ATS"),
    ("TTY 905-555-0123", "+1-905-555-0123", "", "TTY"),
    ("711 905-555-0123", "+1-905-555-0123", "", "711"),
    ("905-555-0123 after 5", "+1-905-555-0123", "", "after 5"),
    ("9055550123 18h30", "+1-905-555-0123", "", "18h30"),
    ("905-555-0123/613-555-0199", "+1-905-555-0123", "", "613-555-0199"),
    ("+44 (0)20 7946 0958", "+442079460958", "", ""),
    ("011 33 1 42 68 53 00", "+33142685300", "", ""),
]

REFUSED = [
    ("873-0123 Mom", "area"),
    ("310-2222", "area"),
    ("613-555-OOOO", "letters"),
    ("613-555-O123", "letters"),
    ("613-555-012O", "letters"),
    ("613-555-0123O", "letters"),
    ("1-800-FLOWERS", "letters"),
    ("911", "short"),
    ("613-555-01234", "long"),
    ("613-555-0123-4", "long"),
    ("44 20 7946 0958", "long"),
    ("1-900-555-0123", "premium"),
    ("0000000000", "impossible"),
    ("999-999-9999", "impossible"),
    ("tel:555-0123;phone-context=+1613", "wrong"),
    ("call my sister", "wrong"),
]


@pytest.mark.parametrize(("typed", "dialled", "extension", "remark"), ACCEPTED)
def test_a_number_is_dialled_without_its_remark(
    typed: str, dialled: str, extension: str, remark: str
) -> None:
    number = read_telephone(typed)
    assert number.uri == f"tel:{dialled}" + (f";ext={extension}" if extension else "")
    assert (number.extension, number.remark) == (extension, remark)


@pytest.mark.parametrize(("typed", "why"), REFUSED)
def test_what_is_no_whole_number_is_refused_for_its_reason(typed: str, why: str) -> None:
    with pytest.raises(NotDialled) as refused:
        read_telephone(typed)
    assert refused.value.why == why


def test_an_extension_is_said_in_the_readers_language() -> None:
    number = read_telephone("905-555-0123 x12")
    assert number.said("en") == "905-555-0123 ext. 12"
    assert number.said("fr") == "905-555-0123 poste 12"


PIECES = st.one_of(
    st.sampled_from([*(row[0] for row in ACCEPTED), *(row[0] for row in REFUSED)]),
    st.text(max_size=12),
    st.text("0123456789OIl +-().,x#", max_size=16),
)


@settings(deadline=None, database=None, max_examples=300)
@given(st.lists(PIECES, max_size=4))
def test_no_letter_is_dialled_and_staff_see_what_is_dialled(pieces: list[str]) -> None:
    try:
        number = read_telephone(" ".join(pieces))
    except NotDialled:
        return
    assert re.fullmatch(r"tel:\+[0-9-]+(;ext=[0-9]{1,7})?", number.uri)
    seen = re.sub("[^0-9]", "", number.display).removeprefix("1")
    dialled = re.sub("[^0-9]", "", number.uri.partition(";")[0]).removeprefix("1")
    assert seen == dialled
    assert read_telephone(number.display).digits == number.digits
