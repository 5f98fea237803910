"""Everything that one build is made from: region, words and pages, checked together."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Partner
from intake_app.catalog import Region
from intake_app.catalog import TrainingDate
from intake_app.catalog import Words
from intake_app.catalog import load_partners
from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import load_training
from intake_app.catalog import region_names
from intake_app.catalog import unfit_to_serve
from intake_app.dates import ONTARIO
from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from portal import documents
from portal import facts
from portal import pages
from portal import sources
from portal.commissioner import Commissioner
from portal.commissioner import load_commissioner
from portal.leaflets import Leaflet
from portal.leaflets import Leaflets
from portal.leaflets import load_leaflets
from portal.pages import SourcePage
from portal.promises import promise_faults

LISTS = ("menu.", "foot.")
FORM_WORDS = "words/documents.yml"
NO_PDF = "documents.no_pdf"
Loaded = TypeVar("Loaded")


@dataclass(frozen=True, kw_only=True)
class SiteModel:
    """A region's portal before it is rendered."""

    region: Region
    words: Mapping[Language, Words]
    pages: Mapping[str, SourcePage]
    lists: tuple[str, ...]
    """Keys of the words that name the pages of menu and foot, in order: `menu.contact`."""
    content: Path
    demo_rows: Path | None
    trainings: tuple[TrainingDate, ...]
    partners: tuple[Partner, ...]
    commissioner: Commissioner
    leaflets: Leaflets
    today: date
    """The build's date: what is past depends on it."""
    has_documents: bool
    """False on a machine that cannot make PDFs; pages then name none."""
    public_url: str
    """Address of the site without a slash at the end; empty when it is not known."""

    @property
    def demonstration(self) -> bool:
        """True unless the site is built for an address of its own, for real families."""
        return self.region.demonstration or not self.public_url

    @property
    def printed_leaflets(self) -> tuple[Leaflet, ...]:
        """Those that this machine can print; where documents must not be missing, all."""
        if not self.has_documents:
            return ()
        signed = self.leaflets.signed.values()
        return tuple(leaflet for leaflet in signed if leaflet.language.can_be_printed)

    @cached_property
    def questions(self) -> documents.Questions:
        """Of the request form, in both languages."""
        return documents.read_questions(self.region, self.words)

    def setting(self, language: Language) -> documents.DocumentContext:
        """What a document of that language is made for."""
        return documents.DocumentContext(
            region=self.region,
            words=self.words[language],
            commissioner=self.commissioner,
            made_on=self.today,
            public_url=self.public_url,
            demonstration=self.demonstration,
        )


def load_site_model(
    content: Path,
    slug: str,
    *,
    today: date,
    demo_rows: Path | None = None,
    public_url: str = "",
    has_documents: bool = True,
) -> SiteModel:
    """Reads and checks everything. Raises ContentFaults with all faults of all files."""
    if slug not in region_names(content):
        load_region(content, slug)  # names the regions that there are
    faults: list[Fault] = []
    region = _gathered(faults, lambda: load_region(content, slug, demo_rows))
    trainings = _gathered(faults, lambda: load_training(content, slug, demo_rows)) or ()
    partners = _gathered(faults, lambda: load_partners(content, slug, demo_rows)) or ()
    commissioner = _gathered(faults, lambda: load_commissioner(content))
    texts = _gathered(faults, lambda: load_texts(content)) or {}
    found = sources.page_sources(content, slug)
    last = max(today, datetime.now(ONTARIO).date())
    leaflets = _gathered(faults, lambda: load_leaflets(content, texts, last)) if texts else None
    if leaflets and has_documents and not demo_rows:
        faults += leaflets.unprintable
    lists = tuple(key for key in texts if key.startswith(LISTS))
    faults += _list_faults(lists, found) + promise_faults(found, texts)
    words = {language: Words(language, texts) for language in LANGUAGES}
    names = _names(region, commissioner, words, has_documents=has_documents)
    read = pages.read_pages(found, names, faults)
    if region and public_url and not demo_rows:
        faults += unfit_to_serve(region)
    if faults or region is None or commissioner is None or leaflets is None:
        raise ContentFaults(sorted(faults))
    # A page that an editor writes at the same address takes the place of the form.
    read = pages.form_pages(words, content / FORM_WORDS) | read
    return SiteModel(
        region=region,
        words=words,
        pages=read,
        lists=lists,
        content=content,
        demo_rows=demo_rows,
        trainings=trainings,
        partners=partners,
        commissioner=commissioner,
        leaflets=leaflets,
        today=today,
        has_documents=has_documents,
        public_url=public_url.rstrip("/"),
    )


def _gathered(faults: list[Fault], load: Callable[[], Loaded]) -> Loaded | None:
    try:
        return load()
    except FaultsFound as found:
        faults += found.faults
        return None


def _names(
    region: Region | None,
    commissioner: Commissioner | None,
    words: Mapping[Language, Words],
    *,
    has_documents: bool,
) -> dict[Language, Mapping[str, object]]:
    """Empty without a region: then front matter and twins are checked all the same."""
    if region is None or commissioner is None:
        return {}
    return {
        language: facts.facts(region, language)
        | {
            "commissioner": facts.localised(commissioner, language),
            "documents": documents.addresses(language) if has_documents else {},
            "no_pdf": words[language](NO_PDF) if NO_PDF in words[language] else "",
        }
        for language in LANGUAGES
    }


def _list_faults(lists: Sequence[str], found: sources.Sources) -> list[Fault]:
    return [
        Fault(
            "content/words/portal.yml",
            f"`{key}` names a page that is not there.",
            f"Write it for both languages, as {slug_of(key)}.md, or remove the key.",
        )
        for key in lists
        if f"en/{slug_of(key)}.md" not in found
    ]


def slug_of(key: str) -> str:
    """`menu.contact` -> `contact`."""
    return key.partition(".")[2]
