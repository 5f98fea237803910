"""Numbers of other countries, which begin with `+`, 00 or 011.

Their lengths differ, so that an hour behind one can make another number that is just as possible.
"""

from __future__ import annotations

import re

import phonenumbers

from intake_app.telephone.number import NotDialled
from intake_app.telephone.number import displayed

HOUR = r"(?:1?\d|2[0-4])"
HOURS = re.compile(rf"(?<=\d)(?: +{HOUR} ?[-/.] ?{HOUR}|(?<=\d{{3}})(?: +\d)+)+$")
"""Behind a number: `18-20`, `5`. Nobody ends a number so."""
ONE_MORE = re.compile(r"(?<=[ .-]\d\d) +\d$")
"""Behind pairs one digit may end the number, or be an hour."""


def abroad(run: str) -> tuple[str, int]:
    """The digits that are dialled, country code first, and where they end. Raises `NotDialled`."""
    end = _end(run)
    number = _parsed(run[:end])
    if number is None:
        raise NotDialled("abroad")
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise NotDialled("premium")
    digits = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))[1:]
    if len(set(digits[len(str(number.country_code)) :])) == 1:
        raise NotDialled("impossible")
    return digits, end


def _end(run: str) -> int:
    """Behind the longest number at a space; hours never belong to it."""
    if _is_valid(run) and displayed(phonenumbers.parse(run)) == run:
        return len(run)
    hours = HOURS.search(run)
    if hours and _is_valid(run[: hours.start()]):
        return hours.start()
    one_more = ONE_MORE.search(run)
    if one_more and _is_valid(run) and _is_valid(run[: one_more.start()]):
        raise NotDialled("abroad")
    spaces = [space.start() for space in re.finditer(" +", run)]
    valid = (end for end in [len(run), *reversed(spaces)] if _is_valid(run[:end]))
    longest = next(valid, None)
    if longest is None and hours:
        raise NotDialled("abroad")
    return longest or len(run)


def is_surely_abroad(run: str) -> bool:
    """Whether it is one there, in the groups of that country, or a mobile telephone's."""
    number = _parsed(run)
    if number is None or not phonenumbers.is_valid_number(number):
        return False
    kind = phonenumbers.PhoneNumberType.MOBILE
    return displayed(number) == run or phonenumbers.number_type(number) == kind


def _is_valid(run: str) -> bool:
    number = _parsed(run)
    return number is not None and phonenumbers.is_valid_number(number)


def _parsed(run: str) -> phonenumbers.PhoneNumber | None:
    """A possible number; the library may not know yet what a country has given out since."""
    try:
        number = phonenumbers.parse(run, None)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
