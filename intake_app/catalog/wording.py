"""What is wrong with the words of one text, whoever reads them: signs that would be shown as signs.

Shared by the reader of YAML and by the check of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from intake_app.catalog.model import SHORT_CODES
from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone

PLAIN = "Write plain words; the pages add the looks."
ALL_DIGITS = "Write all ten digits of a number that rings, like 613-555-0123."
ENCODING = "Type the letters anew, and save the file as UTF-8."


class Flaw(NamedTuple):
    """What is wrong, as the end of a sentence, and the cure."""

    problem: str
    cure: str


MARKDOWN = re.compile(r"\*\*|__|~~|\]\s?\(|^#{1,6} |^[-*•] |(?<![\w*])\*\w[^*]*\*(?!\w)|!\[")
GARBLED = re.compile("\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\u00c2[\u00a0-\u00bf]|\ufffd|â\u0080")
HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
TO_COME = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME|XXX+|N/A|lorem ipsum|à compléter|à venir :|à traduire)\b|\?\?\?"
    r"|[(\[<{](?:(?:please )?(?:insert|fill in|to be (?:added|confirmed|determined))\b"
    r"|insér|à insérer|à ajouter|à confirmer|à déterminer)[^)\]>}]*(?:[)\]>}](?!\()|$)",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w$-])(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{1,6}(?![\w-])"
    r"|(?<![\w$-])\d{3}-\d{4}(?![\w-])"
)
EXAMPLE_NUMBER = re.compile(r"(?<!\d)555\W?01\d\d(?!\d)")
"""Kept free by the North American numbering plan for films and examples, also our own."""
RINGS_NOWHERE = "a number of examples, which rings nowhere"
REAL_NUMBER = "Write the real one."
CURLY = re.compile(r"[“”„‟].*[“”„‟]|[‘‚‛].*[’‘]", re.DOTALL)


def flaws_everywhere(text: str) -> Iterator[Flaw]:
    """Faults of words and pages alike."""
    if GARBLED.search(text):
        yield Flaw("holds garbled letters", ENCODING)
    if HIDDEN.search(text):
        yield Flaw("holds a character that nobody sees", "Delete the line and type it anew.")
    if found := TO_COME.search(text):
        cure = "Write what is true, or leave it out (`null`) until it is known."
        yield Flaw(f"still says “{found[0]}”", cure)


def flaws_of_words(text: str) -> Iterator[Flaw]:
    """Faults of a text in YAML, which is shown letter by letter."""
    yield from flaws_everywhere(text)
    if MARKDOWN.search(text):
        yield Flaw("holds signs of Markdown, which would be shown", PLAIN)
    if "\t" in text:
        yield Flaw("holds a tab", "Write one space in its place.")
    for number in undialled(text):
        yield Flaw(f"holds `{number}`, which nobody can dial", ALL_DIGITS)
    if text.endswith(","):
        yield Flaw("ends with a comma", "Take the comma away, or end the sentence.")
    if re.search(r"\{\{|\}\}|\{%", text):
        yield Flaw("holds `{{ … }}`, which only pages fill in", PLAIN)


def undialled(text: str) -> Iterator[str]:
    """What looks like a phone number and rings nowhere."""
    for found in PHONE.finditer(text):
        try:
            read_telephone(found[0])
        except NotDialled:
            if found[0].replace("-", "") not in SHORT_CODES:
                yield found[0]
