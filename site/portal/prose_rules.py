"""The rules for prose, put to every page and text of a region at once."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.catalog import impossible
from intake_app.errors import Fault
from portal import checks
from portal.checks import help_page
from portal.checks import numbers
from portal.checks import regions
from portal.checks import words
from portal.checks.prose import Prose
from portal.checks.structure import PageFlaw
from portal.promises import promise_faults
from portal.promises import promise_flaws
from portal.sources import Sources


def wrong_words(pages: Sources, texts: Mapping[str, Text], content: Path, slug: str) -> list[Fault]:
    """Faults of what is said, with file and line."""
    said = _said(pages, content, slug)
    return [*promise_faults(pages, texts), *help_page.answer_faults(texts), *said]


def _said(pages: Sources, content: Path, slug: str) -> Iterator[Fault]:
    fields = numbers.fields_of(content, slug)
    yield from numbers.field_faults(fields)
    known = numbers.known_numbers(fields)

    def of_numbers(text: str, language: Language) -> tuple[PageFlaw, ...]:
        del language  # a number is the same in both
        return numbers.number_flaws(text, known)

    prose = tuple(checks.prose_of(_sources(pages), content, slug))
    yield from checks.prose_faults(prose, (of_numbers, _of_days, words.word_flaws))
    yield from _of_regions(prose, content, slug)
    yield from help_page.help_faults(pages)
    yield from regions.line_faults_of_all(content)
    on_pages = (piece for piece in prose if not piece.in_yaml)
    yield from checks.prose_faults(on_pages, (words.language_flaws,))
    rows = (piece for piece in prose if piece.in_yaml)
    yield from checks.prose_faults(rows, (promise_flaws,))


def _of_regions(prose: Sequence[Prose], content: Path, slug: str) -> Iterator[Fault]:
    """Names of other regions here, and of any region in what all share."""
    others, every = (regions.names_of_regions(content, but=but) for but in (slug, ""))
    shared = str(content / "pages")
    for names, is_shared in ((others, False), (every, True)):

        def of_regions(
            text: str, language: Language, names: regions.Names = names
        ) -> tuple[PageFlaw, ...]:
            del language
            return regions.region_flaws(text, names)

        some = (piece for piece in prose if piece.path.startswith(shared) == is_shared)
        yield from checks.prose_faults(some, (of_regions,))


def _of_days(text: str, language: Language) -> Iterator[PageFlaw]:
    return (PageFlaw(*wrong) for wrong in impossible(text, language))


def _sources(pages: Sources) -> Iterator[tuple[str, Path, str]]:
    for uri, path in pages.items():
        yield uri, path, path.read_text(encoding="utf-8-sig", errors="replace")
