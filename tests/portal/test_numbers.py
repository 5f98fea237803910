"""A phone number stands in one place: the data of a region, or of the privacy commissioner."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake_app.catalog import load_region
from portal.commissioner import load_commissioner
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import REGIONS
from tests.support.portal.builds import Built
from tests.support.portal.builds import build_pages
from tests.support.portal.papers import papers_of

CONTENT = PROJECT / "content"
NUMBER = re.compile(r"\b(?:1-)?\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b9-8-8\b|\b[2-9]11\b|\b\d{5,}\b")
MADE_UP = re.compile(r"(?:1-)?\d{3}-555-01\d\d")
"""Numbers set aside for examples: nobody answers them."""


def _places(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.relative_to(CONTENT)}:{number}: {found}"
        for number, line in enumerate(lines, 1)
        for found in NUMBER.findall(line)
        if not MADE_UP.fullmatch(found)
    ]


def test_no_page_and_no_word_holds_a_number_of_its_own() -> None:
    files = [*CONTENT.rglob("*.md"), *(CONTENT / "words").glob("*.yml")]
    assert len(files) > 40
    assert [place for path in sorted(files) for place in _places(path)] == []


@pytest.mark.parametrize("region", REGIONS)
def test_no_number_of_a_region_is_written_twice(region: str) -> None:
    loaded = load_region(CONTENT, region)
    phones = [line.phone.display for line in loaded.crisis_lines]
    phones += [loaded.lead_agency.phone.display] if loaded.lead_agency.phone else []
    text = (CONTENT / "regions" / region / "region.yml").read_text(encoding="utf-8")
    for phone in phones:
        assert len(re.findall(rf"phone: \"?{re.escape(phone)}\b", text)) == 1, phone


def test_the_commissioner_s_number_reaches_pages_and_forms_from_its_one_place(
    portal: Built,
) -> None:
    number = load_commissioner(CONTENT).toll_free.display
    for language in ("en", "fr"):
        assert number in portal.page(f"{language}/privacy/").text
    for paper in papers_of(portal):
        assert (number in paper.text) == (paper.document.name in {"consent", "plan"}), paper.name


EXTENDED = {"289-266-0036": "905-555-0123", "905-878-9785": "905-555-0124"}
SAID = {"en": "ext. 12", "fr": "poste 12"}


def test_an_extension_is_said_in_each_language_on_pages_and_papers_and_dialled(
    project: Path,
) -> None:
    region = project / "content/regions/halton/region.yml"
    text = region.read_text(encoding="utf-8")
    for old, new in EXTENDED.items():
        assert f"phone: {old}" in text
        text = text.replace(f"phone: {old}", f"phone: {new} poste 12")
    region.write_text(text, encoding="utf-8")
    outcome = build_pages(project, REGION="halton")
    assert outcome.pages, "\n".join(outcome.faults)
    built = Built("halton", project / "build" / "portal")
    for language, extension in SAID.items():
        for number in EXTENDED.values():
            said = f"{number} {extension}"
            for name in ("contact/", "get-help-now/", "providers/forms/paper-form/"):
                page = built.page(f"{language}/{name}")
                links = [
                    one for one in page.all("a") if _digits(number) in _digits(one.get("href"))
                ]
                assert {link.get("href") for link in links} == {f"tel:+1-{number};ext=12"}
                assert {page.words(link) for link in links} == {said}
            paper = built.page(f"{language}/providers/forms/paper-form/")
            (main,) = paper.all("main")
            assert said in paper.words(main), "the agency, and the crisis line on paper"
            assert all(
                page.text.count(number) == page.text.count(said) + page.text.count(f"+1-{number}")
                for page in built.pages
                if page.language == language
            )


def _digits(address: str | None) -> str:
    return re.sub("[^0-9]", "", address or "")
