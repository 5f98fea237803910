"""Numbers of Canada and its neighbours: which groups of digits are one, and which can be called.

A local number with a flat, an hour or a second number beside it often has ten digits too. They are
a stranger's: only groups that people write a whole number in are one.
"""

from __future__ import annotations

import re

import phonenumbers

from intake_app.telephone.number import NotDialled
from intake_app.telephone.number import Wrong

ANY_WHOLE = r"\(?(?:1[ .()/-]*)?[2-9]\d{2}[ .()/-]*\d{3}[ .()/-]*\d{4}(?!\d)"
WHOLE = re.compile(r"(?:10|3-7|6-4|3-3-4|3-3-2-2|3-3-1-1-1-1|2-2-2-2-2|1(?:-1){9})(?![^-])")
"""Lengths of groups: `3-3-4` is 613-555-0123, `3-3-2-2` is 613 555 01 23."""
LOCAL = re.compile(r"(?<![0-9])(?:7|3-4|3-2-2)(?![0-9])")
"""A number without area code, and whatever stands beside it."""
LOCAL_FIRST = re.compile(r"(?:1-)?(?:7|3-4(?!-4))(?![0-9])")
BEHIND = re.compile(rf"$| |[-./() ]*{ANY_WHOLE}")
"""A remark or another number. Any other digit would be a part of this one."""


def national(run: str) -> tuple[str, int]:
    """The eleven digits that are dialled, and where they end. Raises `NotDialled`."""
    groups = list(re.finditer("[0-9]+", run))
    lengths = [len(group[0]) for group in groups]
    led = _led(groups[0][0])
    if lengths == [1]:
        raise NotDialled("short")
    shape = "-".join(map(str, lengths[1:] if led == 1 else [lengths[0] - led // 2, *lengths[1:]]))
    whole = WHOLE.match(shape)
    if not whole:
        raise NotDialled(_why(shape))
    count = whole[0].count("-") + (2 if led == 1 else 1)
    end = groups[count - 1].end()
    if not BEHIND.match(run, end):
        raise NotDialled("long")
    digits = "".join(group[0] for group in groups[:count])
    return _checked(digits if led else f"1{digits}"), end


def is_canadian(run: str) -> bool:
    """Whether it begins with a number of ours, so that no country's code can stand before it."""
    ten = re.sub("[^0-9]", "", run).removeprefix("1")[:10]
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(ten))
    toll_free = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE
    return toll_free or phonenumbers.region_code_for_number(number) == "CA"


def is_bare(run: str) -> bool:
    """Three digits first, neither in brackets nor behind a 1: an area code, or a flat."""
    return bool(re.match(r"[0-9]{3}[ .-]", run))


def _led(first: str) -> int:
    """1 when a 1 stands alone before the number, 2 when it is the first of its digits, else 0."""
    if first == "1":
        return 1
    return 2 if first[0] == "1" and len(first) in (4, 7, 11) else 0


def _why(shape: str) -> Wrong:
    count = sum(map(int, shape.split("-")))
    if LOCAL_FIRST.match(shape) or (count <= 10 and LOCAL.search(shape)):
        return "area"
    if count < 10:
        return "short"
    # Ten digits in groups that nobody writes: with hours beside them, they are no number.
    return "long" if count > 10 else "wrong"


def _checked(digits: str) -> str:
    area, exchange = digits[1:4], digits[4:7]
    if area == "900" or exchange == "976":
        raise NotDialled("premium")
    possible = exchange[0] in "23456789" and exchange[1:] != "11" and len(set(digits[1:])) > 1
    if not possible or not _is_area_code(area):
        raise NotDialled("impossible")
    return digits


def _is_area_code(area: str) -> bool:
    """Of a place, toll-free, or 600 of satellite telephones, as far as the library knows them.

    Personal numbers (500, 521-529, 622 and so on) ring no family here, and cost more. A code that
    was given out since is known once the library is upgraded.
    """
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{area}2345678"))
    personal = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PERSONAL_NUMBER
    return phonenumbers.region_code_for_number(number) is not None and not personal
