"""Times that only the settings of a region may promise: no page or word writes one out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Text
from intake_app.catalog import counted
from intake_app.errors import Fault
from portal.sources import Sources

NUMBER = r"(?:\d+|an?|one|two|three|four|five|une?|deux|trois|quatre|cinq)"
WRITTEN_OUT = re.compile(
    rf"\b{NUMBER}\s(?:(?:working|business) days?|jours? ouvrables?)\b"
    rf"|\bwithin {NUMBER} (?:hours?|weeks?|months?)\b"
    rf"|\b(?:dans les|d[’']ici|en moins de) {NUMBER} (?:heures?|semaines?|mois)\b"
    r"|\b(?:by )?tomorrow\b|\bnext (?:working|business) day\b"
    r"|\b(?:dès|d[’']ici) demain\b|\bprochain jour ouvrable\b"
    r"|\bguarante|\b(?:promptly|immediately)\b|\bimmédiatement\b|\bpromptement\b",
    re.IGNORECASE,
)
CURE = "Name the setting, like `promise.acknowledge_working_days`, or leave the time out."


def promised(number: int | None, one: str, many: str) -> str:
    """A time of the region's settings with its noun: `{{ promise.…|counted("day", "days") }}`."""
    if number is None:
        raise ValueError("this region has promised no such time; ask first with `{% if … %}`")
    return counted(number, one, many)


def promise_faults(pages: Sources, texts: Mapping[str, Text]) -> list[Fault]:
    """Every time that is promised without its setting."""
    return [*_in_pages(pages), *_in_words(texts)]


def _in_pages(pages: Sources) -> Iterator[Fault]:
    for path in pages.values():
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        for number, line in enumerate(lines, 1):
            if found := WRITTEN_OUT.search(line):
                yield Fault(f"{path}:{number}", _problem(found), CURE)


def _in_words(texts: Mapping[str, Text]) -> Iterator[Fault]:
    for key, text in texts.items():
        for language in LANGUAGES:
            if found := WRITTEN_OUT.search(text[language]):
                yield Fault(f"content/words: {key} ({language})", _problem(found), CURE)


def _problem(found: re.Match[str]) -> str:
    return f"“{found[0]}” is promised without a setting of the region."
