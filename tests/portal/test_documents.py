"""Every document of every region and language: tagged, titled, light, whole on its sheets."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from portal.documents import DOCUMENTS
from tests.support.portal.builds import Built
from tests.support.portal.papers import POINTS
from tests.support.portal.papers import Paper
from tests.support.portal.papers import papers_of

HEAVIEST = 60_000
HEAVIEST_FILLABLE = 120_000
SIDES = {"brochure": 2, "meeting-form": 2, "family-service-plan": 2, "action-plan": 1}
SIDES |= {"our-story": 2, "consent-record": 2, "paper": 4}
LETTER = {(612, 792), (792, 612)}
NEVER_ASKED = re.compile(
    r"health card number$|date of birth|date de naissance|social insurance|immigration|religion",
    re.IGNORECASE,
)


@pytest.fixture
def papers(portal: Built) -> list[Paper]:
    return papers_of(portal)


def test_every_document_is_there_in_both_languages(papers: list[Paper]) -> None:
    assert len(papers) == 2 * len(DOCUMENTS) == 16
    assert all(paper.path.exists() for paper in papers)


def test_documents_are_light(papers: list[Paper]) -> None:
    for paper in papers:
        limit = HEAVIEST_FILLABLE if paper.document.fillable else HEAVIEST
        assert paper.path.stat().st_size <= limit, paper.name


def test_each_document_says_its_language_and_title(papers: list[Paper]) -> None:
    for paper in papers:
        assert str(paper.pdf.Root.Lang) == paper.language
        assert str(paper.pdf.docinfo["/Title"]).strip(), paper.name
        assert bool(paper.pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_no_two_documents_of_a_language_have_the_same_title(papers: list[Paper]) -> None:
    titles = Counter((paper.language, str(paper.pdf.docinfo["/Title"])) for paper in papers)
    assert set(titles.values()) == {1}


def test_documents_are_tagged_from_one_heading_down(papers: list[Paper]) -> None:
    for paper in papers:
        assert bool(paper.pdf.Root.MarkInfo.Marked)
        levels = [int(str(tag.S)[2:]) for tag in paper.tagged("H1", "H2", "H3")]
        assert levels[0] == 1, paper.name
        assert levels.count(1) == 1, paper.name
        steps = [after - before for before, after in zip(levels, levels[1:], strict=False)]
        assert max(steps) <= 1, paper.name


def test_every_picture_has_words(papers: list[Paper]) -> None:
    for paper in papers:
        assert paper.tagged("Figure"), paper.name
        assert all(str(figure.Alt).strip() for figure in paper.tagged("Figure")), paper.name


def test_every_table_has_a_row_of_headings(papers: list[Paper]) -> None:
    for paper in papers:
        tables = paper.tagged("Table")
        assert len(paper.tagged("THead")) == len(tables), paper.name
        for cell in paper.tagged("TD"):
            assert list(cell.A.Headers), paper.name


def test_every_font_is_inside(papers: list[Paper]) -> None:
    for paper in papers:
        fonts = paper.pdf.pages[0].Resources.Font
        for font in fonts.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor, paper.name


def test_documents_are_letter_size_and_fit_their_sheets(papers: list[Paper]) -> None:
    for paper in papers:
        for page in paper.pdf.pages:
            assert (int(page.MediaBox[2]), int(page.MediaBox[3])) in LETTER, paper.name
        sides = SIDES.get(paper.document.template, len(paper.pdf.pages))
        assert len(paper.pdf.pages) == sides, paper.name


def test_no_word_runs_into_the_edge_of_the_sheet(papers: list[Paper]) -> None:
    """An office printer leaves about a sixth of an inch white."""
    edge = POINTS / 6
    for paper in papers:
        boxes = [page.MediaBox for page in paper.pdf.pages]
        for page, left, _, right, bottom, word in paper.words:
            assert left >= edge, (paper.name, word)
            assert right <= float(boxes[page - 1][2]) - edge, (paper.name, word)
            assert bottom <= float(boxes[page - 1][3]) - edge, (paper.name, word)


def test_no_text_is_smaller_than_12_points(papers: list[Paper]) -> None:
    for paper in papers:
        for number, page in enumerate(paper.pdf.pages, 1):
            content = page.Contents.read_bytes().decode("latin-1")
            sizes = [float(size) for size in re.findall(r"/\w+ ([\d.]+) Tf", content)]
            # Sizes are in CSS pixels: 16 of them are 12 points.
            assert min(sizes) >= 16, (paper.name, number)


def test_a_demonstration_says_so_on_every_page(papers: list[Paper]) -> None:
    for paper in papers:
        said = re.findall(r"nobody reads this|personne ne lit ceci", paper.text)
        expected = 1 if paper.document.name == "brochure" else len(paper.pdf.pages)
        assert len(said) == expected, paper.name


def test_every_document_that_a_family_fills_in_shows_whom_to_call(papers: list[Paper]) -> None:
    for paper in papers:
        if paper.document.name != "guidelines":
            assert "911" in paper.text
            assert "9-8-8" in paper.text


def test_no_document_asks_what_must_not_be_asked(papers: list[Paper]) -> None:
    for paper in papers:
        for field in paper.fields:
            assert not NEVER_ASKED.search(str(field.TU)), paper.name


def test_documents_are_made_for_pdf_ua_1(papers: list[Paper]) -> None:
    """What the file says of itself; nobody here can check full conformance, so none is claimed."""
    for paper in papers:
        metadata = paper.pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfuaid:part[=>]\W?1\b", metadata), paper.name


def test_a_printed_page_says_what_the_page_on_the_site_says(
    portal: Built, papers: list[Paper]
) -> None:
    for paper in papers:
        if paper.document.article:
            page = portal.page(f"{paper.language}/{paper.document.article}/")
            (article,) = page.all("article")
            headings = [page.words(heading) for heading in article.iter("h2")]
            assert len(headings) > 4
            assert [words for words in headings if words not in paper.text] == []


def test_the_printed_guidelines_bear_the_title_of_their_page(
    portal: Built, papers: list[Paper]
) -> None:
    for paper in papers:
        if paper.document.name == "guidelines":
            page = portal.page(f"{paper.language}/providers/guidelines/")
            (heading,) = page.all("h1")
            assert " ".join(str(paper.pdf.docinfo["/Title"]).split()) == page.words(heading)
            assert page.words(heading) in paper.text
