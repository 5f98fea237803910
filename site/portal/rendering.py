"""From rendered Markdown to what the templates are given."""

from __future__ import annotations

from markupsafe import Markup

from intake_app.catalog import LANGUAGES
from portal import documents
from portal import facts
from portal import markup
from portal.agencies import agencies_page
from portal.book import Book
from portal.shell import address_of
from portal.shell import full_addresses
from portal.shell import make_shell
from portal.stylesheet import PLACE
from portal.training import training_page


def finished_content(book: Book, uri: str, html: str) -> str:
    """The page's own text: steps and buttons made, links fit for paper, French spaced."""
    page = book.pages[uri]
    language = page.language
    if page.form:
        html = documents.form_page_html(
            page.form, book.setting(language), book.questions, with_pdf=book.has_documents
        )
    dressed = markup.with_steps(markup.with_buttons(html, facts.ask_path(language)))
    if book.public_url:
        dressed = markup.with_addresses(dressed, f"{book.public_url}/{address_of(uri)}")
    return markup.spaced(dressed, language)


def page_names(book: Book, uri: str, html: str) -> dict[str, object]:
    """What the template of a page may name."""
    page = book.pages[uri]
    sections = markup.sections_of(html)
    shell = make_shell(book, uri)
    return {
        "shell": shell,
        "shells": [shell],
        "title": Markup(markup.heading_of(html)) or page.about.title,  # noqa: S704 - our HTML
        "slogan": page.about.title,
        "description": page.about.description,
        "content": Markup(html),  # noqa: S704 - rendered from content/
        "intro": Markup(sections.intro),  # noqa: S704
        "sections": [Markup(section) for section in sections.rest],  # noqa: S704
        "selfcheck": facts.localised(book.region.selfcheck, page.language),
        "training": training_page(
            book.trainings, book.region, book.words[page.language], book.today
        ),
        "agencies": agencies_page(book.partners, book.words[page.language]),
        "stylesheet": PLACE,
    }


def template_names(book: Book) -> dict[str, object]:
    """What the pages in both languages may name: the language choice, the 404, robots.txt."""
    return {
        "shells": [make_shell(book, f"{language}/index.md") for language in LANGUAGES],
        "public_url": book.public_url,
        "addresses": full_addresses(book),
        "demonstration": book.demonstration,
        "stylesheet": PLACE,
    }
