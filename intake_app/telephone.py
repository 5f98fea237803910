"""Reads a telephone number as people write it: what is dialled, its extension, and what is left.

Letters are never digits. A number is whole or it is refused, for half a number calls a stranger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from typing import Literal

import phonenumbers

Wrong = Literal["wrong", "area", "letters", "short", "long", "premium", "impossible", "abroad"]
"""Why there is no number that can be dialled; each has its own sentence."""
EXTENSION_WORDS = {"en": "ext.", "fr": "poste"}
RUN = re.compile(r"\+?[0-9](?:[ .()/-]*[0-9])*")
GROUPS = re.compile(r"(?:1[ .()/-]*)?[2-9]\d{2}[ .()/-]*\d{3}[ .()/-]*\d{4}(?= |/\d{3})")
NATIONAL = re.compile(r"1?([0-9]{3})([0-9]{3})([0-9]{4})")
AREA = re.compile(r"[2-9][0-8][0-9]")
EXTENSION = re.compile(
    r"[ ,;(]*(?:\b(?:extension|extn|ext|poste|post|interne|int)|(?<![^\W\d_])(?:x|p)|#)"
    r"[.:= ]*(\d{1,7})(?![\w]|[-./ ]*\d)\)?"
    r"|,+ *(\d{1,7})(?= *(?:$|[(;]))",
    re.IGNORECASE,
)
RELAY = re.compile(r"711[ .()/-]+(?=\+?[0-9])")
"""The relay service of the Deaf: staff dial it first; it is no part of the number."""
SCHEME = re.compile(r"(?:tel|sms|callto)[.:]+ *", re.IGNORECASE)
LETTERS_AS_DIGITS = re.compile(r"[-.]?[oil|]+(?!\w)", re.IGNORECASE)
EDGES = " ,;:/-.|"


@dataclass(frozen=True)
class Telephone:
    """A whole number. What is shown and what is dialled are made from the same digits."""

    digits: str
    """With country code, without `+`."""
    extension: str = ""
    remark: str = ""
    """What stood beside the number, for people to read; never dialled."""

    @property
    def display(self) -> str:
        """As it is written here: 613-555-0123, and with `+` from elsewhere."""
        if national := self._national():
            return "-".join(national.groups())
        kind = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return str(phonenumbers.format_number(phonenumbers.parse(f"+{self.digits}"), kind))

    @property
    def uri(self) -> str:
        """The address that dials it from anywhere."""
        national = self._national()
        number = "+1-" + self.display if national else f"+{self.digits}"
        return f"tel:{number};ext={self.extension}" if self.extension else f"tel:{number}"

    def said(self, language: str) -> str:
        """The number with its extension, for people who read this language."""
        if not self.extension:
            return self.display
        return f"{self.display} {EXTENSION_WORDS[language]} {self.extension}"

    def _national(self) -> re.Match[str] | None:
        return NATIONAL.fullmatch(self.digits) if self.digits[0] == "1" else None


class NotDialled(ValueError):
    """There is no whole number."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why)
        self.why: Wrong = why


def read_telephone(typed: str) -> Telephone:
    """The first whole number in what was typed; raises `NotDialled`."""
    text = SCHEME.sub("", plain(typed), count=1)
    if "context=" in text:
        raise NotDialled("wrong")
    complaints: list[Wrong] = []
    for start, end in _runs(text):
        try:
            digits = _digits(text[start:end])
            _stands_alone(text, start, end)
        except NotDialled as refused:
            complaints.append(refused.why)
        else:
            return _with_what_is_left(digits, text[:start], text[end:])
    raise NotDialled(_gravest(text, complaints))


def telephone_of(number: str, extension: str) -> Telephone:
    """What was kept of a number, once more as a whole. Raises `NotDialled`."""
    return replace(read_telephone(number), extension=extension)


def plain(typed: str) -> str:
    """Digits, dashes, spaces and wide forms of every script as ASCII has them."""
    return "".join(map(_plain, typed)).strip()


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if 0xFF01 <= ord(character) <= 0xFF5E:
        return chr(ord(character) - 0xFEE0)
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    return " " if kind == "Zs" else character


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where digits stand together; a relay code before and a remark behind are not part of it."""
    for run in RUN.finditer(text):
        relay = RELAY.match(text, run.start(), run.end())
        start = relay.end() if relay else run.start()
        whole = GROUPS.match(text, start, run.end())
        if whole and not _is_whole(text[start : run.end()]):
            yield start, whole.end()
        else:
            yield start, run.end()


def _is_whole(run: str) -> bool:
    try:
        _digits(run)
    except NotDialled:
        return False
    return True


def _digits(run: str) -> str:
    digits = re.sub("[^0-9]", "", run)
    if run[0] == "+":
        return _abroad(f"+{run[1:]}")
    if digits.startswith("011") and len(digits) > 11:
        return _abroad(f"+{digits[3:]}")
    count = len(digits)
    if count == 11 and digits[0] == "1":
        return _national(digits)
    if count != 10:
        raise NotDialled("area" if count == 7 else "short" if count < 10 else "long")
    return _national(f"1{digits}")


def _national(digits: str) -> str:
    area, exchange = digits[1:4], digits[4:7]
    if area == "900" or exchange == "976":
        raise NotDialled("premium")
    known = AREA.fullmatch(area) and area[1:] != "11" and exchange[0] in "23456789"
    if not known or exchange[1:] == "11" or len(set(digits[1:])) == 1:
        raise NotDialled("impossible")
    return digits


def _abroad(run: str) -> str:
    try:
        number = phonenumbers.parse(run, None)
    except phonenumbers.NumberParseException:
        raise NotDialled("abroad") from None
    if not phonenumbers.is_possible_number(number):
        raise NotDialled("abroad")
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise NotDialled("premium")
    digits = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))[1:]
    if digits[0] == "1":
        return _national(digits)
    if len(set(digits[len(str(number.country_code)) :])) == 1:
        raise NotDialled("impossible")
    return digits


def _stands_alone(text: str, start: int, end: int) -> None:
    """No letter that was meant as a digit hangs on the number, before or behind."""
    before = text[:start].rstrip("(")
    if before and (before[-1].isalpha() or re.search(r"[^\W_][-.+]$", before)):
        raise NotDialled("letters")
    if before and before[-1] == "+":
        raise NotDialled("wrong")
    if LETTERS_AS_DIGITS.match(text, end):
        raise NotDialled("letters")


def _with_what_is_left(digits: str, before: str, after: str) -> Telephone:
    after = after.removeprefix(")") if before.endswith("(") else after
    before = before.removesuffix("(") if before.endswith("(") else before
    found = EXTENSION.match(after)
    extension = (found[1] or found[2]) if found else ""
    rest = after[found.end() :] if found else after
    parts = (part for part in (_tidy(before), _tidy(rest)) if part)
    return Telephone(digits, extension, ", ".join(parts))


def _tidy(remark: str) -> str:
    text = remark.strip(EDGES)
    inner = text[1:-1]
    wrapped = text.startswith("(") and text.endswith(")") and not re.search("[()]", inner)
    return inner.strip(EDGES) if wrapped else text


def _gravest(text: str, complaints: list[Wrong]) -> Wrong:
    for why in ("premium", "impossible", "abroad", "area"):
        if why in complaints:
            return why
    if re.search(r"\d[-.]?[^\W\d_]|[^\W\d_][-.]?\d", text):
        return "letters"
    return max(complaints, key=("short", "letters", "long", "wrong").index, default="wrong")
