"""What is wrong with the lines of a page as they were typed, before anything is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from intake_app.catalog import twin_texts
from intake_app.catalog import wording
from intake_app.catalog import yaml_files
from intake_app.errors import Fault


def line_faults(path: Path, text: str) -> Iterator[Fault]:
    """Left from a merge, from another program, or from a page that is not finished."""
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{path}:{number}"
        if yaml_files.CONFLICT.match(line) and not line.startswith("=" * 7):
            cure = yaml_files.CONFLICT_CURE
            yield Fault(place, "Two versions of this page were mixed.", cure)
        if "\t" in line:
            yield Fault(place, "A tab stands here, as from Word.", "Type spaces, or a new line.")
        for flaw in wording.flaws_everywhere(line):
            yield Fault(place, f"This line {flaw.problem}.", flaw.cure)


RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
FILLED_IN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|`[^`]*`|\\.")


def table_faults(path: Path, text: str) -> Iterator[Fault]:
    """Rows with more or fewer cells than their table has: the words of the last would be lost."""
    cells = 0
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if number > 1 and "|" in line and RULE.fullmatch(line):
            cells = _cells(lines[number - 2])
        elif "|" not in line:
            cells = 0
        if cells and _cells(line) != cells:
            problem = f"This row of the table has {_cells(line)} cells, and its first row {cells}."
            yield Fault(f"{path}:{number}", problem, "Write one `|` between each two cells.")


def _cells(row: str) -> int:
    return FILLED_IN.sub("", row).strip().strip("|").count("|") + 1


def untranslated(english: str, french: Path, text: str) -> Iterator[Fault]:
    """Lines of the French page that are the English ones."""
    copied = set(english.splitlines())
    for number, line in enumerate(text.splitlines(), 1):
        words = re.sub(r"^\w+: ", "", line)
        if line in copied and "{" not in line and twin_texts.is_same_language(words, words):
            problem = "This line is the same in the English page."
            yield Fault(f"{french}:{number}", problem, "Translate it.")
