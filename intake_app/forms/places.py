"""Reads where a family lives, and keeps of it a town and three characters of a postal code."""

from __future__ import annotations

import re
from typing import Literal

from intake_app.forms.postal_codes import POSSIBLE
from intake_app.forms.postal_codes import without_codes
from intake_app.forms.streets import has_numbers
from intake_app.forms.streets import is_house
from intake_app.forms.streets import is_street
from intake_app.telephone import plain_characters

PROVINCE = r"ON|ONT|Ontario|QC|Québec|Canada"
AT_THE_END = re.compile(rf"[\s,(]+(?:{PROVINCE})\.?\)?\s*$", re.IGNORECASE)
BESIDE_A_CODE = re.compile(
    rf"(?<!\w)(?:{PROVINCE}|(?:(?:my|mon|the|le) )?(?:postal code|code postal|postal|code|fsa|pc)"
    r"(?: is| est)?|first|last|and|et|or|ou|to|then|no)(?!\w)",
    re.IGNORECASE,
)
"""Words that tell no more than the code does."""
ESCAPED = re.compile(r"%20|&nbsp;|\+(?=\w)")
NO_PLACE = re.compile(
    r"@|//|(?<!\w)www\.|\w\.(?:ca|com|org|net)(?!\w)"
    r"|(?<![^\s(])[^\W\d_]{3,}(?:\.[^\W\d_]{2,}){2,}(?![^\s,)])",
    re.IGNORECASE,
)
"""An e-mail address, a link, or three words that stand for a house."""
SIGNS = " ,;:/-.\"'«»“”„‘’<>*?"


class NotAPlace(ValueError):
    """Neither a town nor a postal code."""

    def __init__(self, why: Literal["wrong", "street"]) -> None:
        super().__init__(why)
        self.why = why


def read_place(typed: str) -> str:
    """What is kept of it; raises `NotAPlace`."""
    text = ESCAPED.sub(" ", plain_characters(typed))
    town, halves = without_codes(text)
    if NO_PLACE.search(town) or any(not POSSIBLE.fullmatch(half) for half in halves):
        raise NotAPlace("wrong")
    if is_street(AT_THE_END.sub("", town)):
        raise NotAPlace("street")
    if has_numbers(town):
        raise NotAPlace("street" if is_house(town) else "wrong")
    return _with_town(town, halves[0]) if halves else ESCAPED.sub(" ", typed)


def keepable_place(typed: str) -> str:
    """What may rest in a draft, right or wrong: never a street, never a whole postal code."""
    try:
        return read_place(typed)
    except NotAPlace as refused:
        is_short = refused.why == "wrong" and len(re.sub(r"\s", "", typed)) <= 3
        return typed if is_short else ""


def _with_town(town: str, first: str) -> str:
    if len(re.findall(r"[^\W\d_]", BESIDE_A_CODE.sub(" ", town))) < 2:
        return first
    kept = re.sub(r"[\s_()\[\]]+", " ", town)
    kept = re.sub(r" ?([,;.])(?: ?,)*", r"\1", kept).strip(SIGNS)
    return f"{kept} {first}"
