"""What the templates of leaflets are given: each leaflet's own page, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from intake_app.catalog import Language
from portal import documents
from portal.leaflets.languages import LANGUAGES
from portal.leaflets.languages import LeafletLanguage
from portal.leaflets.reading import Leaflet
from portal.shell import make_shells
from portal.site_model import SiteModel
from portal.stylesheet import PLACE

FACTS_IN: Language = "en"
"""The language in which names of agencies and help lines stand in a leaflet."""


@dataclass(frozen=True, kw_only=True)
class LeafletRow:
    """A language in the list of all."""

    language: LeafletLanguage
    label: str
    """Its name in the language of the page."""
    address: str
    """Counted from the root of the site; empty until the leaflet is published."""
    pdf: str


@dataclass(frozen=True, kw_only=True)
class LeafletsPage:
    """All ten languages, and what each leaflet says, in the language of the page."""

    rows: tuple[LeafletRow, ...]
    text: Markup


def leaflets_page(model: SiteModel, language: Language) -> LeafletsPage:
    """The page's data."""
    words = model.words[language]
    text = documents.leaflet_html(words, model.setting(language), h=3)
    return LeafletsPage(rows=leaflet_rows(model, language), text=Markup(text))  # noqa: S704 - our HTML


def leaflet_rows(model: SiteModel, language: Language) -> tuple[LeafletRow, ...]:
    """Every language, published or not."""
    words = model.words[language]
    return tuple(
        LeafletRow(
            language=one,
            label=words(f"leaflets.in.{one.id}"),
            address=leaflet.address if (leaflet := model.leaflets.signed.get(one.id)) else "",
            pdf=_pdf(model, leaflet),
        )
        for one in LANGUAGES
    )


def leaflet_names(model: SiteModel, uri: str) -> dict[str, object]:
    """What the template of a leaflet's own page may name."""
    leaflet = model.leaflets.pages[uri]
    setting = model.setting(FACTS_IN)
    sentences = documents.sentences_of(model.words, leaflet.language.id)
    return {
        "shells": make_shells(model),
        "language": leaflet.language,
        "t": documents.Saying(leaflet, model.region, FACTS_IN),
        "text": Markup(documents.leaflet_html(leaflet, setting, sentences)),  # noqa: S704 - our HTML
        "pdf": _pdf(model, leaflet),
        "canonical": f"{model.public_url}/{leaflet.address}" if model.public_url else "",
        "stylesheet": PLACE,
    }


def _pdf(model: SiteModel, leaflet: Leaflet | None) -> str:
    return leaflet.pdf if leaflet and leaflet in model.printed_leaflets else ""
