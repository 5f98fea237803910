"""Codes for finishing later: 100 bits that a person can write down and type in again.

Crockford's alphabet: no I, L, O or U, so that nothing looks like something else or reads badly.
"""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
BITS = 5 * LENGTH
GROUP = 4
MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212._/-]+")


def code_of(number: int) -> str:
    """The code for a number of 100 bits."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))


def in_groups(code: str) -> str:
    """As it is shown: five groups of four."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code that was meant; None when it cannot be one."""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(MEANT)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    return plain
