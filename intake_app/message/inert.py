"""What a stranger typed, shown so that no program makes something of it that can be pressed.

Mail programs turn whatever looks like a web address into a link, in a mail that staff trust because
it is signed. Only what is shown is changed: referral.json keeps every letter.
"""

from __future__ import annotations

import re

DOT = ".\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"
"""What web browsers take for the dot in a name."""
MAILBOX = rf"[\w{DOT}+'’-]+@[\w-]+(?:[{DOT}][\w-]+)+"
WITH_SCHEME = r"[\w+.-]*://\S*"
CALLING = r"\b(?:mailto|tel|sms|callto|facetime|whatsapp|skype|sips?|javascript|data|file):(?=\S)"
NAME = rf"[\w-]+(?:[{DOT}][\w-]+)+"
LOOKS_LIKE = re.compile(
    rf"(?P<scheme>{WITH_SCHEME})|(?P<calling>{CALLING})|(?P<mailbox>{MAILBOX})|(?P<name>{NAME})",
    re.IGNORECASE,
)
DOTS = re.compile(f"[{DOT}]")
TOP_LEVEL = re.compile(rf"[{DOT}][^\W\d_][\w-]+$")
"""Two signs or more and a letter first: a name's end, and neither `p.m.` nor `2.5kg`."""
FORMULA = tuple("=+-@\t\r")


def inert(typed: str) -> str:
    """The same text; web addresses are broken, as in `example [.] org`."""
    return LOOKS_LIKE.sub(_broken, typed)


def _broken(found: re.Match[str]) -> str:
    text = found[0]
    if found["calling"]:
        return f"{text} "
    if found["scheme"]:
        return DOTS.sub(" [.] ", text.replace("://", ": //"))
    if found["name"] and TOP_LEVEL.search(text):
        return DOTS.sub(" [.] ", text)
    return text


def no_formula(text: str) -> str:
    """For a cell of a table, which somebody may copy into a spreadsheet: text, never a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
