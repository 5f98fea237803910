"""What is wrong with the lines of a page as they were typed, before anything is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

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


def untranslated(english: str, french: Path, text: str) -> Iterator[Fault]:
    """Lines of the French page that are the English ones."""
    copied = set(english.splitlines())
    for number, line in enumerate(text.splitlines(), 1):
        words = re.sub(r"^\w+: ", "", line)
        if line in copied and "{" not in line and wording.is_same_language(words, words):
            problem = "This line is the same in the English page."
            yield Fault(f"{french}:{number}", problem, "Translate it.")
