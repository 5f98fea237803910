"""What is typed and ticked in a form shows in print, whichever program it went through.

By pixels: letters stand far apart, so each is a band of ink of its own, and no two look alike, as
the empty boxes of a font that lacks them would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from itertools import groupby
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from PIL import ImageChops
from PIL import ImageStat
from playwright.sync_api import Browser

from tests.support.portal import viewers
from tests.support.portal.builds import Built
from tests.support.portal.papers import Paper
from tests.support.portal.papers import papers_of
from tests.support.portal.viewers import PIXELS
from tests.support.portal.viewers import Values

SCRIPTS = {
    "French": "âçéêœÿ",
    "Vietnamese": "ăđơưạỹ",
    "Cree": "ᐁᐃᓀᒥᑲᐱ",
    "neighbours": "łżčőЖя",
}
APART = "  "
WIDE = 150
"""Points that a field must have for these letters in one line."""
LONG_LINE = "Mot long qui ne finit pas " * 12
LAST = "W"
DARK = 128
UNLIKE = 12
"""Mean difference of grey between two letters drawn to one size; empty boxes differ by 2."""
FLATTENED = {
    "pdftk": viewers.flatten_in_pdftk,
    "qpdf": viewers.flatten_in_qpdf,
    "pikepdf": viewers.flatten_in_pikepdf,
}
DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
ON_PAPER = {"en": ("another sheet", "write them by hand"), "fr": ("autre feuille", "à la main")}


@dataclass(frozen=True)
class Box:
    """Where a field stands: its page, and its edges in points from the lower left."""

    name: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    height_of_page: float
    kind: str
    """`tick`, `line` or `lines`."""

    def inside(self, pages: list[Image.Image]) -> Image.Image:
        """What stands between the lines around it."""
        edges = (
            self.left + 1.5,
            self.height_of_page - self.top + 1.5,
            self.right - 1.5,
            self.height_of_page - self.bottom - 1.5,
        )
        return pages[self.page].crop(tuple(int(edge * PIXELS) for edge in edges))


@dataclass(frozen=True)
class Plan:
    """What is to be typed and ticked in a form."""

    values: Values
    scripts: dict[str, Box]
    line: Box | None
    lines: Box
    ticked: tuple[Box, ...]
    empty: tuple[Box, ...]


def _boxes(form: Path) -> Iterator[Box]:
    with pikepdf.open(form) as pdf:
        for number, page in enumerate(pdf.pages):
            for field in page.get("/Annots", []):
                if field.get("/Subtype") == "/Widget":
                    several = int(field.get("/Ff", 0)) & 1 << 12
                    kind = "tick" if field.FT == "/Btn" else "lines" if several else "line"
                    edges = [float(edge) for edge in field.Rect]
                    yield Box(str(field.T), number, *edges, float(page.MediaBox[3]), kind)


def _plan(form: Path, fullness: float = 1.5) -> Plan:
    """`fullness` of the long text: 1 fills its box at the size of a line."""
    boxes = list(_boxes(form))
    wide = [box for box in boxes if box.kind != "tick" and box.right - box.left > WIDE]
    lines = next(box for box in reversed(wide) if box.kind == "lines")
    free = [box for box in wide if box is not lines]
    line = next((box for box in free if box.kind == "line"), None)
    free = [box for box in free if box is not line]
    scripts = dict(zip(SCRIPTS, free, strict=False))
    assert len(scripts) == len(SCRIPTS), "too few wide fields"
    ticks = [box for box in boxes if box.kind == "tick"]
    values: dict[str, str | bool] = {box.name: n % 2 == 0 for n, box in enumerate(ticks)}
    values |= {box.name: APART.join(SCRIPTS[script]) for script, box in scripts.items()}
    values |= {line.name: LONG_LINE} if line else {}
    values[lines.name] = f"{'mot ' * int(_words_that_fit(lines) * fullness)}\n{LAST}"
    return Plan(values, scripts, line, lines, tuple(ticks[::2]), tuple(ticks[1::2]))


def _words_that_fit(box: Box) -> float:
    return (box.right - box.left) / 22 * (box.top - box.bottom) / 15


def _missing(plan: Plan, pages: list[Image.Image]) -> list[str]:
    """What does not show as it should."""
    wrong = [
        script
        for script, box in plan.scripts.items()
        if not _all_letters_show(box.inside(pages), len(SCRIPTS[script]))
    ]
    wrong += [f"tick {box.name}" for box in plan.ticked if not _is_inked(box.inside(pages))]
    wrong += [f"no tick {box.name}" for box in plan.empty if _is_inked(box.inside(pages))]
    return wrong + ([] if _end_shows(plan.lines.inside(pages)) else ["end of a long text"])


def _all_letters_show(picture: Image.Image, count: int) -> bool:
    letters = _bands(picture)
    return len(letters) == count and all(_differ(*pair) for pair in pairwise(letters))


def _bands(picture: Image.Image) -> list[Image.Image]:
    """Pieces of a picture between columns without ink, each without white around it."""
    inked = picture.point(lambda grey: 255 * (grey < DARK))
    columns = [inked.crop((x, 0, x + 1, picture.height)).getbbox() for x in range(picture.width)]
    bands = []
    for has_ink, run in groupby(range(picture.width), key=lambda x: columns[x] is not None):
        places = list(run)
        if has_ink:
            band = inked.crop((places[0], 0, places[-1] + 1, picture.height))
            bands.append(band.crop(band.getbbox()))
    return bands


def _differ(one: Image.Image, other: Image.Image) -> bool:
    same_size = [letter.resize((16, 16)) for letter in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*same_size)).mean[0]) > UNLIKE


def _columns(picture: Image.Image) -> list[bytes]:
    return [picture.crop((x, 0, x + 1, picture.height)).tobytes() for x in range(picture.width)]


def _is_inked(picture: Image.Image) -> bool:
    dark = sum(1 for grey in picture.tobytes() if grey < DARK)
    return dark > 0.08 * picture.width * picture.height


def _end_shows(picture: Image.Image) -> bool:
    """The last line holds one letter, and there is white below it."""
    rows = _bands(picture.transpose(Image.Transpose.ROTATE_90))
    below = picture.crop((0, picture.height - 2, picture.width, picture.height))
    return bool(rows) and min(below.tobytes()) >= DARK and _last_line_is_short(picture)


def _last_line_is_short(picture: Image.Image) -> bool:
    inked = picture.point(lambda grey: 255 * (grey < DARK))
    rows = [inked.crop((0, y, picture.width, y + 1)).getbbox() for y in range(picture.height)]
    last = max(y for y, row in enumerate(rows) if row)
    ends = [row[2] for row in rows[last - 3 : last + 1] if row]
    return max(ends) < picture.width / 4


def _forms(portal: Built) -> list[Paper]:
    return [paper for paper in papers_of(portal) if paper.document.fillable]


def _faults(browser: Browser, form: Path, folder: Path) -> dict[str, list[str]]:
    """What went missing, by the way that the form went.

    pdf.js forgets the space between lines when it shrinks a text, and cuts what is left over; so
    there the box is only filled, and each form says what to do with more.
    """
    plan = _plan(form)
    set_only = viewers.set_values(form, folder / "set.pdf", plan.values)
    typed = viewers.type_in_pdfium(form, folder / "pdfium.pdf", plan.values)
    in_pdfjs = folder / "pdfjs.pdf"
    printed = viewers.fill_in_pdfjs(browser, form, in_pdfjs, _plan(form, 0.6).values)
    shown = {
        "values alone, poppler": viewers.draw_in_poppler(set_only),
        "values alone, PDFium": viewers.draw_in_pdfium(set_only),
        "typed in PDFium": viewers.draw_in_pdfium(typed),
        "typed in PDFium, poppler": viewers.draw_in_poppler(typed),
        "printed by pdf.js": printed,
        "saved by pdf.js, poppler": viewers.draw_in_poppler(in_pdfjs),
        "saved by pdf.js, PDFium": viewers.draw_in_pdfium(in_pdfjs),
    }
    for program, flatten in FLATTENED.items():
        for filled in (typed, in_pdfjs):
            flat = flatten(filled, folder / f"{filled.stem}-{program}.pdf")
            shown[f"{filled.stem}, flattened by {program}"] = viewers.draw_in_poppler(flat)
    by_list = folder / "list.pdf"
    viewers.fill_and_flatten_in_pdftk(form, by_list, plan.values, "replacement_font", DEJAVU)
    shown["filled by pdftk"] = viewers.draw_in_poppler(by_list)
    return {way: wrong for way, pages in shown.items() if (wrong := _missing(plan, pages))}


def test_what_is_typed_and_ticked_shows_whichever_way_it_goes(
    portals: dict[str, Built], browser: Browser, tmp_path: Path
) -> None:
    """One form; `make prove` does it with all."""
    (form,) = (form for form in _forms(portals["halton"]) if form.name == "fr/action-plan")
    assert _faults(browser, form.path, tmp_path) == {}


@pytest.mark.prove
def test_every_form_shows_what_is_typed_and_ticked(
    portal: Built, browser: Browser, tmp_path: Path
) -> None:
    wrong = {}
    for form in _forms(portal):
        folder = tmp_path / form.name
        folder.mkdir(parents=True)
        wrong[form.name] = _faults(browser, form.path, folder)
    assert wrong == {form.name: {} for form in _forms(portal)}


def test_a_line_takes_no_more_than_it_can_show(portals: dict[str, Built], tmp_path: Path) -> None:
    """In Chrome; other viewers let it scroll, so the form says what to do."""
    for form in _forms(portals["halton"]):
        plan = _plan(form.path)
        if plan.line:
            typed = viewers.type_in_pdfium(form.path, tmp_path / "typed.pdf", plan.values)
            with pikepdf.open(typed) as pdf:
                (field,) = (f for f in pdf.Root.AcroForm.Fields if str(f.T) == plan.line.name)
                assert 10 < len(str(field.V)) < len(LONG_LINE), form.name
            edge = replace(plan.line, left=plan.line.right - 2, right=plan.line.right + 1.5)
            *_, outermost = _columns(edge.inside(viewers.draw_in_pdfium(typed)))
            assert min(outermost) >= DARK, form.name


def test_every_form_says_what_does_not_print(portal: Built) -> None:
    for form in _forms(portal):
        assert all(words in form.text for words in ON_PAPER[form.language]), form.name
