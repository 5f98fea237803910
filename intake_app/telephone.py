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
ANY_WHOLE = r"\(?(?:1[ .()/-]*)?[2-9]\d{2}[ .()/-]*\d{3}[ .()/-]*\d{4}(?!\d)"
RUN = re.compile(r"\+?[0-9](?:[ .()/-]*[0-9])*")
GROUPS = re.compile(rf"{ANY_WHOLE}(?= |[-./() ]*{ANY_WHOLE})")
"""A number with a remark or another number behind it."""
COUNT = re.compile(rf"(?:\d{{1,2}}[-/.])?\d{{1,2}}[ ]+(?:711[ .()/-]+)*\(?(?={ANY_WHOLE})")
"""Digits before a number that belong to the words before them, as in `after 5 905-555-0123`."""
RANGE = re.compile(r"\d+[-/.]\d")
COUNTS = re.compile(
    r"(?<!\w)(?:after|before|until|till?|from|between|to|at|by|around|about|past|since|and|or|"
    r"après|apres|avant|dès|des|depuis|vers|jusqu['’]à|entre|de|à|a|et|ou|sur|"
    r"apt|apartment|app|appartement|unit|unité|suite|room|rm|chambre|bureau|floor|étage|"
    r"line|ligne|ext|extension|poste)\.? *#? *$|\d ?[:h] ?$",
    re.IGNORECASE,
)
"""Words that a hour, a flat or an extension follows, and never a country's code."""
LOCAL = re.compile(r"(?<!\d)\d{3}[ .-]+\d{4}$")
NATIONAL = re.compile(r"1?([0-9]{3})([0-9]{3})([0-9]{4})")
AREA = re.compile(r"[2-9][0-8][0-9]")
EXTENSION_DIGITS = rf"[.:=# ]*(?:n[o°º]\.? *)?(\d{{1,7}})(?!\w|(?![-./ ]*{ANY_WHOLE})[-./ ]*\d)\)?"
EXTENSION = re.compile(
    r"[ ,;(]*(?:\b(?:extension|extn|ext|poste|post|interne|int)|(?<![^\W\d_])(?:x|p)|#)"
    + EXTENSION_DIGITS
    + r"|,+ *(\d{1,7})(?= *(?:$|[(;]))",
    re.IGNORECASE,
)
"""Right behind the number."""
EXTENSION_ELSEWHERE = re.compile(
    rf"(?<!\w)(?:(?:extension|extn|ext|poste|interne){EXTENSION_DIGITS}|x(\d{{1,7}})(?!\w))",
    re.IGNORECASE,
)
"""In what was written beside it; there only the whole words, for `p. 5` may be a time."""
OTHER_NUMBER = re.compile(r"\d{3}[ .()/-]*\d{3,4}")
RELAY = re.compile(r"711[ .()/-]+(?=\+?[0-9])")
"""The relay service of the Deaf: staff dial it first; it is no part of the number."""
SCHEME = re.compile(r"(?:tel|sms|callto)[.:]+ *", re.IGNORECASE)
LETTERS_AS_DIGITS = re.compile(r"[-.]?[oil|]+(?!\w)", re.IGNORECASE)
WORD_BEFORE = re.compile(r"(?<!\w)(?<!\w[-.])(?![oil]+$)[^\W\d_]{2,}$", re.IGNORECASE)
"""As in `TTY905-555-0123`."""
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
        return with_extension(self.display, self.extension, language)

    def _national(self) -> re.Match[str] | None:
        return NATIONAL.fullmatch(self.digits) if self.digits[0] == "1" else None


def with_extension(number: str, extension: str, language: str) -> str:
    """As people who read this language write it."""
    return f"{number} {EXTENSION_WORDS[language]} {extension}" if extension else number


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
        start = _number_starts(text, run.start(), run.end())
        whole = GROUPS.match(text, start, run.end())
        if whole and not _is_whole(text[start : run.end()]):
            yield start, whole.end()
        else:
            yield start, run.end()


def _number_starts(text: str, start: int, end: int) -> int:
    while relay := RELAY.match(text, start, end):
        start = relay.end()
    count = COUNT.match(text, start, end)
    if not count or not (RANGE.match(count[0]) or COUNTS.search(text[:start])):
        return start
    # Only before a number of ours: with another country's code in front it would be a stranger's.
    return count.end() if _is_canadian(text[count.end() : end]) else start


def _is_canadian(run: str) -> bool:
    ten = re.sub("[^0-9]", "", run).removeprefix("1")[:10]
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(ten))
    toll_free = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE
    return toll_free or phonenumbers.region_code_for_number(number) == "CA"


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
        is_local = count == 7 or (count < 10 and LOCAL.search(run))
        raise NotDialled("area" if is_local else "short" if count < 10 else "long")
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
    before = re.sub(r"(?<!\w)711[-.]$", "", text[:start].rstrip("("))
    hangs_on = before[-1:].isalpha() and not WORD_BEFORE.search(before)
    if hangs_on or re.search(r"[^\W_][-.+]$", before):
        raise NotDialled("letters")
    if before and before[-1] == "+":
        raise NotDialled("wrong")
    if LETTERS_AS_DIGITS.match(text, end):
        raise NotDialled("letters")


def _with_what_is_left(digits: str, before: str, after: str) -> Telephone:
    after = after.removeprefix(")") if before.endswith("(") else after
    before = before.removesuffix("(") if before.endswith("(") else before
    found = EXTENSION.match(after)
    if found:
        extension, after = found[1] or found[2], after[found.end() :]
    else:
        extension, before, after = _extension_in_remark(before, after)
    parts = (part for part in (_tidy(before), _tidy(after)) if part)
    return Telephone(digits, extension, ", ".join(parts))


def _extension_in_remark(before: str, after: str) -> tuple[str, str, str]:
    """The extension, and what is left. Behind another number it would be that number's."""
    behind = EXTENSION_ELSEWHERE.search(after)
    if behind and not OTHER_NUMBER.search(after[: behind.start()]):
        return behind[1] or behind[2], before, _without(after, behind)
    first = EXTENSION_ELSEWHERE.search(before)
    if first and not OTHER_NUMBER.search(before):
        return first[1] or first[2], _without(before, first), after
    return "", before, after


def _without(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()].rstrip(EDGES), text[found.end() :].lstrip(EDGES)
    return f"{before} {after}"


def _tidy(remark: str) -> str:
    text = remark.strip(EDGES)
    for one, other, side in (("(", ")", text.lstrip), (")", "(", text.rstrip)):
        if one in text and other not in text:
            text = side(one + EDGES)
    inner = text[1:-1]
    wrapped = text.startswith("(") and text.endswith(")") and not re.search("[()]", inner)
    return inner.strip(EDGES) if wrapped else text.strip(EDGES)


def _gravest(text: str, complaints: list[Wrong]) -> Wrong:
    for why in ("premium", "impossible", "abroad", "area"):
        if why in complaints:
            return why
    if re.search(r"\d[-.]?[^\W\d_]|[^\W\d_][-.]?\d", text):
        return "letters"
    return max(complaints, key=("short", "letters", "long", "wrong").index, default="wrong")
