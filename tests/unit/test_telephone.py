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
    ("after 5 905-555-0123", "+1-905-555-0123", "", "after 5"),
    ("after 5 (905) 555-0123", "+1-905-555-0123", "", "after 5"),
    ("after 1 905-555-0123", "+1-905-555-0123", "", "after 1"),
    ("après 17 h 30 905-555-0123", "+1-905-555-0123", "", "après 17 h 30"),
    ("after 17:30 905-555-0123", "+1-905-555-0123", "", "after 17:30"),
    ("weekdays 9 to 5 905 555 0123", "+1-905-555-0123", "", "weekdays 9 to 5"),
    ("9-5 905-555-0123", "+1-905-555-0123", "", "9-5"),
    ("24/7 613-555-0123", "+1-613-555-0123", "", "24/7"),
    ("7 jours sur 7 905-555-0123", "+1-905-555-0123", "", "7 jours sur 7"),
    ("Apt #4 905-555-0123", "+1-905-555-0123", "", "Apt #4"),
    ("after 5 800-555-0123", "+1-800-555-0123", "", "after 5"),
    ("after 5 +44 20 7946 0958", "+442079460958", "", "after 5"),
    ("call 1 905-555-0123", "+1-905-555-0123", "", "call"),
    ("905-555-0123 (home) ext 4", "+1-905-555-0123", "4", "home"),
    ("905-555-0123 (home ext 4)", "+1-905-555-0123", "4", "home"),
    ("905-555-0123 (poste 12, maison)", "+1-905-555-0123", "12", "maison"),
    ("905-555-0123 maison poste 12", "+1-905-555-0123", "12", "maison"),
    ("905-555-0123 maison poste 12 après 5", "+1-905-555-0123", "12", "maison après 5"),
    ("905-555-0123 home x4", "+1-905-555-0123", "4", "home"),
    ("905-555-0123 poste n° 12", "+1-905-555-0123", "12", ""),
    ("905-555-0123 (ATS) poste 12", "+1-905-555-0123", "12", "ATS"),
    ("poste 12 905-555-0123", "+1-905-555-0123", "12", ""),
    ("ext. 4: 905-555-0123", "+1-905-555-0123", "4", ""),
    ("905-555-0123 ext 4 / 613-555-0199 ext 5", "+1-905-555-0123", "4", "613-555-0199 ext 5"),
    ("905-555-0123 / 613-555-0199 ext 4", "+1-905-555-0123", "", "613-555-0199 ext 4"),
    ("905-555-0123 ou 613-555-0199", "+1-905-555-0123", "", "ou 613-555-0199"),
    ("905-555-0123-613-555-0199", "+1-905-555-0123", "", "613-555-0199"),
    ("(905)555-0123(613)555-0199", "+1-905-555-0123", "", "(613)555-0199"),
    ("9055550123,6135550199", "+1-905-555-0123", "", "6135550199"),
    ("905-555-0123 711", "+1-905-555-0123", "", "711"),
    ("905-555-0123 (711)", "+1-905-555-0123", "", "711"),
    ("711-905-555-0123", "+1-905-555-0123", "", "711"),
    ("711 (905) 555-0123", "+1-905-555-0123", "", "711"),
    ("905-555-0123 VRS", "+1-905-555-0123", "", "VRS"),
    ("SRV: 905-555-0123", "+1-905-555-0123", "", "SRV"),
    ("ATS905-555-0123", "+1-905-555-0123", "", "ATS"),
    ("905-555-0123TTY", "+1-905-555-0123", "", "TTY"),
    ("+44 (0)20 7946 0958", "+442079460958", "", ""),
    ("011 33 1 42 68 53 00", "+33142685300", "", ""),
]

REFUSED = [
    ("873-0123 Mom", "area"),
    ("310-2222", "area"),
    ("after 5 555-0123", "area"),
    ("613-555-OOOO", "letters"),
    ("LO905-555-0123", "letters"),
    ("1-800-GO-905-555-0123", "letters"),
    ("613-555-O123", "letters"),
    ("613-555-012O", "letters"),
    ("613-555-0123O", "letters"),
    ("1-800-FLOWERS", "letters"),
    ("911", "short"),
    ("613-555-01234", "long"),
    ("613-555-0123-4", "long"),
    ("44 20 7946 0958", "long"),
    # Another country's code may stand in front: without it a stranger would be called.
    ("call 7 905 555 0123", "long"),
    ("home 92 306 123 4567", "long"),
    ("after 5 92 306 123 4567", "long"),
    ("after 5 212-555-0123", "long"),
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


@pytest.mark.parametrize("remark", ["ATS", "TTY", "VRS", "SRV", "711", "maison", "after 5"])
def test_a_remark_may_stand_on_either_side(remark: str) -> None:
    for typed in (f"{remark} 905-555-0123", f"905-555-0123 {remark}", f"905-555-0123 ({remark})"):
        number = read_telephone(typed)
        assert (number.uri, number.remark) == ("tel:+1-905-555-0123", remark)


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


@settings(deadline=None, database=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["home", "maison", "after 5", "(ATS)", "711", "ne pas dire qui"]),
        max_size=4,
    ),
    st.sampled_from(["", "ext 4", "poste 4", "x4", "613-555-0199"]),
    st.lists(st.sampled_from(["home", "(VRS)", "613-555-0188", "Mom", "avant 9"]), max_size=4),
)
def test_no_word_beside_a_number_is_lost(before: list[str], ext: str, after: list[str]) -> None:
    typed = " ".join([*before, "905-555-0123", *filter(None, [ext]), *after])
    number = read_telephone(typed)
    assert number.digits == "19055550123"
    has_extension = ext not in ("", "613-555-0199")
    assert number.extension == ("4" if has_extension else "")
    kept = [word for part in [*before, *after] for word in re.findall(r"[\w-]+", part)]
    assert set(re.findall(r"[\w-]+", number.remark)) >= set(kept)
