"""Words that were left from writing: doubled, of a draft, of a program, of the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake_app.catalog import Language
from intake_app.catalog.twin_texts import NAMES
from intake_app.catalog.twin_texts import OTHERS
from intake_app.catalog.twin_texts import is_other_language
from portal.checks.structure import PageFlaw

DOUBLED = re.compile(r"(?i)\b(?!nous |vous |had |that |bien |très )([^\W\d_]{2,}) \1\b")
LEFT = (
    (r"\bDRAFT\b|\bÉBAUCHE\b|\bBROUILLON\b", "Take it out once the text is approved."),
    (r"(?i)\bcoming soon\b|\bto be (?:announced|determined|confirmed)\b", "Say what is true now."),
    (r"(?i)\bas an AI (?:language )?model\b|\ben tant que modèle de langage\b",
     "Take the sentence of the program out, and read the rest again."),
    (r"(?i)\bSent from my i?\w+|\bEnvoyé de mon i?\w+", "Take it out."),
    (r"\\(?:newpage\b|[nrt])", "Begin a new line in its place."),
    (r"&(?!(?:nbsp|amp|lt|gt|quot|apos|shy|eacute|egrave|agrave|ccedil|#\w+);)\w+;"
     r"|&amp;amp;", "Type the letter itself."),
)  # fmt: skip
COMPILED = tuple((re.compile(sign), cure) for sign, cure in LEFT)
SPACE_BEFORE = re.compile(r"\w (?:[!?;]|[,.](?!\w|\.))(?=\s|$)")
DOLLAR = re.compile(r"\$\s?\d[\d,.]*")


def word_flaws(text: str, language: Language) -> Iterator[PageFlaw]:
    """Faults of a text that any reader would see."""
    if found := DOUBLED.search(text):
        yield PageFlaw(found[0], f"“{found[0]}” says a word twice.", "Take one of them out.")
    for sign, cure in COMPILED:
        if found := sign.search(text):
            yield PageFlaw(found[0], f"“{found[0]}” was left here.", cure)
    if found := SPACE_BEFORE.search(text):
        problem = f"A space stands before `{found[0][-1]}`."
        yield PageFlaw(found[0], problem, "Take it away; the pages set what French needs.")
    if language == "fr" and (found := DOLLAR.search(text)):
        cure = "Write the sign behind the sum, like 20 $."
        yield PageFlaw(found[0], f"“{found[0]}” is written as in English.", cure)


def language_flaws(text: str, language: Language) -> tuple[PageFlaw, ...]:
    """A paragraph of the other language."""
    if not is_other_language(text, language):
        return ()
    other, own = NAMES[OTHERS[language]], NAMES[language]
    first = text.splitlines()[0]
    return (PageFlaw(first, f"“{first[:40]}” is {other} on a page in {own}.", "Translate it."),)
