"""Finds postal codes in what was typed, however they are broken up or misspelt.

A letter is compared as it looks: L7R may be typed with a 1 for the L, in Cyrillic, bold or circled.
"""

from __future__ import annotations

import re
import unicodedata

GAP = r"[\W_]*"
BEGIN = r"(?<![^\W_])"
END = r"(?![^\W_])"
DIGIT = "[0-9OILSBZG]"
LETTER = "[A-Z125680]"
WHOLE = re.compile(rf"([A-Z]){GAP}(\d){GAP}([A-Z]){GAP}\d{GAP}[A-Z]{GAP}\d")
MISSPELT = re.compile(
    rf"{BEGIN}({LETTER})({DIGIT})({LETTER}){GAP}{DIGIT}{LETTER}{DIGIT}{END}"
    rf"|{BEGIN}([A-Z])([0-9OIL])([A-Z])[\W_]+[0-9OIL][A-Z][0-9OIL]{END}"
)
"""With one digit at least, or in two halves, for six letters may be a town."""
NO_WORD = re.compile(r"[\W\d_]")
BEGUN = re.compile(rf"{BEGIN}([A-Z])(\d)([A-Z]){GAP}\d{GAP}[A-Z]?{END}")
FIRST_HALF = re.compile(rf"{BEGIN}([A-Z])(\d)([A-Z]){END}")
SECOND_HALF = re.compile(rf"{BEGIN}\d{GAP}[A-Z]{GAP}\d{END}")
POSSIBLE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]")
AS_DIGITS = str.maketrans("OILSBZG", "0115826")
AS_LETTERS = str.maketrans("125860", "LZSBGO")
LIKE_LATIN = str.maketrans(
    "АВСЕНІЈКМОРЅТУХавсенијкморѕтухΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζηικμνορτυχ",
    "ABCEHIJKMOPSTYXABCEHUJKMOPSTYXABEZHIKMNOPTYXABEZHIKMNOPTYX",
)


def looks(text: str) -> str:
    """Capitals of ASCII for whatever looks like them, one for one."""
    return "".join(map(_look, text))


def _look(character: str) -> str:
    parts = [part for part in unicodedata.normalize("NFKD", character) if part.isalnum()]
    seen = (parts[0] if len(parts) == 1 else character).translate(LIKE_LATIN).upper()
    return seen if len(seen) == 1 else character


def without_codes(text: str) -> tuple[str, list[str]]:
    """What is left of the text, and the first half of every code, which may be impossible."""
    halves: list[str] = []
    for pattern in (WHOLE, MISSPELT, BEGUN, FIRST_HALF):
        text = _cut(text, pattern, halves)
    return (_cut(text, SECOND_HALF, []) if halves else text), halves


def _cut(text: str, pattern: re.Pattern[str], halves: list[str]) -> str:
    kept, done = [], 0
    for code in pattern.finditer(looks(text)):
        half = _spelt_right("".join(part for part in code.groups() if part))
        if pattern is MISSPELT and not (POSSIBLE.fullmatch(half) and NO_WORD.search(code[0])):
            continue
        halves += [half] if half else []
        kept += [text[done : code.start()], " "]
        done = code.end()
    return "".join([*kept, text[done:]])


def _spelt_right(first: str) -> str:
    return "".join(
        character.translate(table)
        for character, table in zip(first, (AS_LETTERS, AS_DIGITS, AS_LETTERS), strict=False)
    )
