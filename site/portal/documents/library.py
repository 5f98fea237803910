"""Which documents there are, where each is published, and how all of them are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from html import unescape
from pathlib import Path

from markupsafe import Markup

from intake_app.catalog import Language
from intake_app.errors import Fault
from intake_app.forms import PaperPart
from portal import markup
from portal.documents.articles import with_paper_links
from portal.documents.articles import without_heading
from portal.documents.brochure import brochure_html
from portal.documents.printing import DocumentFault
from portal.documents.printing import print_html
from portal.documents.templates import ON_A_PAGE
from portal.documents.templates import DocumentContext
from portal.documents.templates import fill_template
from portal.documents.templates import styles
from portal.report import faults_of

FORM = ("document", "form")
Questions = Mapping[Language, tuple[PaperPart, ...]]
"""Of the request form, by language."""
PAGES = "providers/forms"


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document. Its words stand below `documents.<name>` in content/words/documents.yml."""

    name: str
    template: str
    sheets: tuple[str, ...] = FORM
    fillable: bool = True
    article: str = ""
    """Page of the portal whose text it prints: `providers/guidelines`."""
    folder: str = "documents"
    page: str = ""
    """Where a form also stands as a page of the portal, to print and fill in with a pen."""

    @property
    def file(self) -> str:
        return f"{self.folder}/{self.template}.pdf"


DOCUMENTS = (
    Document(
        name="brochure",
        template="brochure",
        sheets=("document", "brochure"),
        fillable=False,
        article="brochure",
    ),
    Document(
        name="guidelines",
        template="guidelines",
        sheets=("document", "guidelines"),
        fillable=False,
        article="providers/guidelines",
    ),
    Document(name="meeting", template="meeting-form", page=f"{PAGES}/meeting-form"),
    Document(name="plan", template="family-service-plan", page=f"{PAGES}/family-service-plan"),
    Document(
        name="consent",
        template="consent-record",
        sheets=(*FORM, "consent-record"),
        page=f"{PAGES}/consent-record",
    ),
    Document(
        name="action",
        template="action-plan",
        sheets=(*FORM, "landscape"),
        page=f"{PAGES}/action-plan",
    ),
    Document(name="story", template="our-story", page="our-story"),
    # Beside the form it stands in for: /en/ask/paper.pdf
    Document(
        name="paper",
        template="paper",
        sheets=(*FORM, "paper"),
        folder="ask",
        page=f"{PAGES}/paper-form",
    ),
)


def address_of(document: Document, language: Language) -> str:
    """Where the document is published, counted from the root of the site."""
    return f"{language}/{document.file}"


def addresses(language: Language) -> dict[str, str]:
    """Where every document is published, by its name, as pages link to it."""
    return {document.name: f"/{address_of(document, language)}" for document in DOCUMENTS}


def form_pages(language: Language) -> dict[str, Document]:
    """The forms by the source of their page: `en/our-story.md`. No such file has to exist."""
    return {f"{language}/{row.page}.md": row for row in DOCUMENTS if row.page}


def form_page_html(
    document: Document, setting: DocumentContext, questions: Questions, *, with_pdf: bool
) -> str:
    """A form as a part of its page: the fields of the PDF, with lines to write on."""
    return fill_template(
        document.template,
        setting,
        **ON_A_PAGE,
        parts=questions[setting.language] if document.name == "paper" else (),
        pdf=f"/{address_of(document, setting.language)}" if with_pdf else "",
    )


def articles_needed(language: Language) -> tuple[str, ...]:
    """Sources of the pages that are printed: `en/brochure.md`."""
    return tuple(f"{language}/{row.article}.md" for row in DOCUMENTS if row.article)


def write_all(
    site: Path, setting: DocumentContext, articles: Mapping[str, str], questions: Questions
) -> None:
    """Writes every document of one language below `site`.

    `articles` are the rendered pages by source, as `articles_needed` names them. Raises
    DocumentFault with what is wrong with any of them.
    """
    faults: list[Fault] = []
    for document in DOCUMENTS:
        article = articles.get(_source(document, setting.language), "")
        try:
            html = _html(document, setting, article, questions)
            printed = print_html(html, styles(*document.sheets), fillable=document.fillable)
        except Exception as error:  # whatever the libraries below raise, the document is named
            faults += _placed(error, _source(document, setting.language))
        else:
            path = site / address_of(document, setting.language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(printed)
    if faults:
        raise DocumentFault(faults)


def _source(document: Document, language: Language) -> str:
    """What an editor mends: `en/brochure.md`, or the template of a form."""
    if document.article:
        return f"{language}/{document.article}.md"
    return f"site/documents/{document.template}.html ({language})"


def _placed(error: Exception, place: str) -> list[Fault]:
    if isinstance(error, DocumentFault):
        return [replace(fault, place=place) for fault in error.faults]
    return [replace(fault, place=f"{place}, {fault.place}") for fault in faults_of(error)]


def _html(document: Document, setting: DocumentContext, article: str, questions: Questions) -> str:
    words = setting.words
    about = {
        "title": words(f"documents.{document.name}.title"),
        "description": words(f"documents.{document.name}.about"),
    }
    if document.name == "brochure":
        return brochure_html(article, setting, about)
    if document.article:
        return fill_template(document.template, setting, **_article(document, setting, article))
    parts = questions[setting.language] if document.name == "paper" else ()
    return fill_template(document.template, setting, **about, parts=parts)


def _article(document: Document, setting: DocumentContext, article: str) -> dict[str, object]:
    site = setting.public_url
    address = f"{site}/{setting.language}/{document.article}/" if site else ""
    text = with_paper_links(without_heading(article), address)
    return {
        "title": unescape(markup.heading_of(article)),
        "description": setting.words(f"documents.{document.name}.about"),
        "content": Markup(text),  # noqa: S704 - rendered from content/
    }
