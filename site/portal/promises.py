"""Times that only the settings of a region may promise: no page or word writes one out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from functools import lru_cache

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.catalog import counted
from intake_app.errors import Fault
from portal import checks
from portal.checks.structure import PageFlaw
from portal.sources import Sources

NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|une?|deux|trois|quatre|cinq|six|sept|dix"
    r"|a few|quelques)"
)
NUMBERS = rf"{NUMBER}(?:\s?(?:to|or|-|–|à|ou)\s?{NUMBER})?"
WRITTEN_OUT = re.compile(
    rf"\b{NUMBER}\s(?:(?:working|business) days?|jours? ouvrables?)\b"
    rf"|\bwithin {NUMBER} (?:hours?|weeks?|months?)\b"
    rf"|\b(?:dans les|d[’']ici|en moins de) {NUMBER} (?:heures?|semaines?|mois)\b"
    r"|\b(?:by )?tomorrow\b|\bnext (?:working|business) day\b"
    r"|\b(?:dès|d[’']ici) demain\b|\bprochain jour ouvrable\b"
    r"|\bguarante\w*|\bgaranti(?:sson|ron)s\b|\b(?:promptly|immediately)\b"
    r"|\bimmédiatement\b|\bpromptement\b",
    re.IGNORECASE,
)
SOON = re.compile(
    rf"\b(?:with)?in {NUMBERS}\s(?:days?|hours?|h|weeks?|minutes?|fortnights?)\b"
    rf"|\b(?:sous|en|dans|dans les|d[’']ici|en moins de) {NUMBERS}\s"
    r"(?:jours?|heures?|h|semaines?|minutes?)\b"
    r"|\bthe (?:same|next) (?:day|morning|week)\b|\bnext (?:day|morning|week)\b|\bASAP\b"
    r"|\ble jour même\b|\ble lendemain\b|\bla semaine prochaine\b",
    re.IGNORECASE,
)
IN_TOUCH = re.compile(
    r"\b(?:call|phon|answer|repl(?:y|ies)|contact|meet|hear from|get back|respond|reach)"
    r"|\b(?:r?appel|répon[ds]|communiqu|contact|joindr|rencontr)|\bde (?:nos|vos) nouvelles\b",
    re.IGNORECASE,
)
"""Only beside these words is a time a promise: a code may work for 7 days."""
SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+(?!\s)[^.!?…]*)*")
NO_TIME = re.compile(r"(?i)gu?aran")
LEAVE_OUT = "Leave it out: no agency can promise that, and no setting holds it."
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
    for uri, path in pages.items():
        language: Language = "fr" if uri.startswith("fr/") else "en"
        source = path.read_text(encoding="utf-8-sig", errors="replace")
        written = checks.paragraphs(str(path), language, source)
        yield from checks.prose_faults(written, (promise_flaws,))


def _in_words(texts: Mapping[str, Text]) -> Iterator[Fault]:
    for key, text in texts.items():
        for language in LANGUAGES:
            for flaw in promise_flaws(text[language], language):
                yield Fault(f"content/words: {key} ({language})", flaw.problem, flaw.cure)


@lru_cache(maxsize=8192)
def promise_flaws(text: str, language: Language) -> tuple[PageFlaw, ...]:
    """The first time that a text promises. Remembered, which spares a preview 60 ms of a second."""
    del language  # a time in the other language is one as well
    found = WRITTEN_OUT.search(text) or _soon(text)
    if not found:
        return ()
    problem = f"“{found[0]}” is promised without a setting of the region."
    cure = LEAVE_OUT if NO_TIME.match(found[0]) else CURE
    return (PageFlaw(found[0], problem, cure),)


def _soon(text: str) -> re.Match[str] | None:
    sentences = (sentence[0] for sentence in SENTENCE.finditer(text))
    found = (SOON.search(one) for one in sentences if IN_TOUCH.search(one))
    return next(filter(None, found), None)
