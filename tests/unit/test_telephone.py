"""Telephone numbers as people write them: what is dialled, shown and left for people to read."""

from __future__ import annotations

import re

import phonenumbers
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
    ("00 33 1 42 68 53 00", "+33142685300", "", ""),
    ("+64 7 555 0123", "+6475550123", "", ""),
    ("+354 410 1234", "+3544101234", "", ""),
    ("+4745234567", "+4745234567", "", ""),
    ("+ 44 20 7946 0958", "+442079460958", "", ""),
    ("001 905 555 0123", "+1-905-555-0123", "", ""),
    ("0019055550123", "+1-905-555-0123", "", ""),
    ("+(1) 905 555 0123", "+1-905-555-0123", "", ""),
    ("*67 905-555-0123", "+1-905-555-0123", "", "*67"),
    ("*679055550123", "+1-905-555-0123", "", "*67"),
    # Groups that people write a whole number in.
    ("9055550123", "+1-905-555-0123", "", ""),
    ("19055550123", "+1-905-555-0123", "", ""),
    ("905 5550123", "+1-905-555-0123", "", ""),
    ("905555 0123", "+1-905-555-0123", "", ""),
    ("1905-555-0123", "+1-905-555-0123", "", ""),
    ("905 555-0123", "+1-905-555-0123", "", ""),
    ("1 613 555 01 23", "+1-613-555-0123", "", ""),
    ("90 55 55 01 23", "+1-905-555-0123", "", ""),
    ("9 0 5 5 5 5 0 1 2 3", "+1-905-555-0123", "", ""),
    ("613 555 01 23 h", "+1-613-555-0123", "", "h"),
    # Signs between them, of every keyboard.
    ("[905] 555-0123", "+1-905-555-0123", "", ""),
    ("905·555·0123", "+1-905-555-0123", "", ""),
    ("905,555,0123", "+1-905-555-0123", "", ""),
    ("905_555_0123", "+1-905-555-0123", "", ""),
    ("905•555•0123", "+1-905-555-0123", "", ""),
    ("1·905·555·0123", "+1-905-555-0123", "", ""),
    ("905\u200d555\u200d0123", "+1-905-555-0123", "", ""),
    ("9\ufe0f\u20e30\ufe0f\u20e35\ufe0f\u20e3-555-0123", "+1-905-555-0123", "", ""),
    ("905-555-0123. 289-555-0145", "+1-905-555-0123", "", "289-555-0145"),
    # Hours behind a number are none of its digits.
    ("+1 905 555 0123 5-7", "+1-905-555-0123", "", "5-7"),
    ("905 555 01 23 18-20", "+1-905-555-0123", "", "18-20"),
    ("905 555 01 23 18h", "+1-905-555-0123", "", "18h"),
    ("+49 170 1234567 18-20", "+491701234567", "", "18-20"),
    ("+49 30 123456 5-7", "+4930123456", "", "5-7"),
    ("+49 30 123456 18h", "+4930123456", "", "18h"),
    ("+234 803 123 4567 6-8", "+2348031234567", "", "6-8"),
    ("+91 98765 43210 6", "+919876543210", "", "6"),
    ("+92 300 1234567 5-7", "+923001234567", "", "5-7"),
    ("+43 664 1234567 9-5", "+436641234567", "", "9-5"),
    ("+62 812 3456 7890 6 8", "+6281234567890", "", "6 8"),
    ("+33 6 12 34 56 78 18 20", "+33612345678", "", "18 20"),
    ("+44 7911 123456 905-555-0123", "+447911123456", "", "905-555-0123"),
    ("+49 30 12 34 56", "+4930123456", "", ""),
    ("+225 01 23 45 67 89", "+2250123456789", "", ""),
    # A flat or an extension before a whole number.
    ("apt 204 905-555-0123", "+1-905-555-0123", "", "apt 204"),
    ("apt 204, 905-555-0123", "+1-905-555-0123", "", "apt 204"),
    ("apt (905) 555-0123", "+1-905-555-0123", "", "apt"),
    ("bureau 905 555-0123", "+1-905-555-0123", "", "bureau"),
    ("cell #905-555-0123", "+1-905-555-0123", "", "cell #"),
    ("in case 905-555-0123", "+1-905-555-0123", "", "in case"),
    # What begins like an extension and is none.
    ("#1 905-555-0123 #2 905-555-0145", "+1-905-555-0123", "", "#1, #2 905-555-0145"),
    ("905-555-0123 x2 905-555-0145", "+1-905-555-0123", "", "x2 905-555-0145"),
    ("905-555-0123 p.2 905-555-0145", "+1-905-555-0123", "", "p.2 905-555-0145"),
    ("905-555-0123 x905-555-0145", "+1-905-555-0123", "", "x905-555-0145"),
    ("905-555-0123 x5 days", "+1-905-555-0123", "", "x5 days"),
    ("905-555-0123 p. 17 h", "+1-905-555-0123", "", "p. 17 h"),
    ("905-555-0123 # 5 Elm", "+1-905-555-0123", "", "# 5 Elm"),
    ("905-555-0123 #2 is my mom", "+1-905-555-0123", "", "#2 is my mom"),
    ("905-555-0123 post 5", "+1-905-555-0123", "", "post 5"),
    ("905-555-0123 x12 home", "+1-905-555-0123", "12", "home"),
    ("905-555-0123 [ext 12]", "+1-905-555-0123", "12", ""),
    ("905-555-0123 x12 (work)", "+1-905-555-0123", "12", "work"),
    # Signs alone tell staff nothing.
    ("=905-555-0123", "+1-905-555-0123", "", ""),
    ("<905-555-0123>", "+1-905-555-0123", "", ""),
    ('"905-555-0123"!', "+1-905-555-0123", "", ""),
    # Area codes: of places, toll-free, and of satellite telephones.
    *(
        (f"{area}-555-0123", f"+1-{area}-555-0123", "", "")
        for area in (
            "613",
            "942",
            "683",
            "753",
            "257",
            "600",
            "833",
            "876",
            "907",
        )
    ),
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
    # A local number and something beside it have ten digits, of a stranger.
    ("878-4123 905", "area"),
    ("878-4123 (905)", "area"),
    ("844-2123 10-2", "area"),
    ("878-4123 630pm", "area"),
    ("844-2123 123", "area"),
    ("873-2123-905", "area"),
    ("(873) 2123 905", "area"),
    ("8784123 905", "area"),
    ("1 878-4123 905", "area"),
    ("+1 878-4123 905", "area"),
    ("9 555 2123 12", "area"),
    ("6 30 873-2123", "area"),
    ("873 21 23 905", "area"),
    ("9055 55 0123", "wrong"),
    ("+1 555 0123", "area"),
    ("+1 905 555 012", "short"),
    ("+1 905 555 01234", "long"),
    ("apt 204 873-2123", "area"),
    ("ext 204 873-2123", "area"),
    ("ext.: 204-873-2123", "area"),
    ("poste 204 873-2123", "area"),
    ("suite 416 873-2123", "area"),
    ("room 204 8732123", "area"),
    ("#204-873-2123", "area"),
    ("apt #204 873-2123", "area"),
    ("box 204 873-2123", "area"),
    # Hours behind a number that is none without them, or behind which one digit may be either.
    ("+49 170 12 18-20", "abroad"),
    ("+352 27 12 34 56 5", "abroad"),
    # A + and no country code: 61 is Australia's.
    ("+613 555 0123", "abroad"),
    ("+6135550123", "abroad"),
    ("+647-555-0123", "abroad"),
    ("00 613 555 0123", "abroad"),
    # Letters that look like digits.
    ("9O5-555-0123", "letters"),
    ("905-555-0l23", "letters"),
    ("9O55550I23", "letters"),
    ("1-9o5-555-0123", "letters"),
    *(
        (f"{area}-555-0123", "impossible")
        for area in (
            "200",
            "555",
            "666",
            "950",
            "955",
            "976",
            "988",
            "500",
            "521",
            "622",
            "700",
            "710",
        )
    ),
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


KINDS = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.VOIP,
)
ABROAD = sorted(
    {
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        for region in phonenumbers.SUPPORTED_REGIONS
        for kind in KINDS
        if (number := phonenumbers.example_number_for_type(region, kind))
        and number.country_code != 1
    }
)


@pytest.mark.parametrize("beside", ["", "5-7", "18-20", "18h", "after 5", "905-555-0123"])
def test_hours_are_no_digits_of_a_number_of_any_country(beside: str) -> None:
    for typed in ABROAD:
        number = read_telephone(f"{typed} {beside}")
        assert (number.display, number.remark) == (typed, beside)
        assert read_telephone(number.display).digits == number.digits


@settings(deadline=None, database=None, max_examples=200)
@given(
    st.from_regex(r"[2-9][0-9]{2}[- ]?[0-9]{4}", fullmatch=True),
    st.sampled_from(["", "1 ", "+1 ", "(", "apt 204 ", "ext 416 ", "#905 ", "6 30 ", "9-5 "]),
    st.sampled_from(["", " ", "-", "/", " - ", " ("]),
    st.from_regex(r"[0-9]{1,3}([- ][0-9]{1,2})?(pm|h)?", fullmatch=True),
)
def test_a_local_number_calls_nobody_whatever_stands_beside_it(
    local: str, before: str, gap: str, behind: str
) -> None:
    with pytest.raises(NotDialled):
        read_telephone(before + local + (gap + behind if gap else ""))


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
    is_a_list = ext == "x4" and after[:1] == ["613-555-0188"]
    has_extension = ext not in ("", "613-555-0199") and not is_a_list
    assert number.extension == ("4" if has_extension else "")
    kept = [word for part in [*before, *after] for word in re.findall(r"[\w-]+", part)]
    assert set(re.findall(r"[\w-]+", number.remark)) >= set(kept)
