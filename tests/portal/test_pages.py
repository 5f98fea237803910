"""Every page that was promised is there, and nothing that was published goes away unnoticed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from intake_app import referral
from intake_app.catalog import LANGUAGES
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.portal.builds import Page
from tests.support.portal.desk import lay_out

PUBLISHED = Path(__file__).with_name("published.txt")
COVERAGE = PROJECT / "docs/seed-coverage.md"
ROW = re.compile(
    r"^\| (Leeds & Grenville|Halton) \| (.+?) \| (\S+\.md) \| (.+?) \| (.+?) \|$", re.MULTILINE
)
REGION_OF = {"Leeds & Grenville": "leeds-grenville", "Halton": "halton"}
PARAGRAPHS = {"Leeds & Grenville": 63, "Halton": 50}
FOR_FAMILIES = (
    "",
    "self-check/",
    "how-it-works/",
    "what-to-expect/",
    "how-much-support/",
    "getting-ready/",
    "our-story/",
    "brochure/",
    "questions/",
    "get-help-now/",
    "contact/",
    "privacy/",
    "accessibility/",
    "leaflets/",
    "all-pages/",
)
FOR_PROVIDERS = (
    "guidelines",
    "service-coordinator",
    "training",
    "forms",
    "forms/meeting-form",
    "forms/family-service-plan",
    "forms/consent-record",
    "forms/action-plan",
    "forms/paper-form",
    "agencies",
    "running",
)
HEADINGS = ("h1", "h2", "h3", "h4")


def _headings(page: Page) -> list[tuple[str, str]]:
    (main,) = page.all("main")
    return [
        (element.tag, page.words(element)) for element in main.iter() if element.tag in HEADINGS
    ]


def _sections(page: Page) -> dict[str, str]:
    """What stands below each heading, up to the next one of any rank."""
    (main,) = page.all("main")
    sections: dict[str, list[str]] = {}
    below: list[str] = []
    for element, text in _texts(main):
        if element.tag in HEADINGS:
            below = sections.setdefault(page.words(element), [])
        elif text:
            below.append(text)
    return {heading: " ".join(" ".join(texts).split()) for heading, texts in sections.items()}


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    yield element, element.text or ""
    if element.tag not in HEADINGS:
        for child in element:
            yield from _texts(child)
            if child.tail:
                yield element, child.tail


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_for_families_and_providers_is_there(portal: Built, language: str) -> None:
    promised = {f"{language}/{name}" for name in FOR_FAMILIES}
    promised |= {f"{language}/providers/{name}/" for name in FOR_PROVIDERS}
    assert promised <= {page.name for page in portal.pages}
    assert {"", "404.html"} <= {page.name for page in portal.pages}


def test_nothing_that_was_published_is_gone_or_unlisted(portal: Built) -> None:
    """Somebody may have kept, printed or linked it.

    To take an address away, first see to it that the old one leads to the new one. A new one
    is written into the list.
    """
    listed = set(PUBLISHED.read_text(encoding="utf-8").split())
    files = (path for path in portal.folder.rglob("*") if path.suffix not in {".gz", ".br", ".css"})
    built = {f"/{path.relative_to(portal.folder).as_posix()}" for path in files if path.is_file()}
    assert {address.removesuffix("index.html") for address in built} == listed


def test_every_page_can_be_found_in_the_list_of_all_pages(portal: Built) -> None:
    for language in LANGUAGES:
        links = {
            re.sub(r"^(\.\./)+", "", link)
            for link in portal.page(f"{language}/all-pages/").attributes("href")
        }
        for page in portal.pages:
            rest = page.name.removeprefix(f"{language}/")
            if page.language == language and rest not in ("", "all-pages/"):
                assert rest in links, page.name


def test_a_text_word_that_nobody_has_confirmed_is_not_made_up(portal: Built) -> None:
    english, french = (portal.page(f"{language}/get-help-now/") for language in LANGUAGES)
    assert "Or text CONNECT to 686868." in english.words(english.all("main")[0])
    assert "686868" not in french.words(french.all("main")[0])


@pytest.mark.parametrize("seed", REGION_OF)
def test_every_paragraph_of_the_sources_is_said_below_its_heading(
    portals: dict[str, Built], seed: str
) -> None:
    rows = [row for row in ROW.findall(COVERAGE.read_text(encoding="utf-8")) if row[0] == seed]
    assert len(rows) == PARAGRAPHS[seed]
    for _, paragraph, source, heading, said in rows:
        assert (PROJECT / "content" / source).is_file(), source
        address = f"{source.partition('pages/')[2].removesuffix('.md')}/"
        page = portals[REGION_OF[seed]].page(address.removesuffix("index/"))
        below = re.sub(r" (?=[.,:;])", "", _sections(page).get(heading, ""))
        assert said in below, (paragraph, heading)


def test_every_row_of_the_table_is_read() -> None:
    rows = [line for line in COVERAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    assert len(rows) - 1 == sum(PARAGRAPHS.values())


def test_twins_have_the_same_headings_in_number_and_rank(portal: Built) -> None:
    for page in portal.pages:
        if page.language == "en":
            twin = portal.page(page.name.replace("en/", "fr/", 1))
            ranks = [[rank for rank, _ in _headings(one)] for one in (page, twin)]
            assert ranks[0] == ranks[1], page.name


def test_the_schemas_of_requests_are_published_as_the_service_has_them(portal: Built) -> None:
    schemas = {"referral": referral.SCHEMA, "sheet": referral.SHEET_SCHEMA}
    for name, schema in schemas.items():
        text = (portal.folder / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(text) == schema
    for name, text in referral.published_schemas().items():
        assert (portal.folder / name).read_text(encoding="utf-8") == text


def test_a_page_may_lead_to_every_schema(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    links = "".join(f"\n[{name}](/{name})\n" for name in referral.published_schemas())
    names = [f"pages/{language}/contact.md" for language in LANGUAGES]
    with desk.changed(**{name: f"{desk.text(name)}{links}".encode() for name in names}):
        assert [fault for fault in desk.faults() if ".schema." in fault.problem] == []
