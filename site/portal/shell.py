"""What the templates around a page need: menu, language switch, crisis line, who to phone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from intake_app.catalog import EVERYWHERE
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Words
from portal import facts
from portal.book import Book
from portal.book import slug_of
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
    foot: tuple[Link, ...]
    ask: str
    leave_to: str
    crisis: Markup
    crisis_lines: tuple[CrisisView, ...]
    agency: AgencyView
    demonstration: bool
    alternates: tuple[tuple[str, str], ...]
    """Language and full address of the page in each language; empty without a public address.

    The first page has `/` besides, for whoever reads neither: `x-default`.
    """

    @property
    def demonstration_text(self) -> Markup:
        """The banner; its numbers never break over two lines, and are no links before "Leave"."""
        number = Markup('<span class="unbroken">{}</span>')
        shown = {line.id.replace("-", "_"): line.phone.striptags() for line in self.crisis_lines}
        numbers = {name: number.format(phone) for name, phone in shown.items()}
        return self.words.html("shell.demonstration", **numbers)

    def phrase(self, key: str, **values: object) -> Markup:
        """The words of `key`, with `{named}` places filled in, links included."""
        return self.words.html(key, **values)

    @property
    def canonical(self) -> str:
        """Full address of this page; empty without a public address."""
        return dict(self.alternates).get(self.lang, "")


def address_of(uri: str) -> str:
    """`en/contact.md` -> `en/contact/`; `en/index.md` -> `en/`."""
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path.endswith("/index") else f"{path}/"


def full_addresses(book: Book) -> list[str]:
    """Of every page; none without a public address."""
    if not book.public_url:
        return []
    return [f"{book.public_url}/{address_of(uri)}" for uri in book.pages]


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
        menu=_list(book, "menu.", lang, uri),
        foot=_list(book, "foot.", lang, uri),
        ask=facts.ask_path(lang),
        # Ticks must not come back with Back, and only the intake can see to that.
        leave_to=f"/{lang}/leave" if uri.endswith("/self-check.md") else region.leave_to[lang],
        crisis=_crisis(book, words),
        crisis_lines=tuple(facts.crisis_view(line, lang) for line in region.crisis_lines),
        agency=facts.agency_view(region, lang),
        demonstration=book.demonstration,
        alternates=_alternates(book, uri),
    )


def _list(book: Book, kind: str, lang: Language, uri: str) -> tuple[Link, ...]:
    keys = [key for key in book.lists if key.startswith(kind)]
    pages = {key: f"{lang}/{slug_of(key)}.md" for key in keys}
    return tuple(
        Link(book.words[lang](key), address_of(page), page == uri) for key, page in pages.items()
    )


def _crisis(book: Book, words: Words) -> Markup:
    numbers = {line.id: facts.dial(line.phone, words.language) for line in book.region.crisis_lines}
    phones = {name.replace("-", "_"): number for name, number in numbers.items()}
    first = words.html("shell.crisis", **phones)
    talk = Markup(", ").join(
        Markup("{} {}").format(line.name[words.language], numbers[line.id])
        for line in book.region.crisis_lines
        if line.id not in EVERYWHERE
    )
    return first + " " + words.html("shell.crisis_talk", lines=talk) if talk else first


def _alternates(book: Book, uri: str) -> tuple[tuple[str, str], ...]:
    if not book.public_url or uri not in book.pages:
        return ()
    rest = uri.partition("/")[2]
    twins = ((lang, f"{book.public_url}/{address_of(f'{lang}/{rest}')}") for lang in LANGUAGES)
    doors = (("x-default", f"{book.public_url}/"),) if rest == "index.md" else ()
    return (*twins, *doors)
