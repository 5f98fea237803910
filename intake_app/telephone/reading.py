"""Reads a telephone number as people write it.

Letters are never digits. A number is whole or it is refused, for half a number calls a stranger.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from intake_app.telephone import meaning
from intake_app.telephone.abroad import abroad
from intake_app.telephone.abroad import is_surely_abroad
from intake_app.telephone.characters import plain_characters
from intake_app.telephone.extension import with_what_is_left
from intake_app.telephone.national import ANY_WHOLE
from intake_app.telephone.national import is_bare
from intake_app.telephone.national import is_canadian
from intake_app.telephone.national import national
from intake_app.telephone.number import NotDialled
from intake_app.telephone.number import Telephone
from intake_app.telephone.number import Wrong

RUN = re.compile(r"(?:\+\(?)?[0-9](?:[ .()/-]*[0-9])*")
COUNT = re.compile(rf"(?:\d{{1,2}}[-/.])?\d{{1,2}}[ ]+(?:711[ .()/-]+)*\(?(?={ANY_WHOLE})")
"""Digits before a number that belong to the words before them, as in `after 5 905-555-0123`."""
DOOR = re.compile(rf"\d{{1,5}}[ ]+\(?(?={ANY_WHOLE})")
TIME = re.compile(r" +\d{1,2}(?: ?[-/.] ?\d{1,2})?$")
OF_A_TIME = re.compile(r" ?(?:[:h]|[ap]\.?m)(?!\w*[^\W\d_]{3})", re.IGNORECASE)
"""Behind the last digits of a run: `18h` and `5-7 pm` are no part of the number."""
RANGE = re.compile(r"\d+[-/.]\d")
RELAY = re.compile(r"711[ .()/-]+(?=\+?[0-9])")
"""The relay service of the Deaf: staff dial it first; it is no part of the number."""
STAR = re.compile(rf"(\*\d\d)[ .-]*(?={ANY_WHOLE})")
"""As in *67, which hides who calls: no part of the number either."""
SCHEME = re.compile(r"(?:tel|sms|callto)[.:]+ *", re.IGNORECASE)
ODD = r"(?:[^\w\s+./()-]|_){1,2}"
ODD_GAPS = re.compile(rf"(?<!\d)(?:1({ODD}))?(\d{{3}})({ODD})(\d{{3}})\3(\d{{4}})(?!\d)")
"""As in 905,555,0123: the same sign twice, whatever it is."""
SQUARE = re.compile(r"\[(\d{3})\]")
PLUS_APART = re.compile(rf"\+ +(?=\d)(?!{ANY_WHOLE})")
LETTERS_AS_DIGITS = re.compile(r"[-.]?[oil|]+(?!\w)", re.IGNORECASE)
WORD_BEFORE = re.compile(r"(?<!\w)(?<!\w[-.])(?![oil]+$)[^\W\d_]{2,}$", re.IGNORECASE)
"""As in `TTY905-555-0123`."""
LIKE_DIGITS = re.compile(r"(?=\D*\d)(?=\d*\D)[\dOILSBZ|]+", re.IGNORECASE)
LENGTHS = (3, 4, 7, 10, 11)
"""Of the groups of a number: `9O5`, `0l23`, and neither `p.5` nor `17h`."""


def read_telephone(typed: str) -> Telephone:
    """The first whole number in what was typed; raises `NotDialled`."""
    text = _evenly_spaced(SCHEME.sub("", plain_characters(typed), count=1))
    if "context=" in text:
        raise NotDialled("wrong")
    complaints: list[Wrong] = []
    for run in RUN.finditer(text):
        try:
            digits, start, end = _whole(text, run)
        except NotDialled as refused:
            complaints.append(refused.why)
            continue
        before, after = text[:start], text[end:]
        if meaning.is_forbidden(before, after):
            raise NotDialled("which")
        return with_what_is_left(digits, before, after)
    raise NotDialled(_gravest(text, complaints))


def telephone_of(number: str, extension: str) -> Telephone:
    """What was kept of a number, once more as a whole. Raises `NotDialled`."""
    return replace(read_telephone(number), extension=extension)


def _evenly_spaced(text: str) -> str:
    """Signs between the groups of a number that people seldom use become the usual ones."""
    text = ODD_GAPS.sub(_with_dashes, SQUARE.sub(r"(\1)", text))
    return PLUS_APART.sub("+", STAR.sub(r"\1, ", text))


def _with_dashes(found: re.Match[str]) -> str:
    groups = "-".join((found[2], found[4], found[5]))
    return f"1-{groups}" if found[1] else groups


def _whole(text: str, run: re.Match[str]) -> tuple[str, int, int]:
    """What is dialled, and where it begins and ends; without the hours behind it if it can be."""
    time = TIME.search(run[0]) if OF_A_TIME.match(text, run.end()) else None
    if time:
        with suppress(NotDialled):
            return _alone(text, run.start(), run.start() + time.start())
    return _alone(text, run.start(), run.end())


def _alone(text: str, start: int, end: int) -> tuple[str, int, int]:
    start = _number_starts(text, start, end)
    digits, length = _number(text[start:end])
    _stands_alone(text, start, start + length)
    return digits, start, start + length


def _number_starts(text: str, start: int, end: int) -> int:
    """A relay code before it, an hour or a flat are no part of it."""
    while relay := RELAY.match(text, start, end):
        start = relay.end()
    before = text[:start]
    count = COUNT.match(text, start, end)
    if count and not (RANGE.match(count[0]) or meaning.is_a_count(before)):
        count = None
    if not count and meaning.is_a_flat(before):
        count = DOOR.match(text, start, end)
    # Only before a number of ours: with another country's code in front it would be a stranger's.
    return count.end() if count and is_canadian(text[count.end() : end]) else start


def _number(run: str) -> tuple[str, int]:
    """The digits that are dialled, and how much of the run they took."""
    abroad_from = _abroad_from(run)
    if not abroad_from:
        return national(run)
    code = re.search("[0-9]", run[abroad_from:])
    start = abroad_from + code.start() if code else abroad_from
    if not run[start:].startswith("1"):
        if _lacks_our_code(run[start:]):
            raise NotDialled("abroad")
        digits, length = abroad(f"+{run[start:]}")
        return digits, start + length - 1
    # Behind +1, what is left may still begin with a 1 of its own.
    code_alone = re.compile(r"1[ .()/-]*").match(run, start)
    rest = code_alone.end() if code_alone else start
    digits, length = national(run[rest:] or "1")
    return digits, rest + length


def _lacks_our_code(run: str) -> bool:
    """As in +613 555 0123, which would call Australia."""
    try:
        _, end = national(run)
    except NotDialled:
        return False
    return is_canadian(run) and not is_surely_abroad(f"+{run[:end]}")


def _abroad_from(run: str) -> int:
    """Where the country's code begins; 0 where there is none."""
    digits = re.sub("[^0-9]", "", run)
    if run[0] == "+":
        return 1
    if not digits.strip("0") or len(digits) < 11:
        return 0
    way_out = re.compile(r"0[ .-]*1[ .-]*1[ .()/-]*|0[ .-]*0[ .()/-]*").match(run)
    return way_out.end() if way_out else 0


def _stands_alone(text: str, start: int, end: int) -> None:
    """No letter that was meant as a digit hangs on the number, and no flat is its area code."""
    before = re.sub(r"(?<!\w)711[-.]$", "", text[:start].rstrip("("))
    hangs_on = before[-1:].isalpha() and not WORD_BEFORE.search(before)
    if hangs_on or re.search(r"[^\W_][-.+]$", before):
        raise NotDialled("letters")
    if before and before[-1] == "+":
        raise NotDialled("wrong")
    if LETTERS_AS_DIGITS.match(text, end):
        raise NotDialled("letters")
    if is_bare(text[start:end]) and meaning.is_a_flat(text[:start]):
        raise NotDialled("area")


def _gravest(text: str, complaints: list[Wrong]) -> Wrong:
    for why in ("premium", "impossible", "abroad", "letters", "area"):
        if why in complaints or (why == "letters" and _has_letters_for_digits(text)):
            return why
    if re.search(r"\d[-.]?[^\W\d_]|[^\W\d_][-.]?\d", text):
        return "letters"
    return max(complaints, key=("short", "long", "wrong").index, default="wrong")


def _has_letters_for_digits(text: str) -> bool:
    words = re.findall(r"[\w|]+", text)
    return any(len(word) in LENGTHS and LIKE_DIGITS.fullmatch(word) for word in words)
