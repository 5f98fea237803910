"""Each form is also a page to print, made from the same fields as its PDF."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest

from tests.support.portal.builds import Built
from tests.support.portal.builds import Page
from tests.support.portal.papers import Paper
from tests.support.portal.papers import papers_of

TYPED_INTO = {"input", "textarea", "select"}

Pair = tuple[Page, Paper]


@pytest.fixture
def forms(portal: Built) -> list[Pair]:
    """Each form's page beside its PDF."""
    papers = [paper for paper in papers_of(portal) if paper.document.page]
    return [(portal.page(f"{paper.language}/{paper.document.page}/"), paper) for paper in papers]


def test_every_form_that_can_be_filled_in_is_also_a_page(portal: Built) -> None:
    without = [
        paper.name
        for paper in papers_of(portal)
        if paper.document.fillable and not paper.document.page
    ]
    assert without == []


def test_a_page_has_as_many_places_to_write_as_its_pdf_has_fields(forms: list[Pair]) -> None:
    for page, paper in forms:
        assert len(list(_places(page))) == len(paper.fields), page.name


def test_a_page_asks_in_the_words_of_its_pdf(forms: list[Pair]) -> None:
    for page, paper in forms:
        # Word for word: labels that stand side by side are read across by poppler.
        asked = {word for label in _labels(page) for word in _asked(page, label).split()}
        assert len(asked) > 10
        assert asked - set(paper.text.split()) == set(), page.name


def test_nothing_can_be_typed_into_a_page_that_is_for_paper(forms: list[Pair]) -> None:
    """What nobody types, no browser keeps."""
    for page, _ in forms:
        assert not TYPED_INTO & {str(element.tag) for element in page.document.iter()}, page.name


def test_a_page_says_whose_form_it_is_and_of_which_month(forms: list[Pair]) -> None:
    for page, paper in forms:
        text = page.words(page.all("main")[0])
        assert "Version" in text
        assert str(paper.pdf.docinfo["/Author"]) in text


def test_the_forms_are_listed_beside_their_pdfs(portal: Built, forms: list[Pair]) -> None:
    for page, paper in forms:
        listed = portal.page(f"{page.language}/providers/forms/").attributes("href")
        pdf = f"/{paper.path.relative_to(portal.folder).as_posix()}"
        here = f"https://site/{page.language}/providers/forms/"
        beside = urlsplit(urljoin(here, listed[listed.index(pdf) - 1])).path
        assert beside == f"/{page.name}"
        assert pdf in page.attributes("href")


def _places(page: Page) -> Iterator[Element]:
    """Boxes, groups of lines, and empty cells."""
    (main,) = page.all("main")
    for element in main.iter():
        named = (element.tag, element.get("class"))
        if named in {("div", "lines"), ("i", "tick"), ("td", None)}:
            yield element


def _labels(page: Page) -> Iterator[Element]:
    (main,) = page.all("main")
    yield from (element for element in main.iter() if element.tag in {"h2", "th"})
    for field in (element for element in main.iter("div") if element.get("class") == "field"):
        yield from field.findall("p")


def _asked(page: Page, element: Element) -> str:
    """The words of a label; its number stands apart on paper."""
    return page.words(element).lstrip("0123456789. ")
