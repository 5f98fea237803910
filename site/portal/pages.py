"""Reads every page: front matter, then the region's facts into the Markdown, strictly.

All faults of all pages are found in one go, each with its file and line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake_app.catalog import Language
from intake_app.catalog import Words
from intake_app.catalog import reader
from intake_app.errors import Fault
from portal import checks
from portal import documents
from portal import frontmatter
from portal import sources
from portal.documents import Document
from portal.filling import fill
from portal.frontmatter import TEMPLATES
from portal.frontmatter import FrontMatter
from portal.links import link_faults
from portal.markdown_pages import address_of
from portal.markdown_pages import render
from portal.outline import outline_of
from portal.sources import Sources
from portal.sources import place_of
from portal.sources import twin_of

ALL_PAGES = "all-pages.md"
Facts = Mapping[Language, Mapping[str, object]]


@dataclass(frozen=True)
class SourcePage:
    """A page, rendered; its links and looks are finished when it is built."""

    uri: str
    path: Path
    language: Language
    about: FrontMatter
    html: str
    typed: Mapping[str, str]
    """Its links as they stand in the file."""
    form: Document | None = None
    """The form that this page shows, in place of Markdown."""


def form_pages(words: Mapping[Language, Words], path: Path) -> dict[str, SourcePage]:
    """A page for each form that can be printed; its words stand in the file at `path`."""
    return {
        uri: _form_page(uri, path, words[language], form)
        for language in words
        for uri, form in documents.form_pages(language).items()
    }


def _form_page(uri: str, path: Path, words: Words, form: Document) -> SourcePage:
    listed = f"documents.{form.name}.listed"
    about = FrontMatter(
        title=words(f"documents.{form.name}.title"),
        description=words(f"documents.{form.name}.about"),
        template="main",
        menu="",
        publish_from="",
        audience="provider" if "/providers/" in uri else "family",
        first_line=1,
        listed=words(listed) if listed in words else "",
    )
    return SourcePage(uri, path, words.language, about, "", {}, form)


def read_pages(
    pages: Sources,
    names: Facts,
    faults: list[Fault],
    *,
    forms: Mapping[str, SourcePage],
    today: date,
) -> dict[str, SourcePage]:
    """Every page by its address, those of `forms` among them where no file takes their place.

    What is wrong is added to `faults`.
    """
    faults += sources.language_faults(pages) + sources.address_faults(pages)
    faults += sources.reserved_faults(pages)
    texts = {uri: text for uri, path in pages.items() if (text := _text(path, faults)) is not None}
    split = {uri: frontmatter.split(pages[uri], text, faults) for uri, text in texts.items()}
    known = {uri: page.about for uri, page in forms.items()}
    known |= {uri: about for uri, (about, _) in split.items()}
    names = {lang: {**names[lang], "pages": by_audience(known, lang, today)} for lang in names}
    read = dict(forms)
    for uri, text in texts.items():
        faults += checks.line_faults(pages[uri], text)
        faults += checks.table_faults(pages[uri], text)
        read[uri] = _read_page(uri, pages[uri], text, split[uri], names, faults)
        if uri.startswith("fr/") and (english := texts.get(twin_of(uri))):
            faults += checks.untranslated(english, pages[uri], text)
            faults += checks.twin_faults(english, pages[uri], text)
    return read


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(f"{path}:1", "This file is not UTF-8 text.", "Save it as UTF-8."))
        return None


def _read_page(
    uri: str,
    path: Path,
    text: str,
    split: tuple[FrontMatter, str],
    names: Facts,
    faults: list[Fault],
) -> SourcePage:
    language: Language = "fr" if uri.startswith("fr/") else "en"
    about, markdown = split
    # The front matter's lines stay as blank ones, so that Jinja counts the lines of the file.
    padding = "\n" * (about.first_line - 1)
    known = names.get(language)
    filled = fill(path, padding + markdown, known, faults) if known is not None else None
    page = render(uri, (filled or "").lstrip("\n"))
    if filled is not None:
        faults += checks.article_faults(uri, page.html, checks.line_finder(path, text, page.typed))
    return SourcePage(uri, path, language, about, page.html, page.typed)


def by_audience(
    known: Mapping[str, FrontMatter], language: Language, today: date
) -> dict[str, list[dict[str, str]]]:
    """Title and file of every page that is published, from A to Z, by who it is for."""
    rows: dict[str, list[dict[str, str]]] = {audience: [] for audience in frontmatter.AUDIENCES}
    for uri, about in known.items():
        of, _, file = uri.partition("/")
        if of == language and file != ALL_PAGES and about.publish_from <= f"{today}":
            rows[about.audience].append(
                {"title": about.listed or about.title or file, "file": file}
            )
    return {name: sorted(some, key=lambda row: _plain(row["title"])) for name, some in rows.items()}


def _plain(title: str) -> str:
    """As the alphabet sees it: accents and capitals make no difference."""
    letters = unicodedata.normalize("NFD", title.casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


def published(read: Mapping[str, SourcePage], today: date) -> dict[str, SourcePage]:
    """The pages whose day has come."""
    return {uri: page for uri, page in read.items() if page.about.publish_from <= f"{today}"}


def publishing_faults(read: Mapping[str, SourcePage], today: date) -> Iterator[Fault]:
    """Both languages of a page agree, and no two pages bear one name."""
    for uri, page in read.items():
        twin = read.get(twin_of(uri))
        if page.about.publish_from > f"{today + reader.THREE_YEARS}":
            problem = f"`publish_from` is {page.about.publish_from}, more than three years away."
            yield Fault(f"{page.path}:1", problem, "Check the year.")
        if twin:
            yield from _pictures_missing(page, twin)
            yield from _pictures_missing(twin, page)
        if twin and uri.startswith("fr/") and page.about.title and twin.about.title:
            yield from _disagreements(page, twin)
    yield from _names_taken(read)


def _disagreements(page: SourcePage, twin: SourcePage) -> Iterator[Fault]:
    """What the two languages of a page must have alike."""
    one, other, place = page.about, twin.about, f"{page.path}:1"
    if one.publish_from != other.publish_from:
        cure = "Write the same `publish_from` in both languages."
        yield Fault(place, "This page and its twin have different days.", cure)
    if bool(one.menu) != bool(other.menu):
        cure = "Write `menu: …` in both languages, or in none."
        yield Fault(place, "This page and its twin differ about the menu.", cure)
    for key in ("audience", "template"):
        if getattr(one, key) != getattr(other, key):
            cure = f"Write the same `{key}` in both languages, or none."
            yield Fault(place, f"This page and its twin have a different `{key}`.", cure)
    french, english = (len(re.findall(r"<h[2-6]", of.html)) for of in (page, twin))
    if french != english and page.html and twin.html:
        problem = f"This page has {french} headings below its name, and the English one {english}."
        yield Fault(place, problem, "Say the same parts in both languages.")


def _names_taken(read: Mapping[str, SourcePage]) -> Iterator[Fault]:
    """Titles and menu rows that two pages have: nobody could tell them apart in a list."""
    for key, taken in (("title", "another page"), ("menu", "another row of the menu")):
        first: dict[tuple[str, str], SourcePage] = {}
        for page in read.values():
            name = getattr(page.about, key)
            before = first.setdefault((page.language, name.casefold()), page)
            if name and place_of(before.uri) != place_of(page.uri):
                # The shared page was there first: the new one is what somebody has copied.
                new = max(before, page, key=lambda one: ("regions" in one.path.parts, one.uri))
                cure = "Give each page its own." if key == "title" else "Give it another name."
                yield Fault(f"{new.path}:1", f"`{key}` is that of {taken}: “{name}”.", cure)


def _pictures_missing(page: SourcePage, twin: SourcePage) -> Iterator[Fault]:
    """What a picture shows is said in both languages."""
    shown, there = (set(re.findall(r'pictures/([^"]+)"', one.html)) for one in (page, twin))
    for name in sorted(there - shown):
        problem = f"This page does not show `{name}`, which its twin shows."
        yield Fault(f"{page.path}:1", problem, "Show it in both languages, in the words of each.")


def unseen_pictures(
    read: Mapping[str, SourcePage], pictures: Iterable[Path], slug: str
) -> Iterator[Fault]:
    """Pictures of the region that no page shows."""
    shown = {name for page in read.values() for name in re.findall(r'pictures/([^"]+)"', page.html)}
    for path in pictures:
        if slug in path.parts and path.name not in shown:
            cure = f"Show it by `![what it shows](pictures/{path.name})`, or delete it."
            yield Fault(f"{path}:1", "No page shows this picture.", cure)


def dead_links(read: Mapping[str, SourcePage], files: Iterable[str]) -> Iterator[Fault]:
    """Links to pages and files that there will not be, before anything is built."""
    names = {uri: f"{address_of(uri)}index.html" for uri in read}
    outlines = {name: outline_of(read[uri].html) for uri, name in names.items()}
    # Templates and forms add anchors of their own.
    unfinished = frozenset(
        names[uri] for uri, page in read.items() if page.form or page.about.template in TEMPLATES
    )
    # A page that has no twin is told once, and not at each link to it.
    twins = {f"{address_of(twin_of(uri))}index.html" for uri in read}
    found = link_faults(outlines, frozenset(files) | set(names.values()) | twins, unfinished)
    for uri, name in names.items():
        if name in found:
            path = read[uri].path
            text = path.read_text(encoding="utf-8-sig")
            placed = checks.line_finder(path, text, read[uri].typed)
            yield from (placed(fault) for fault in found[name])
