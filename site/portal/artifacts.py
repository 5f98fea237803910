"""What a build publishes beside its pages: documents, calendars, the list of agencies as data."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

from intake_app.errors import ContentFaults
from intake_app.referral import published_schemas
from portal import agencies
from portal import documents
from portal import parallel
from portal import pictures
from portal import training
from portal.site_model import SiteModel

Job = Callable[[], None]
"""Something to print."""
MOVED = """\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="robots" content="noindex"><meta http-equiv="refresh" content="0; url={address}"></head>
<body><h1>{title}</h1><p><a href="{address}">{title}</a></p></body></html>
"""


def can_print(*, may_do_without: bool) -> bool:
    """Whether this machine makes PDFs; where they may not be missing, DocumentsUnavailable."""
    try:
        documents.check_machine()
    except documents.DocumentsUnavailable:
        if may_do_without:
            return False
        raise
    return True


def write_data(site: Path, model: SiteModel) -> None:
    """Calendars, the list of agencies, pictures and schemas, below `site`."""
    for words in model.words.values():
        training.write_calendars(site, model.trainings, model.region, words, model.public_url)
    agencies.write_data(site, model.partners, model.region)
    pictures.write_pictures(site, model.pictures)
    for name, text in published_schemas().items():
        (site / name).write_text(text, encoding="utf-8")


def write_redirects(site: Path, model: SiteModel) -> None:
    """A page at each address that has moved, which leads on without a script."""
    for language, words in model.words.items():
        for row in model.redirects:
            up = "../" * (row.id.count("/") + 1)
            text = MOVED.format(
                language=language,
                address=f"{up}{row.to}/" if row.to != "index" else up,
                title=escape(words("missing.moved")),
            )
            path = site / language / row.id / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def document_files(model: SiteModel) -> frozenset[str]:
    """What `print_documents` will write, counted from the root of the site."""
    if not model.has_documents:
        return frozenset()
    named = (documents.addresses(language).values() for language in model.words)
    leaflets = (leaflet.pdf for leaflet in model.printed_leaflets)
    return frozenset((*leaflets, *(address.lstrip("/") for some in named for address in some)))


def print_documents(site: Path, model: SiteModel, articles: Mapping[str, str]) -> None:
    """Every document, below `site`. `articles` are the rendered pages, by source.

    Raises ContentFaults with every fault of every document, at the page that it prints.
    """
    if not model.has_documents:
        return
    letters = model.leaflets.letters
    articles = {uri: pictures.on_paper(html, model.pictures) for uri, html in articles.items()}
    documents.prepare(*((leaflet.language.font, letters) for leaflet in model.printed_leaflets))
    try:
        parallel.run_each(
            _do, [*_documents(site, model, articles), *_leaflets(site, model, letters)]
        )
    except ContentFaults as found:
        paths = {uri: str(page.path) for uri, page in model.pages.items()}
        faults = [
            replace(fault, place=paths.get(fault.place, fault.place)) for fault in found.faults
        ]
        raise ContentFaults(faults) from found


def _documents(site: Path, model: SiteModel, articles: Mapping[str, str]) -> Iterator[Job]:
    for language in model.words:
        yield partial(documents.write_all, site, model.setting(language), articles, model.questions)


def _leaflets(site: Path, model: SiteModel, letters: frozenset[str]) -> Iterator[Job]:
    setting = model.setting("en")
    for leaflet in model.printed_leaflets:
        sentences = documents.sentences_of(model.words, leaflet.language.id)
        yield partial(documents.print_leaflet, site, leaflet, setting, sentences, letters)


def _do(job: Job) -> None:
    job()
