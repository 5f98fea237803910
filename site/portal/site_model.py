"""Everything that one build is made from: region, words and pages, checked together."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from typing import TypeVar

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Announcement
from intake_app.catalog import Language
from intake_app.catalog import Partner
from intake_app.catalog import Redirect
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import TrainingDate
from intake_app.catalog import Words
from intake_app.catalog import example_numbers
from intake_app.catalog import load_announcements
from intake_app.catalog import load_partners
from intake_app.catalog import load_redirects
from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import load_training
from intake_app.catalog import region_names
from intake_app.catalog import unfit_to_serve
from intake_app.catalog import word_faults
from intake_app.dates import ONTARIO
from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.forms import paper_form
from intake_app.referral import published_schemas
from portal import checks
from portal import documents
from portal import facts
from portal import pages
from portal import pictures
from portal import sources
from portal.agencies import FILE as AGENCIES
from portal.commissioner import Commissioner
from portal.commissioner import load_commissioner
from portal.leaflets import Leaflet
from portal.leaflets import Leaflets
from portal.leaflets import load_leaflets
from portal.markdown_pages import PICTURES
from portal.pages import SourcePage
from portal.prose_rules import wrong_words

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
    pictures: Mapping[str, Path]
    announcements: tuple[Announcement, ...]
    redirects: tuple[Redirect, ...]
    commissioner: Commissioner
    leaflets: Leaflets
    today: date
    """The day of the build: what is past depends on it."""
    made_on: date
    """The day the content is of: the date of its documents."""
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
        return {language: paper_form(self.region, words) for language, words in self.words.items()}

    def setting(self, language: Language) -> documents.DocumentContext:
        """What a document of that language is made for."""
        return documents.DocumentContext(
            region=self.region,
            words=self.words[language],
            commissioner=self.commissioner,
            made_on=self.made_on,
            public_url=self.public_url,
            demonstration=self.demonstration,
        )


def load_site_model(
    content: Path,
    slug: str,
    *,
    today: date,
    made_on: date | None = None,
    demo_rows: Path | None = None,
    public_url: str = "",
    has_documents: bool = True,
) -> SiteModel:
    """Reads and checks everything. Raises ContentFaults with all faults of all files."""
    _refuse_unknown(content, slug)
    faults: list[Fault] = []
    rows = _rows(content, slug, demo_rows, today, faults)
    texts = _texts(content, faults)
    shown = _pictures(content, slug, faults)
    found = sources.page_sources(content, slug)
    faults += sources.half_own_faults(content, slug)
    printed = has_documents and not demo_rows
    leaflets = _leaflets(content, texts, today, faults, printed=printed) if texts else None
    lists = tuple(key for key in texts if key.startswith(LISTS))
    faults += _list_faults(lists, found) + wrong_words(found, texts, content, slug)
    words = {language: Words(language, texts) for language in LANGUAGES}
    names = _names(rows.region, rows.commissioner, words, has_documents=has_documents)
    forms = pages.form_pages(words, content / FORM_WORDS) if texts else {}
    every = pages.read_pages(found, names, faults, forms=forms, today=today)
    read = _published(every, today, faults)
    faults += _row_faults(lists, words, read) if texts else ()
    faults += _redirect_faults(rows.redirects, read)
    if names and texts:
        files = _files(rows.trainings, shown, has_documents=has_documents)
        unseen = () if faults else pages.unseen_pictures(every, shown.values(), slug)
        faults += [*pages.dead_links(read, files), *unseen]
    faults += _region_faults(rows, serves=bool(public_url) and not demo_rows)
    if faults or leaflets is None:
        raise ContentFaults(sorted(set(faults)))
    return SiteModel(
        **rows._asdict(),
        words=words,
        pages=read,
        lists=lists,
        content=content,
        demo_rows=demo_rows,
        pictures=shown,
        leaflets=leaflets,
        today=today,
        made_on=made_on or today,
        has_documents=has_documents,
        public_url=public_url.rstrip("/"),
    )


def _refuse_unknown(content: Path, slug: str) -> None:
    if slug not in region_names(content):
        load_region(content, slug)  # names the regions that there are


def _texts(content: Path, faults: list[Fault]) -> Mapping[str, Text]:
    """Empty when they cannot be read, which is a fault."""
    texts = _gathered(faults, lambda: load_texts(content)) or {}
    faults += word_faults(content, texts) if texts else ()
    return texts


def _published(
    every: Mapping[str, SourcePage], today: date, faults: list[Fault]
) -> dict[str, SourcePage]:
    """Without those of a later day."""
    faults += pages.publishing_faults(every, today)
    return pages.published(every, today)


def _gathered(faults: list[Fault], load: Callable[[], Loaded]) -> Loaded | None:
    try:
        return load()
    except FaultsFound as found:
        faults += found.faults
        return None


class _Rows(NamedTuple):
    """What stands in the files of rows; None where a file cannot be read, which is a fault."""

    region: Region | None
    trainings: tuple[TrainingDate, ...]
    partners: tuple[Partner, ...]
    announcements: tuple[Announcement, ...]
    redirects: tuple[Redirect, ...]
    commissioner: Commissioner | None


def _rows(
    content: Path, slug: str, demo_rows: Path | None, today: date, faults: list[Fault]
) -> _Rows:
    of = (content, slug, demo_rows)
    return _Rows(
        region=_gathered(faults, lambda: load_region(*of, today=today)),
        trainings=_gathered(faults, lambda: load_training(*of, today=today)) or (),
        partners=_gathered(faults, lambda: load_partners(*of, today=today)) or (),
        announcements=_gathered(faults, lambda: load_announcements(content, slug, today=today))
        or (),
        redirects=_gathered(faults, lambda: load_redirects(content, slug)) or (),
        commissioner=_gathered(faults, lambda: load_commissioner(content, today=today)),
    )


def _pictures(content: Path, slug: str, faults: list[Fault]) -> Mapping[str, Path]:
    faults += checks.file_faults(content, slug)
    shown = pictures.picture_sources(content, slug)
    faults += pictures.picture_faults(shown)
    return shown


def _leaflets(
    content: Path, texts: Mapping[str, Text], today: date, faults: list[Fault], *, printed: bool
) -> Leaflets | None:
    last = max(today, datetime.now(ONTARIO).date())
    leaflets = _gathered(faults, lambda: load_leaflets(content, texts, last))
    if leaflets and printed:
        faults += leaflets.unprintable
    return leaflets


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


def _files(
    trainings: Sequence[TrainingDate], shown: Mapping[str, Path], *, has_documents: bool
) -> Iterator[str]:
    """What is published beside the pages, counted from the root of the site."""
    yield from (f"{PICTURES}/{name}" for name in shown)
    for language in LANGUAGES:
        yield f"{language}/training.ics"
        yield from (f"{language}/training/{row.id}.ics" for row in trainings)
        if has_documents:
            named = documents.addresses(language).values()
            yield from (address.lstrip("/") for address in named)
    yield from (AGENCIES, *published_schemas())


def _redirect_faults(redirects: Sequence[Redirect], read: Mapping[str, SourcePage]) -> list[Fault]:
    """Redirects that lead nowhere, or that would hide a page."""
    pages_there = {uri.removeprefix("en/").removesuffix(".md") for uri in read}
    gone = [
        Fault(row.place, f"`{row.to}` is no page.", "Write the name of a page, like `contact`.")
        for row in redirects
        if row.to not in pages_there
    ]
    hidden = [
        Fault(row.place, f"`{row.id}` is a page.", "Take the row out, or rename the page.")
        for row in redirects
        if row.id in pages_there
    ]
    return gone + hidden


def _region_faults(rows: _Rows, *, serves: bool) -> list[Fault]:
    if rows.region is None:
        return []
    faults = sign_up_faults(rows.region, rows.trainings)
    if serves:
        place = f"content/regions/{rows.region.slug}/partners.yml"
        faults += unfit_to_serve(rows.region)
        faults += example_numbers(place, (row.phone for row in rows.partners if row.phone))
    return faults


def sign_up_faults(region: Region, trainings: Sequence[TrainingDate]) -> list[Fault]:
    """Dates for which nobody could sign up. The form too needs somebody to turn to."""
    agency = region.lead_agency
    if agency.email or agency.phone:
        return []
    place = f"content/regions/{region.slug}/training.yml"
    cure = "Write an address in `sign_up`: the lead agency has neither phone nor e-mail."
    return [
        Fault(place, f"Nobody can sign up for `{row.id}`.", cure)
        for row in trainings
        if not row.cancelled and (row.by_form or not row.sign_up)
    ]


def _row_faults(
    lists: Sequence[str], words: Mapping[Language, Words], read: Mapping[str, SourcePage]
) -> Iterator[Fault]:
    """Pages that call themselves in the menu as another page is called there."""
    for language in words:
        taken = {words[language](key): slug_of(key) for key in lists if key.startswith(LISTS[0])}
        for uri, page in read.items():
            of = taken.get(page.about.menu)
            if page.language == language and of and uri != f"{language}/{of}.md":
                problem = f"`menu` is that of another row of the menu: “{page.about.menu}”."
                yield Fault(f"{page.path}:1", problem, "Give it another name.")


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
