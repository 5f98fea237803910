"""A whole telephone number, or the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers

Wrong = Literal[
    "wrong", "area", "letters", "short", "long", "premium", "impossible", "abroad", "which"
]
"""Why there is no number that can be dialled; each has its own sentence."""
EXTENSION_WORDS = {"en": "ext.", "fr": "poste"}
NATIONAL = re.compile(r"1?([0-9]{3})([0-9]{3})([0-9]{4})")


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
        return displayed(phonenumbers.parse(f"+{self.digits}"))

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


def displayed(number: phonenumbers.PhoneNumber) -> str:
    """A number from another country, with `+`."""
    kind = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, kind))


def with_extension(number: str, extension: str, language: str) -> str:
    """As people who read this language write it."""
    return f"{number} {EXTENSION_WORDS[language]} {extension}" if extension else number


class NotDialled(ValueError):
    """There is no whole number."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why)
        self.why: Wrong = why
