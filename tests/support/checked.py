"""Marks the facts of a YAML file as checked, as a person would after dialling each number."""

from __future__ import annotations

import re

PART = re.compile(r"(?m)^(?: *- id|\w+):")
NUMBER = re.compile(r'(?m)^ *(?:phone|toll_free|text_to): "?([\d-]+)"?$')


def checked(text: str, day: str) -> str:
    """The file with the day in every `last_checked`, and the numbers of each part beside it."""
    starts = [0, *(match.start() for match in PART.finditer(text)), len(text)]
    parts = (text[start:end] for start, end in zip(starts, starts[1:], strict=False))
    if "\ntoll_free:" in text:  # no parts: all of the file is one
        parts = iter([text])
    return "".join(_checked(part, day) for part in parts)


def _checked(part: str, day: str) -> str:
    numbers = f'"{", ".join(NUMBER.findall(part))}"'
    dated = re.sub(r"last_checked: \S+", f"last_checked: {day}", part)
    return re.sub(r"checked_numbers: .+", f"checked_numbers: {numbers}", dated)
