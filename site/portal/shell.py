"""What the templates around a page need: menu, language switch, crisis line, who to phone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from markupsafe import escape

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Words
from portal import facts
from portal.book import Book
from portal.facts import AgencyView
from portal.facts import CrisisView
from portal.sources import twin_of


@dataclass(frozen=True)
class Link:
    """A place on this site; `address` is counted from its root."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Everything around the content of a page in one language."""

    lang: Language
    other: Language
    words: Words
    region_name: str
    home: str
    twin: str
    """The same page in the other language."""
    menu: tuple[Link, ...]
    pages: tuple[Link, ...]
    ask: str
    leave_to: str
    crisis: Markup
    crisis_lines: tuple[CrisisView, ...]
    agency: AgencyView
    demonstration: bool
    alternates: tuple[tuple[str, str], ...]
    """Language and full address of the page in each language; empty without a public address."""

    @property
    def canonical(self) -> str:
        """Full address of this page; empty without a public address."""
        return dict(self.alternates).get(self.lang, "")


def address_of(uri: str) -> str:
    """`en/contact.md` -> `en/contact/`; `en/index.md` -> `en/`."""
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path.endswith("/index") else f"{path}/"


def make_shell(book: Book, uri: str) -> Shell:
    """The shell of the page at `uri`."""
    lang: Language = "fr" if uri.startswith("fr/") else "en"
    region, words = book.region, book.words[lang]
    return Shell(
        lang=lang,
        other="en" if lang == "fr" else "fr",
        words=words,
        region_name=region.name[lang],
        home=f"{lang}/",
        twin=address_of(twin_of(uri)),
        menu=_menu(book, lang, uri),
        pages=_pages(book, lang, uri),
        ask=facts.ask_path(lang),
        leave_to=region.leave_to[lang],
        crisis=_crisis(book, words),
        crisis_lines=tuple(facts.crisis_view(line, lang) for line in region.crisis_lines),
        agency=facts.agency_view(region, lang),
        demonstration=book.demonstration,
        alternates=_alternates(book, uri),
    )


def _menu(book: Book, lang: Language, uri: str) -> tuple[Link, ...]:
    return tuple(
        Link(
            book.words[lang](f"menu.{slug}"),
            address_of(f"{lang}/{slug}.md"),
            uri == f"{lang}/{slug}.md",
        )
        for slug in book.menu
    )


def _pages(book: Book, lang: Language, uri: str) -> tuple[Link, ...]:
    """Every page for families, by its own title, for the foot of each page."""
    listed = [
        page
        for page in book.pages.values()
        if page.language == lang and page.about.audience == "family"
    ]
    return tuple(
        Link(page.about.title, address_of(page.uri), page.uri == uri)
        for page in listed
        if page.uri != f"{lang}/index.md"
    )


def _crisis(book: Book, words: Words) -> Markup:
    phones = {
        line.id.replace("-", "_"): facts.phone_link(line.phone) for line in book.region.crisis_lines
    }
    return Markup(escape(words("shell.crisis"))).format_map(phones)  # noqa: S704 - escaped


def _alternates(book: Book, uri: str) -> tuple[tuple[str, str], ...]:
    if not book.public_url or uri not in book.pages:
        return ()
    rest = uri.partition("/")[2]
    return tuple((lang, f"{book.public_url}/{address_of(f'{lang}/{rest}')}") for lang in LANGUAGES)
