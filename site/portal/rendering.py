"""From rendered Markdown to what the templates are given."""

from __future__ import annotations

from markupsafe import Markup

from portal import documents
from portal import facts
from portal import markup
from portal.agencies import agencies_page
from portal.leaflets.pages import leaflet_rows
from portal.leaflets.pages import leaflets_page
from portal.shell import address_of
from portal.shell import full_addresses
from portal.shell import make_shell
from portal.shell import make_shells
from portal.site_model import SiteModel
from portal.stylesheet import PLACE
from portal.training import training_page


def finished_content(model: SiteModel, uri: str, html: str) -> str:
    """The page's own text: steps and buttons made, links fit for paper, French spaced."""
    page = model.pages[uri]
    language = page.language
    if page.form:
        html = documents.form_page_html(
            page.form, model.setting(language), model.questions, with_pdf=model.has_documents
        )
    dressed = markup.with_steps(markup.with_buttons(html, facts.ask_path(language)))
    if model.public_url:
        dressed = markup.with_addresses(dressed, f"{model.public_url}/{address_of(uri)}")
    return markup.spaced(dressed, language)


def page_names(model: SiteModel, uri: str, html: str) -> dict[str, object]:
    """What the template of a page may name."""
    page = model.pages[uri]
    sections = markup.sections_of(html)
    shell = make_shell(model, uri)
    return {
        "shell": shell,
        "shells": [shell],
        "title": Markup(markup.heading_of(html)) or page.about.title,  # noqa: S704 - our HTML
        "slogan": page.about.title,
        "description": page.about.description,
        "content": Markup(html),  # noqa: S704 - rendered from content/
        "intro": Markup(sections.intro),  # noqa: S704
        "sections": [Markup(section) for section in sections.rest],  # noqa: S704
        "selfcheck": facts.localised(model.region.selfcheck, page.language),
        "training": training_page(
            model.trainings, model.region, model.words[page.language], model.today
        ),
        "agencies": agencies_page(model.partners, model.words[page.language]),
        "leaflets": leaflets_page(model, page.language),
        "stylesheet": PLACE,
    }


def template_names(model: SiteModel) -> dict[str, object]:
    """What the pages in both languages may name: the language choice, the 404, robots.txt."""
    return {
        "shells": make_shells(model),
        "leaflets": leaflet_rows(model, "en"),
        "public_url": model.public_url,
        "addresses": full_addresses(model),
        "demonstration": model.demonstration,
        "stylesheet": PLACE,
    }
