"""Numbers with their noun, one or many: "1 day", "2 days"."""

from __future__ import annotations

from collections.abc import Mapping

from intake_app.dates import NO_BREAK


def counted(number: int, one: str, many: str) -> str:
    """`number` with the noun that belongs to it, never apart on two lines."""
    return f"{number}{NO_BREAK}{one if number == 1 else many}"


class Count(int):
    """A number in a text: `{days:day|days}` writes the noun as well, `{days}` the digits alone."""

    def __format__(self, nouns: str) -> str:
        if "|" not in nouns:
            return int.__format__(self, nouns)
        one, many = nouns.split("|")
        return counted(self, one, many)


def counts_in(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a text, with every number ready to be counted."""
    return {
        name: Count(value) if isinstance(value, int) else value for name, value in values.items()
    }
