"""Where a family lives: a town and three characters of a postal code are kept, and no more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from phonenumbers.geodata import GEOCODE_DATA

from intake_app.forms.places import NotAPlace
from intake_app.forms.places import keepable_place
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
    ("Six Nations 40", "Six Nations 40"),
    ("100 Mile House", "100 Mile House"),
    ("Lolo Colilo", "Lolo Colilo"),
    # A code that is misspelt, broken up, or in letters that look the same.
    ("17R 3X4", "L7R"),
    ("MSV 2T6", "M5V"),
    ("LBG 1B2", "L8G"),
    ("L86 182", "L8G"),
    ("kia obi", "K1A"),
    ("K1A OBl", "K1A"),
    ("L7R            3X4", "L7R"),
    ("L / 7 / R / 3 / X / 4", "L7R"),
    ("L7R ❤️❤️❤️ 3X4", "L7R"),
    ("L7Ŕ3X4", "L7R"),
    ("К1А 0В1", "K1A"),
    ("Κ1Α 0Β1", "K1A"),
    ("𝐋𝟕𝐑 𝟑𝐗𝟒", "L7R"),
    ("Ⓛ⑦Ⓡ ③Ⓧ④", "L7R"),
    ("xL7R 3X4", "L7R"),
    ("3X4 L7R", "L7R"),
    # What is left beside it.
    ('"L7R 3X4"', "L7R"),
    ("<L7R 3X4>", "L7R"),
    ("L7R%203X4", "L7R"),
    ("Six%20Nations", "Six Nations"),
    ("Halton+Hills", "Halton Hills"),
    ("L7R+3X4", "L7R"),
    ("[L7R][3X4]", "L7R"),
    ("Postal: L7R. Last: 3X4", "L7R"),
    ("my postal code is L7R 3X4", "L7R"),
    ("code postal : L7R3X4", "L7R"),
    ("L7R and L7S", "L7R"),
    ("Milton, L9T 2X5, Ontario", "Milton, Ontario L9T"),
    ("Six Nations 40, N3W 1A1", "Six Nations 40 N3W"),
    ("Ward 5, Milton L9T 2X5", "Ward 5, Milton L9T"),
    # In letters, nobody can tell it from a town.
    ("forty-five Elm", "forty-five Elm"),
    ("a shelter in Burlington", "a shelter in Burlington"),
]
REFUSED = [
    ("K6", "wrong"),
    ("D1A 1A1", "wrong"),
    ("12 Main St, Burlington L7R 3X4", "street"),
    ("12 rue Principale, Casselman", "street"),
    ("PO Box 12, Delta", "street"),
    ("5 Elm", "street"),
    # Pieces of a code, alone or misspelt beyond reading; codes of other countries.
    ("3X4", "wrong"),
    ("Burlington 3X4", "wrong"),
    ("L77R 3X4", "wrong"),
    ("L7RR 3X4", "wrong"),
    ("L7R3XX4", "wrong"),
    ("L7R33X4", "wrong"),
    ("LTR 3X4", "wrong"),
    ("L7O 1A1", "wrong"),
    ("Л7Я 3Ж4", "wrong"),
    ("ʟ7ʀ 3x4", "wrong"),
    ("W1A 1AA", "wrong"),
    ("SW1A 1AA", "wrong"),
    ("90210-1234", "wrong"),
    ("Buffalo NY 14201", "wrong"),
    # No place at all.
    ("43.3255, -79.7990", "wrong"),
    ("905-555-0123", "wrong"),
    ("call 905-555-0123", "wrong"),
    ("zoe@example.com", "wrong"),
    ("https://maps.example/abc", "wrong"),
    ("///filled.count.soap", "wrong"),
    ("filled.count.soap", "wrong"),
    ("maps.app.goo.gl", "wrong"),
    # The number of a house, wherever it stands.
    ("Elm 45", "street"),
    ("Elm 45, Burlington L7R 3X4", "street"),
    ("45 O'Connor, Milton", "street"),
    ("45 D’Arcy", "street"),
    ("45½ Elm", "street"),
    ("45/Elm", "street"),
    ("45 (Elm)", "street"),
    ("45 J. Elm", "street"),
    ("45Elm", "street"),
    ("Elm no. 45", "street"),
    ("House 45", "street"),
    ("building 3", "street"),
    ("POB 12", "street"),
    ("case postale 12", "street"),
    ("Sandy Lake 45 Elm", "street"),
    ("Six Nations 45 Elm", "street"),
    ("45 Reserve Street", "street"),
    ("12 Reserve St", "street"),
    ("45 Territory Rd, Milton", "street"),
    # Without a word for it, nobody can tell a reserve from a house.
    ("Kettle Point 44", "street"),
]

AREAS = {
    *("226", "249", "289", "343", "365", "416", "437", "519", "548", "613", "647", "705", "807"),
    *("905", "367", "418", "438", "450", "514", "579", "581", "819", "873"),
}

# One town or street between two bars or line ends.
TOWNS = """
St. Marys | St Thomas | St. Catharines | Sault Ste. Marie | Sault Ste Marie
Moose Factory | Moosonee | Port Rowan | Port Hope | Port Perry | Sioux Lookout
Iroquois Falls | Carleton Place | Smiths Falls | Lanark Highlands | Parkway Estates
Terrace Bay | Crescent Town | Red Lake Road | Red Lake | Kirkland Lake | Lakeshore
Concession | Street | Court | Drive | Trail | Unit | Suite | Rang | Ch | Niagara-on-the-
Lake | Fort Frances | Fort William First Nation 52 | Six Nations 40 | 6 Nations
Tyendinaga Mohawk Territory 38, Ontario | Kenora réserve 38B | Whitefish Bay 32A Reserve, ON
Indian Reserve No. 40 | Six Nations, I.R. 40 | Première Nation 91A | Leeds and the 1000 Islands
Leeds and the Thousand Islands | 1000 Islands | 1,000 Islands | Mille-Îles
100 Mile House | L'Orignal | L’Orignal | Saint-Albert | St-Isidore
St. Isidore de Prescott | Ste-Anne-de-Prescott | Rockland | Hawkesbury | Casselman
Saint-Pascal-Baylon | Merrickville-Wolford | Elizabethtown-Kitley | Rideau Lakes
Athens | Front of Yonge | Augusta | Edwardsburgh/Cardinal | Prescott | Gananoque
Brockville | Westport | Delta | Lyn | Mallorytown | Milton | Halton Hills | Georgetown
Acton | Burlington | Oakville | Campbellville | Kilbride | Lowville | Hornby | Ottawa
Nepean | Gloucester | Stittsville | Bay of Quinte | Point Edward | Lake St. Clair
St. Clair Beach | St. Jacobs | St. George | St. Davids | St. Eugène | Sturgeon Falls
Kapuskasing | Smooth Rock Falls | Big Trout Lake | Pikangikum | Bearskin Lake
Walpole Island 46 First Nation | Wikwemikong
Mine Centre | Sandy Lake | Dorset | Bala | Parry Sound
Mount Forest | Mount Hope | Grand Bend | Grand Valley | Rainy River | Ear Falls
Dryden | Lac Seul | Blind River | Elliot Lake | Espanola | Massey | Little Current
South Baymouth | Iron Bridge | Wawa | White River | Marathon | Manitouwadge | Nipigon
Red Rock | Schreiber | Rossport | Thunder Bay, Ontario | North Bay ON
Burlington, Ontario, Canada | 5 km from Delta | near Terrace Bay | 10 minutes from Perth
Corner Brook | 3-Rivières | 2-Montagnes | Lane | Highway | Wards 1 and 2 | Ward 5 | King City
Kingston | Queenston
Queensville | Mill Village | Church Point | Waterdown | Frontenac | Victoria Harbour
Wellington | Elgin | Main-à-Dieu | Dundas | Val-des-Monts | Lancaster | South Glengarry
Alexandria | Maxville | Hearst | Val Rita | Opasatika | Mattice | Dubreuilville
Driftwood | Matheson | Drumbo | Avening | Rodney | Roadhouse | Dresden | Laneville
Courtice | Courtland | Trailside | Crestwood | Harrow | Essex | The Blue Mountains
Carleton Place | Richmond Hill | Vankleek Hill | Holland Landing | Forest Heights | Côte Saint Luc
Rosedale Gardens | Halton Women's Place | Palmer Rapids | Sandy Row
Sandy Lake First Nation 88, Ontario
Six Nations of the Grand River | Treaty 3 | Walpole Island First Nation 46 | Milton & Acton
close to Milton | Terrasse-Vaudreuil | Lake of Bays | King and Vaughan | on the way to Milton
Town of Blue Mountains | Toronto | Québec | East York | North Line | Garden River
"""
STREETS = """
12 Main St, Burlington L7R 3X4 | 12 Main Street | Main Street | Main St | Main St.
Main St N | Main St Burlington | Elm Street Burlington | Elm Ave | Lakeshore Road
Avenue Road 12 | Yonge St, Toronto | 12 rue Principale, Casselman | rue Principale
chemin Larose | Ch. Larose | boul. St-Joseph | Boulevard Saint-Laurent | rang 5
Rang Saint-Isidore | montée Lebrun | PO Box 12, Delta | P.O. Box 12 | Box 12, Lyn
c.p. 12 | RR 3 | R.R. #3 Delta | RR#1 | 5 Elm | Burlington 5 Elm | 12B Elm | 12-34 Elm
Highway 7 | Hwy 15 near Delta | County Road 12 | Road 12 | 5th Line | 5th Line Milton
Line 5 | Concession 4 | Con 5 | Lot 12 Con 5 | Apt 4 | Unit B | Unit 5, Burlington
#4 Delta | Old Mill Road | Elm Cres | Elm Crescent, Oakville | Terrace Bay Road
12 Terrace Bay Rd | 4th Avenue | 2e rang | 12, rue Elm | Elm Terrace | Elm Lane Oakville
123 Lakeshore | Avenue du Parc | Route 200 | Sideroad 10 | 12 Ontario Street
77 Victoria | Elm Circle | Elm Cir. | Elm Mews | Elm Ln | Elm Ct, Ontario | Elm Trl | Elm Hts
Guelph Line | Appleby Line | Walker’s Line | Fifth Line | Fifth Line, Milton | Main & King
corner of Main and Elm | Queen and Main | allée des Pins | impasse des Pins | croissant Elm
terrasse des Pins | Elm Str. | elm str, Milton | bd. Saint-Laurent | ave. Elm | bld Elm
promenade Elm | prom. Elm | quai Elm | corner Elm and Oak | coin Elm et Oak
Conc. VII | Concession Seven
"""


def _each(names: str) -> list[str]:
    return [name.strip() for name in re.split("[|\n]", names.strip())]


@pytest.mark.parametrize("town", _each(TOWNS))
def test_a_town_is_kept_as_it_is_typed(town: str) -> None:
    assert read_place(town) == town


def test_no_town_that_has_telephones_is_a_street() -> None:
    """Of Ontario and Québec, as the library of telephone numbers knows them in both languages."""
    towns = {
        town
        for prefix, names in GEOCODE_DATA.items()
        if prefix[0] == "1" and prefix[1:4] in AREAS
        for town in names.values()
    }
    assert len(towns) > 500
    assert [town for town in sorted(towns) if _kept_or_nothing(town) != town] == []
    bare = {town.partition(",")[0] for town in towns}
    assert [town for town in sorted(bare) if _kept_or_nothing(town) != town] == []


@pytest.mark.parametrize("street", _each(STREETS))
def test_a_street_is_not_kept(street: str) -> None:
    with pytest.raises(NotAPlace) as refused:
        read_place(street)
    assert refused.value.why == "street"


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


LIKE = {"0": "0O", "1": "1IlL", "5": "5S", "8": "8B", "2": "2Z", "6": "6G"}
OTHER_SCRIPTS = {"A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "K": "КΚ", "P": "РΡ"}


@settings(deadline=None, database=None, max_examples=500)
@given(
    st.from_regex(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]", fullmatch=True),
    st.from_regex(r"[0-9][ABCEGHJ-NPRSTV-Z][0-9]", fullmatch=True),
    st.sampled_from(["", " ", "  -  ", "%20", "][", " x "]),
    st.sampled_from(["", "Burlington ", "Six Nations 40, "]),
    st.data(),
)
def test_however_it_is_misspelt_no_more_than_half_a_code_is_kept_or_rests_in_a_draft(
    first: str, second: str, gap: str, before: str, data: st.DataObject
) -> None:
    """One sign is doubled, or each looks like another: cut, or refused and forgotten."""
    spelt = first + gap + second
    signs = [
        data.draw(st.sampled_from(LIKE.get(sign, sign) + OTHER_SCRIPTS.get(sign, "")))
        for sign in spelt
    ]
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(signs) - 1))
        signs[place] *= 2
    for kept in (
        _kept_or_nothing(before + "".join(signs)),
        keepable_place(before + "".join(signs)),
    ):
        beside = re.sub("(?i)burlington|six nations 40", "", kept)
        assert sum(sign.isalnum() for sign in beside) <= 3 or not re.search(r"\d", beside[:-3])
        assert not re.search(re.escape(second), kept)


def _kept_or_nothing(typed: str) -> str:
    try:
        return read_place(typed)
    except NotAPlace:
        return ""


@pytest.mark.parametrize("typed", ["🅻7🆁 3🆇4", "L7R 3✕4", "🇱7🇷 3🇽4", "@zoe"])
def test_what_cannot_be_read_rests_in_no_draft_either(typed: str) -> None:
    assert keepable_place(typed) == ""


@pytest.mark.parametrize("typed", ["L7Р 3Х4", "L7Ŕ3X4"])
def test_a_code_in_other_letters_is_cut_in_drafts_too(typed: str) -> None:
    assert len(keepable_place(typed)) == 3


@pytest.mark.parametrize(
    ("typed", "why"), [row for row in REFUSED if len(re.findall(r"\w", row[0])) > 3]
)
def test_of_what_is_refused_nothing_rests_in_a_draft(typed: str, why: str) -> None:
    assert keepable_place(typed) == ""
