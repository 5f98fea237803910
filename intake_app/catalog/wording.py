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
    r"|[(\[<{](?:please )?(?:insert|fill in|to be (?:added|confirmed|determined))\b[^)\]>}]*.?"
    r"|[(\[<{](?:insér|à insérer|à ajouter|à confirmer|à déterminer)[^)\]>}]*.?",
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
THOUSANDS = re.compile(r"(?<=\d)[, \u00a0\u202f](?=\d{3}(?!\d))")
ACT = re.compile(r"\bLoi de \d{4}")
"""French names an Ontario act by its year, English does not."""
HOURS = 24
"""Below it a number may be an hour: 4 in the afternoon is 16 in French."""
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


def differing_numbers(english: str, french: str) -> tuple[str, str]:
    """A day, a sum or a number that only one of the two languages says; empty where all agree."""
    one, other = _numbers(english), _numbers(french)
    return ", ".join(sorted(one - other)), ", ".join(sorted(other - one))


def _numbers(text: str) -> set[str]:
    found = re.findall(r"\d+", THOUSANDS.sub("", ACT.sub("", text)))
    return {number for number in found if int(number) >= HOURS}


def is_same_language(english: str, french: str) -> bool:
    """Whether a sentence was copied and not translated. Names may be the same in both."""
    if english != french:
        return False
    ordinary = [word for word in english.split() if word[:1].islower()]
    return len(ordinary) >= (2 if english.endswith((".", "!", "?")) else 4)


ENGLISH = re.compile(r"(?i)\b(the|and|you|your|with|we|is|are|of|to|for|that|can|will|not|our)\b")
FRENCH = re.compile(r"(?i)\b(le|la|les|des|et|vous|votre|avec|nous|est|sont|une|pour|que|du|au)\b")


def seems_swapped(english: str, french: str) -> bool:
    """Whether English stands where French belongs and the other way round."""
    return _leans_french(english) and _leans_english(french)


def _leans_french(text: str) -> bool:
    return len(FRENCH.findall(text)) >= 2 and not ENGLISH.search(text)


def _leans_english(text: str) -> bool:
    return len(ENGLISH.findall(text)) >= 2 and not FRENCH.search(text)
