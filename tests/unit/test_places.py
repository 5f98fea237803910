"""Where a family lives: a town and three characters of a postal code are kept, and no more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

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

# One town or street between two bars or line ends.
TOWNS = """
St. Marys | St Thomas | St. Catharines | Sault Ste. Marie | Sault Ste Marie
Moose Factory | Moosonee | Port Rowan | Port Hope | Port Perry | Sioux Lookout
Iroquois Falls | Carleton Place | Smiths Falls | Lanark Highlands | Parkway Estates
Terrace Bay | Crescent Town | Red Lake Road | Red Lake | Kirkland Lake | Lakeshore
Concession | Street | Court | Drive | Trail | Unit | Suite | Rang | Ch | Niagara-on-the-
Lake | Fort Frances | Fort William 52 | Six Nations 40 | 6 Nations | Tyendinaga 38
Tyendinaga 38, Ontario | Kenora 38B | Whitefish Bay 32A, ON | Leeds and the 1000 Islands
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
Walpole Island 46 | Wikwemikong | Mine Centre | Sandy Lake | Dorset | Bala | Parry Sound
Mount Forest | Mount Hope | Grand Bend | Grand Valley | Rainy River | Ear Falls
Dryden | Lac Seul | Blind River | Elliot Lake | Espanola | Massey | Little Current
South Baymouth | Iron Bridge | Wawa | White River | Marathon | Manitouwadge | Nipigon
Red Rock | Schreiber | Rossport | Thunder Bay, Ontario | North Bay ON
Burlington, Ontario, Canada | 5 km from Delta | near Terrace Bay | 10 minutes from Perth
Lane | Highway | Wards 1 and 2 | Ward 5 | King City | Kingston | Queenston
Queensville | Mill Village | Church Point | Waterdown | Frontenac | Victoria Harbour
Wellington | Elgin | Main-à-Dieu | Dundas | Val-des-Monts | Lancaster | South Glengarry
Alexandria | Maxville | Hearst | Val Rita | Opasatika | Mattice | Dubreuilville
Driftwood | Matheson | Drumbo | Avening | Rodney | Roadhouse | Dresden | Laneville
Courtice | Courtland | Trailside | Crestwood | Harrow | Essex | The Blue Mountains
Town of Blue Mountains | Toronto | Québec | East York | North Line | Garden River 14
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
77 Victoria
"""


def _each(names: str) -> list[str]:
    return [name.strip() for name in re.split("[|\n]", names.strip())]


@pytest.mark.parametrize("town", _each(TOWNS))
def test_a_town_is_kept_as_it_is_typed(town: str) -> None:
    assert read_place(town) == town


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
