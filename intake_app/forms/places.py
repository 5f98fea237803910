"""Reads where a family lives, and keeps of it a town and three characters of a postal code."""

from __future__ import annotations

import re
from typing import Literal

from intake_app.telephone import plain

GAP = r"[\W_]{0,4}"
DIGIT = "[0-9OIL]"
ANY = "[A-Z0]"
CODE = re.compile(
    rf"([A-Z]){GAP}(\d){GAP}([A-Z]){GAP}\d{GAP}[A-Z]{GAP}\d"
    rf"|(?<![^\W_])(?=\S*{GAP}\S*\d)([A-Z])({DIGIT})([A-Z]){GAP}{DIGIT}{ANY}{DIGIT}(?![^\W_])",
    re.IGNORECASE,
)
"""A whole postal code, however it is broken up, with O for 0 and I or L for 1."""
BEGUN = re.compile(
    r"(?<![^\W_])([A-Z])(\d)([A-Z])[\W_]{0,4}\d[\W_]{0,4}[A-Z]?(?![^\W_])", re.IGNORECASE
)
SECOND_HALF = re.compile(rf"(?<![^\W_])\d{GAP}[A-Z]{GAP}\d(?![^\W_])", re.IGNORECASE)
FIRST_HALF = re.compile(r"(?<![^\W_])[A-Z]\d[A-Z](?![^\W_])", re.IGNORECASE)
POSSIBLE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]")
HALF_A_CODE = re.compile(r"[A-Z]\d\S?(\s*-?\s*\S{3})?", re.IGNORECASE)
PROVINCE = re.compile(r"(?:ON|ONT|Ontario|QC|Québec|Canada|[\s.,;:()_/-])*", re.IGNORECASE)
AT_THE_END = re.compile(r"[\s,(]+(?:ON|ONT|Ontario|QC|Québec|Canada)\.?\)?\s*$", re.IGNORECASE)
KIND = (
    r"street|avenue|ave|av|road|rd|drive|dr|crescent|cres|court|crt|lane|boulevard|blvd|boul|"
    r"terrace|trail|parkway|pkwy|sideroad|highway|hwy|concession"
)
TOWNS_LIKE_STREETS = re.compile(
    rf"(?<!\w)(?:terrace bay|crescent town|red lake road|boulevard lake"
    r"|\d[\d, ]* ?(?:mile|islands|[îi]les|corners|nations|rivers|rivi[èe]res)"
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
STREET = re.compile(
    rf"[^\W_][.'’]?[\s.-]+(?:{KIND})(?!\w)"  # Elm Street
    r"|(?<!\w)(?:rue|chemin|ch|boul|boulevard|avenue|av|rang|mont[ée]e)\.?\s+[^\W_]"  # rue Elm
    rf"|(?<!\w)(?:{NUMBERED})\.?\s*(?:n[o°]\.?\s*)?#?\s*\d"  # Highway 7, RR 3, P.O. Box 12
    r"|(?<!\w)(?:apartment|apt|suite|unit|app)\.?\s+[a-z](?!\w)"  # Unit B
    r"|(?<!\w)\d+(?:st|nd|rd|th|e|er|[èe]re)\s+(?:line|con|side|rang|rue)(?!\w)"  # 5th Line
    r"|(?<!\w)\d+[a-z]?[\s,.-]+(?!(?:and|et|or|ou)(?!\w))[^\W\d_]{2,}"  # 5 Elm
    rf"|#\s*\d|[^\W_][\s.]+st\.?\s*(?:[nsew]\.?\s*)?(?:,|$)|(?<!\w)(?:{COMMON}) st(?!\w)",
    re.IGNORECASE,
)
"""What names a street says its kind behind another word, or before a number, or in French first.

A kind alone, or first in English, is a town or nothing: Terrace Bay, Parkway Estates, St. Marys.
"""


class NotAPlace(ValueError):
    """Neither a town nor a postal code."""

    def __init__(self, why: Literal["wrong", "street"]) -> None:
        super().__init__(why)
        self.why = why


def read_place(typed: str) -> str:
    """What is kept of it; raises `NotAPlace`."""
    text = plain(typed)
    cut = BEGUN.sub(_first_half, CODE.sub(_first_half, text))
    halves = FIRST_HALF.findall(cut)
    if any(not POSSIBLE.fullmatch(half.upper()) for half in halves):
        raise NotAPlace("wrong")
    town = FIRST_HALF.sub(" ", cut)
    if STREET.search(TOWNS_LIKE_STREETS.sub(" ", AT_THE_END.sub("", town))):
        raise NotAPlace("street")
    if not halves:
        if HALF_A_CODE.fullmatch(cut):
            raise NotAPlace("wrong")
        return typed
    first = str(halves[0]).upper()
    if PROVINCE.fullmatch(SECOND_HALF.sub(" ", town)):
        return first
    return _with_town(SECOND_HALF.sub(" ", town), first)


def keepable_place(typed: str) -> str:
    """What may rest in a draft, right or wrong: never a street, never a whole postal code."""
    try:
        return read_place(typed)
    except NotAPlace as refused:
        text = plain(typed)
        too_much = refused.why == "street" or CODE.search(text) or SECOND_HALF.search(text)
        return "" if too_much else typed


def _first_half(code: re.Match[str]) -> str:
    letter, digit, last = [part for part in code.groups() if part]
    digit = digit.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return f" {letter}{digit}{last} ".upper()


def _with_town(town: str, first: str) -> str:
    kept = re.sub(r"[\s_()\[\]]+", " ", town)
    kept = re.sub(r" ([,;.])", r"\1", kept).strip(" ,;:/-.")
    return f"{kept} {first}"
