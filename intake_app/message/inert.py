"""What a stranger typed, shown so that no program makes something of it that can be pressed.

Mail programs turn whatever looks like a web address into a link, in a mail that staff trust because
it is signed. Only what is shown is changed: referral.json keeps every letter.
"""

from __future__ import annotations

import re

DOT = (
    ".\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"
    "\N{ONE DOT LEADER}\N{SMALL FULL STOP}"
)
"""What web browsers take for the dot in a name."""
SIGN = rf"[^\s{DOT}!-,/:-@\[-^`{{-\u00bf\u2000-\u206f\u3000-\u303f]"
"""Of a name: letters of every script with their marks, pictures too, and no punctuation but `-`."""
MAILBOX = rf"[\w{DOT}+'’-]+@[\w-]+(?:[{DOT}][\w-]+)+"
WITH_SCHEME = r"[\w+.-]*://\S*"
CALLING = (
    r"\b(?:mailto|tel|sms|callto|facetime|whatsapp|skype|sips?|javascript|data|file|geo|maps|"
    r"intent|market|magnet|ms-[a-z-]+|webcal|zoommtg|msteams|tg|signal|ldaps?|smb|ssh|blob|"
    r"view-source|search-ms|vbscript):(?=\S)"
)
NUMBERS = rf"(?<![\w{DOT}])(?:\d{{1,3}}[{DOT}]){{3}}\d{{1,3}}(?=[/:])"
"""The address of a machine with a path or a port behind it; alone it may be anything."""
NAME = rf"{SIGN}+(?:[{DOT}]{SIGN}+)+"
ABBREVIATED = rf"(?<!\w)(?:www|ftp)[{DOT}]\S+"
"""Mail programs make a link of all of it: `www.bank.example@evil.example` leads to evil."""
SHARE = r"(?<!\\)\\\\(?=[^\s\\])"
"""A folder of another machine, which is told who opens it."""
LOOKS_LIKE = re.compile(
    rf"(?P<scheme>{WITH_SCHEME})|(?P<calling>{CALLING}|{SHARE})|(?P<short>{ABBREVIATED})"
    rf"|(?P<mailbox>{MAILBOX})|(?P<numbers>{NUMBERS})|(?P<name>{NAME})",
    re.IGNORECASE,
)
DOTS = re.compile(f"[{DOT}]")
TOP_LEVEL = re.compile(rf"[{DOT}][^\W\d_]{SIGN}+$")
"""Two signs or more and a letter first: a name's end, and neither `p.m.` nor `2.5kg`."""
FORMULA = re.compile(
    "[\t\r]|[\\s\"']*[=+\\-@"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}"
    "\N{FULLWIDTH COMMERCIAL AT}]"
)
LIST_ITEM = re.compile(r"\s*- [\w\s,.:'’-]*")
"""A dash and words alone: what staff read stays as it was typed."""


def inert(typed: str) -> str:
    """The same text; web addresses are broken, as in `example [.] org`."""
    return LOOKS_LIKE.sub(_broken, typed)


def _broken(found: re.Match[str]) -> str:
    text = found[0]
    if found["calling"]:
        return f"{text} "
    if found["scheme"]:
        return DOTS.sub(" [.] ", text.replace("://", ": //"))
    if found["numbers"] or found["short"] or (found["name"] and TOP_LEVEL.search(text)):
        return DOTS.sub(" [.] ", text)
    return text


def no_formula(text: str) -> str:
    """For a cell of a table, which somebody may copy into a spreadsheet: text, never a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def no_formula_below(text: str) -> str:
    """The same for a line below the first, which may be an item of somebody's list."""
    return text if LIST_ITEM.fullmatch(text) else no_formula(text)
