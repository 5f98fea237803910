"""When a person last checked a fact, and which numbers that person dialled.

A number that has been changed since is unchecked, whatever day stands beside it.
"""

from __future__ import annotations

import re

from intake_app.catalog.model import Fact
from intake_app.catalog.model import Phone
from intake_app.catalog.reader import Section

DIALLED = "checked_numbers"
CURE = "Check the number; then write the day and, in `checked_numbers`, what you dialled."


def checked_fact(section: Section, *numbers: Phone | None) -> Fact:
    """Source and day of checking; `numbers` are those that stand in this part of the file."""
    source, day = section.text("source") or "", section.past_day("last_checked")
    present = [number for number in numbers if number and number.digits]
    if numbers:
        dialled = section.text(DIALLED, optional=True) or ""
        if day and present and _digits(dialled) != sorted({one.digits for one in present}):
            shown = ", ".join(dict.fromkeys(one.said("en") for one in present))
            problem = f"is {day}, but `{DIALLED}` is not `{shown}`."
            section.fault("last_checked", problem, CURE)
    return Fact(source, day)


def _digits(dialled: str) -> list[str]:
    numbers = {_number(part) for part in re.split(r"[,;]", dialled) if part.strip()}
    return sorted(numbers)


def _number(text: str) -> str:
    before, _, extension = text.partition("ext.")
    return Phone("-".join(re.findall(r"\d+", before)), extension.strip()).digits
