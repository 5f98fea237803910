"""Digits, dashes and spaces of every script and keyboard as ASCII has them."""

from __future__ import annotations

import re
import unicodedata

ON_A_DIGIT = re.compile(r"(?<=[0-9])[\u0300-\u036f\u200b-\u200d\u2060\ufe0f\u20e3]+")
"""Accents, joiners and the frame of a key, as in 9️⃣: the digit alone is meant."""


def plain_characters(typed: str) -> str:
    """The same, with plain digits, dashes, spaces and wide forms."""
    return ON_A_DIGIT.sub("", "".join(map(_plain, typed))).strip()


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if 0xFF01 <= ord(character) <= 0xFF5E:
        return chr(ord(character) - 0xFEE0)
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    return " " if kind == "Zs" else character
