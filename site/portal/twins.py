"""Every text in both languages, side by side in docs/, for whoever approves or translates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import yaml

from intake_app.catalog import LANGUAGES
from intake_app.catalog import load_texts
from intake_app.catalog import region_names
from intake_app.catalog.words import UNREAD

FILES = {
    "families": Path("docs/words.md"),
    "families, in the form": Path("docs/words-form.md"),
    "staff": Path("docs/words-staff.md"),
}
"""By who reads the texts."""
FOR_STAFF = re.compile(r"words: (?:approval|mail|documents|training|agencies)|.*/providers/")
IN_THE_FORM = re.compile(r"words: (?:ask|errors|status)$")
FRONT = re.compile(r"\A---.*?\n---\n", re.DOTALL)
LINK = re.compile(r"\]\([^)]*\)")
"""Where a link leads; from docs/ it would lead nowhere."""
BY_NAME = "all-pages.md"
"""In the order of each language's own alphabet, so its lines have no twins."""
JINJA_ALONE = re.compile(r"(?:\{%.*?%\}|\{\{.*?\}\}|[\s.\-])*")
HEAD = """\
# Words for {readers}, English and French side by side

Made by `python -m portal words` from content/; a test finds it out of date. Correct a text where
it stands, never here. Names in braces are filled in by the service.
"""
Row = tuple[str, str, str]


def side_by_side(content: Path, readers: str) -> str:
    """The whole file."""
    parts = [HEAD.format(readers=readers)]
    for title, rows in (*_words(content), *_regions(content), *_pages(content)):
        if _readers_of(title) != readers:
            continue
        lines = (f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)
        parts.append(
            "\n".join(
                [f"## {title}", "", "| where | English | French |", "|---|---|---|", *lines, ""]
            )
        )
    return "\n".join(parts)


def _readers_of(title: str) -> str:
    if FOR_STAFF.match(title):
        return "staff"
    return "families, in the form" if IN_THE_FORM.match(title) else "families"


def _cell(text: str) -> str:
    words = LINK.sub("]", " ".join(text.split()))
    return words.replace("|", "\\|").replace("<", "&lt;")


def _words(content: Path) -> Iterator[tuple[str, list[Row]]]:
    rows = [
        (key, text.en, text.fr)
        for key, text in load_texts(content).items()
        if not key.startswith(UNREAD)
    ]
    for name, some in groupby(rows, key=lambda row: row[0].partition(".")[0]):
        yield f"words: {name}", list(some)


def _regions(content: Path) -> Iterator[tuple[str, list[Row]]]:
    for region in region_names(content):
        for path in sorted((content / "regions" / region).glob("*.yml")):
            rows = list(pairs_of(yaml.safe_load(path.read_text(encoding="utf-8"))))
            if rows:
                yield path.relative_to(content).as_posix(), rows


def pairs_of(value: object, place: str = "") -> Iterator[Row]:
    """Every `{en: …, fr: …}` in what a file holds, with its place."""
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        yield place, str(value["en"] or ""), str(value["fr"] or "")
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from pairs_of(below, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, row in enumerate(value, 1):
            yield from pairs_of(row, f"{place}[{number}]")


def _pages(content: Path) -> Iterator[tuple[str, list[Row]]]:
    folders = [content / "pages", *sorted((content / "regions").glob("*/pages"))]
    for folder in folders:
        for english in sorted((folder / "en").rglob("*.md")):
            if english.name == BY_NAME:
                continue
            french = folder / "fr" / english.relative_to(folder / "en")
            texts = zip(blocks_of(english), blocks_of(french), strict=True)
            rows = [(str(number), *pair) for number, pair in enumerate(texts, 1)]
            yield english.relative_to(content).as_posix(), rows


def blocks_of(page: Path) -> list[str]:
    """Headings, paragraphs and list items of a page, without lines of Jinja alone."""
    lines = FRONT.sub("", page.read_text(encoding="utf-8")).splitlines()
    return [line for line in lines if not JINJA_ALONE.fullmatch(line)]
