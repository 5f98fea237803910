"""The documents that can be filled in: their fields, and what shows of what is typed."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from werkzeug.datastructures import MultiDict

from intake_app.catalog import load_region
from intake_app.forms import Answers
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.portal.papers import Paper
from tests.support.portal.papers import papers_of
from tests.support.portal.papers import picture

FRENCH = "àâçéèêëîïôœùûüÿ"
VIETNAMESE = "ăâđêôơưảạắằẫậềễệỉịọốờợủụừữỳỵỹ"
NEIGHBOURS = "łżčőğşЖяΩ"
LETTERS = FRENCH + VIETNAMESE + NEIGHBOURS
IN_A_BOX = 8
DOTS = 144
PIXELS = DOTS / 72
DARK = 128
DOT_AND_STEM = 4


@pytest.fixture
def forms(portal: Built) -> list[Paper]:
    return [paper for paper in papers_of(portal) if paper.document.fillable]


def test_every_form_has_fields_and_nothing_else_has(portal: Built) -> None:
    for paper in papers_of(portal):
        assert bool(paper.fields) == paper.document.fillable, paper.name


def test_each_field_has_a_name_of_its_own_and_words_to_be_read_out(forms: list[Paper]) -> None:
    for paper in forms:
        names = Counter(str(field.T) for field in paper.fields)
        assert max(names.values()) == 1, paper.name
        assert all(str(field.TU).strip() for field in paper.fields), paper.name


def test_no_two_fields_of_a_form_are_read_out_alike(forms: list[Paper]) -> None:
    """Somebody who hears the form must know which line they are on."""
    alike = {
        (paper.name, words)
        for paper in forms
        for words, count in Counter(str(field.TU) for field in paper.fields).items()
        if count > 1
    }
    assert alike == set()


def test_each_field_belongs_to_the_reading_order(forms: list[Paper]) -> None:
    for paper in forms:
        assert len(paper.tagged("Form")) == len(paper.fields), paper.name
        assert all(page.Tabs == "/S" for page in paper.pdf.pages), paper.name


def test_the_same_form_has_the_same_fields_in_both_languages(forms: list[Paper]) -> None:
    for _, pair in groupby(sorted(forms, key=_template), _template):
        first, second = ({str(field.T) for field in paper.fields} for paper in pair)
        assert first == second


def test_the_meeting_form_holds_its_fourteen_parts(forms: list[Paper]) -> None:
    for paper in forms:
        if paper.document.name == "meeting":
            assert len(paper.tagged("H2")) == 14


def test_the_plan_has_room_for_four_goals_and_how_each_stands(forms: list[Paper]) -> None:
    for paper in forms:
        if paper.document.name == "plan":
            names = {str(field.T) for field in paper.fields}
            for number in range(1, 5):
                for part in ("-steps", "-know", "-done", "-going", "-stuck", "-dropped", ""):
                    assert f"goal-{number}{part}" in names


def test_the_paper_form_asks_what_the_form_asks(portal: Built, forms: list[Paper]) -> None:
    region = load_region(PROJECT / "content", portal.region)
    for paper in forms:
        if paper.document.name == "paper":
            asked = _asked(region) - {"in_call"}  # a mark of staff, and no question
            assert {str(field.T) for field in paper.fields} == asked | {"signed"}


def _asked(region: object) -> set[str]:
    answers = Answers.read(region, MultiDict())  # type: ignore[arg-type]
    names = {"consent-contact-me", "consent-family-agrees"}
    if region.lead_agency.phone:  # type: ignore[attr-defined]
        names |= {"consent-keep-until-i-call", "consent-keep-until-they-call"}
    for field in (field for screen in answers.screens for field in screen):
        # On paper the ages of several children are written on one line.
        values = getattr(field, "values", None) if field.kind != "several" else None
        names |= {f"{field.name}-{value}" for value in values} if values else {field.name}
    return names - {"web_page", "web_page_told"}


@pytest.fixture(scope="module")
def typed(portals: dict[str, Built], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our story, with some letters in each of its boxes, far apart."""
    (story,) = (paper for paper in papers_of(portals["halton"]) if paper.name == "fr/our-story")
    pdf = pikepdf.open(story.path)
    boxes = [field for field in pdf.Root.AcroForm.Fields if field.FT == "/Tx"]
    for number, field in enumerate(boxes[: len(LETTERS) // IN_A_BOX + 1]):
        field.V = pikepdf.String("    ".join(LETTERS[number * IN_A_BOX :][:IN_A_BOX]))
    path = tmp_path_factory.mktemp("typed") / "typed.pdf"
    pdf.save(path)
    return path


def test_every_letter_typed_shows_in_poppler(typed: Path, tmp_path: Path) -> None:
    pages = [picture(typed, tmp_path, page=page, dots=DOTS) for page in (1, 2)]
    assert _letters_shown(typed, pages) == len(LETTERS)


def test_every_letter_typed_shows_in_the_viewer_of_chrome(typed: Path) -> None:
    document = pypdfium2.PdfDocument(typed)
    document.init_forms()
    pages = [
        page.render(scale=PIXELS, may_draw_forms=True).to_pil().convert("L") for page in document
    ]
    assert _letters_shown(typed, pages) == len(LETTERS)


def _letters_shown(path: Path, pages: list[Image.Image]) -> int:
    """Columns of ink with white between them, in all boxes."""
    pdf = pikepdf.open(path)
    shown = 0
    for page, picture_of_page in zip(pdf.pages, pages, strict=True):
        height = float(page.MediaBox[3])
        for field in page.Annots:
            if field.FT == "/Tx" and str(field.get("/V", "")):
                left, _, right, top = (float(number) for number in field.Rect)
                inside = (left + 1, height - top + 2, right - 2, height - top + 30)
                box = picture_of_page.crop(tuple(int(edge * PIXELS) for edge in inside))
                shown += _bands(box)
    return shown


def _bands(box: Image.Image) -> int:
    """The dots of an ï may stand beside its stem; letters stand further apart."""
    columns = [
        min(box.crop((x, 0, x + DOT_AND_STEM, box.height)).tobytes()) < DARK
        for x in range(box.width - DOT_AND_STEM)
    ]
    return sum(1 for inked, _ in groupby(columns) if inked)


def _template(paper: Paper) -> str:
    return paper.document.template
