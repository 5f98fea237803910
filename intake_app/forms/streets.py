"""Tells addresses from places: what has the name of a street or the number of a house in it."""

from __future__ import annotations

import re
import unicodedata

KIND = (
    r"street|str|avenue|ave|av|road|rd|drive|dr|crescent|cres|court|crt|lane|boulevard|blvd|bl|boul|"
    r"terrace|trail|parkway|pkwy|sideroad|highway|hwy|concession"
)
RESERVE = (
    r"(?:(?:first |six )?nations?|premi[èe]res? nations?|(?:indian )?reserve|r[ée]serve|"
    r"territory|territoire|treaty|trait[ée]|i\.?r\.?)"
)
"""Lands of First Nations have a number of their own; a word beside it tells it from a house's."""
NO_MORE = r"(?=\s*(?:$|[,;.()]|(?:on|ont|ontario)(?!\w)))"
NUMBERS_OF_TOWNS = re.compile(
    rf"(?<!\w)(?:terrace bay|crescent town|red lake road|boulevard lake"
    rf"|{RESERVE},? (?:(?:no\.?|n°|#) ?)?\d{{1,3}}[a-h]?\d?{NO_MORE}"
    rf"|\d{{1,3}}[a-h]?\d? {RESERVE}{NO_MORE}"
    r"|wards? \d+(?:(?: and| et|,) \d+)*"
    r"|\d[\d, ]*[ -]?(?:mile|islands|[îi]les|corners|nations|rivers|rivi[èe]res|montagnes)"
    r"|\d+ ?(?:km|kms|kilom\w+|miles|milles|min|mins|minutes|h|hrs?|hours?|heures?))"
    rf"(?!\w|\s+(?:{KIND})(?!\w))",
    re.IGNORECASE,
)
"""Terrace Bay, 100 Mile House, Leeds and the 1000 Islands, 5 km from Delta: no street."""
NUMBERED = (
    r"apartment|apt|suite|unit|appartement|app|bureau|box|c\.? ?p|r\.? ?r|lot|conc?|line|route|"
    rf"autoroute|{KIND}"
)
COMMON = r"main|king|queen|church|water|front|mill|dundas|yonge|bloor|elgin|wellington|victoria"
AT_A_CORNER = r"main|king|queen|church|front|mill|yonge|bloor"
LINES = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|guelph|"
    r"appleby|walker['’]?s?"
)
"""Roads of Halton and of the townships; a line alone may be a hamlet, as North Line is."""
STREET = re.compile(
    rf"[^\W_][.'’]?[\s.-]+(?:{KIND})(?!\w)"  # Elm Street
    r"|(?<!\w)(?:rue|chemin|ch|boul|boulevard|bld|bd|avenue|ave|av|rang|mont[ée]e|all[ée]e|impasse"
    r"|croissant|terrasse|ruelle|sentier|promenade|prom|quai)\.?\s+[^\W_]"  # rue Elm
    r"|[^\W_]\s+(?:circle|cir|mews|gdns|hts|ln|ct|trl)\.?$"  # Elm Circle
    rf"|(?<!\w)(?:{LINES})\s+line(?!\w)|(?<!\w)(?:corner|intersection|coin)\s+(?:of|de)\s"
    r"|(?<!\w)(?:corner|intersection|coin)\s[^,]+\s(?:and|et|&|/)\s"
    r"|(?<!\w)conc(?:ession)?\.?\s+(?:[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)(?!\w)"
    rf"|(?<!\w)(?:{AT_A_CORNER})\s*(?:&|/|and|et)\s*(?:{AT_A_CORNER})(?!\w)"  # Main & King
    rf"|(?<!\w)(?:{NUMBERED})\.?\s*(?:n[o°]\.?\s*)?#?\s*\d"  # Highway 7, RR 3, P.O. Box 12
    r"|(?<!\w)(?:apartment|apt|suite|unit|app)\.?\s+[a-z](?!\w)"  # Unit B
    rf"|[^\W_][\s.]+st\.?\s*(?:[nsew]\.?\s*)?(?:,|$)|(?<!\w)(?:{COMMON}) st(?!\w)",
    re.IGNORECASE,
)
"""What names a street says its kind behind another word, or before a number, or in French first.

A kind alone, or first in English, is a town or nothing: Terrace Bay, Parkway Estates, St. Marys.
A rural route, a lot, a concession and a box lead to one house, so that they are streets.
Place, Hill, Gardens, Heights, Square, Gate, Grove, Row, Way and côte name towns, quarters and
shelters too: those are kept.
"""
HOUSE = re.compile(
    r"(?<!\w)\d{1,4}[¼½¾]?(?:[a-z]|st|nd|rd|th|er|[eè]re|[^\W\d_]{3,})?(?!\w)", re.IGNORECASE
)
"""45, 45B, 45th, 45Elm; no piece of a postal code."""


def is_street(place: str) -> bool:
    """Whether it names a street, or a house by its number."""
    return bool(STREET.search(NUMBERS_OF_TOWNS.sub(" ", place).strip()))


def has_numbers(place: str) -> bool:
    """Whether it has digits that belong to no town."""
    left = NUMBERS_OF_TOWNS.sub(" ", place)
    return any(unicodedata.category(character) in ("Nd", "No") for character in left)


def is_house(place: str) -> bool:
    """Whether the digits of it are a house's; else they are of a telephone, a map or a code."""
    is_named = bool(re.search(r"[^\W\d_]{2}", place))
    return is_named and bool(HOUSE.search(place)) and len(re.findall(r"\d", place)) < 9
