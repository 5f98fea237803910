"""What the portal adds to the shell that every page has: menu, first page, twin, full addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.shell import Shell
from portal import facts
from portal.markdown_pages import address_of
from portal.site_model import SiteModel
from portal.site_model import slug_of
from portal.sources import twin_of

MENU = "menu."


@dataclass(frozen=True)
class Link:
    """A place on this site; `address` is counted from its root."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class PageShell(Shell):
    """Everything around the content of a page of the portal in one language."""

    home: str
    leaflets: str
    """The page of leaflets in other languages."""
    twin: str
    """The same page in the other language."""
    menu: tuple[Link, ...]
    foot: tuple[Link, ...]
    ask: str
    alternates: tuple[tuple[str, str], ...]
    """Language and full address of the page in each language; empty without a public address.

    The first page has `/` besides, for whoever reads neither: `x-default`.
    """

    @property
    def canonical(self) -> str:
        """Full address of this page; empty without a public address."""
        return dict(self.alternates).get(self.lang, "")


def full_addresses(model: SiteModel) -> list[str]:
    """Of every page; none without a public address."""
    if not model.public_url:
        return []
    return [
        f"{model.public_url}/{address_of(uri)}" for uri in (*model.pages, *model.leaflets.pages)
    ]


def make_shell(model: SiteModel, uri: str) -> PageShell:
    """The shell of the page at `uri`."""
    lang: Language = "fr" if uri.startswith("fr/") else "en"
    return PageShell(
        region=model.region,
        words=model.words[lang],
        # Ticks must not come back with Back, and only the intake can see to that.
        leave_to=f"/{lang}/leave"
        if uri.endswith("/self-check.md")
        else model.region.leave_to[lang],
        demonstration=model.demonstration,
        home=f"{lang}/",
        leaflets=f"{lang}/leaflets/",
        twin=address_of(twin_of(uri)),
        menu=_list(model, MENU, lang, uri),
        foot=_list(model, "foot.", lang, uri),
        ask=facts.ask_path(lang),
        news=tuple(row.text[lang] for row in model.announcements if row.shows_on(model.today)),
        alternates=_alternates(model, uri),
    )


def make_shells(model: SiteModel) -> list[PageShell]:
    """For a page in both languages, or in another one."""
    return [make_shell(model, f"{language}/index.md") for language in LANGUAGES]


def _list(model: SiteModel, kind: str, lang: Language, uri: str) -> tuple[Link, ...]:
    keys = [key for key in model.lists if key.startswith(kind)]
    pages = {key: f"{lang}/{slug_of(key)}.md" for key in keys}
    own = dict(_own_rows(model, lang)) if kind == MENU else {}
    named = [(own.pop(page, "") or model.words[lang](key), page) for key, page in pages.items()]
    named += [(label, page) for page, label in own.items()]
    return tuple(Link(label, address_of(page), page == uri) for label, page in named)


def _own_rows(model: SiteModel, lang: Language) -> Iterator[tuple[str, str]]:
    """Pages that say themselves how the menu calls them, new rows and those that are there."""
    for uri, page in model.pages.items():
        if page.about.menu and page.language == lang:
            yield uri, page.about.menu


def _alternates(model: SiteModel, uri: str) -> tuple[tuple[str, str], ...]:
    if not model.public_url or uri not in model.pages:
        return ()
    rest = uri.partition("/")[2]
    twins = ((lang, f"{model.public_url}/{address_of(f'{lang}/{rest}')}") for lang in LANGUAGES)
    doors = (("x-default", f"{model.public_url}/"),) if rest == "index.md" else ()
    return (*twins, *doors)
