"""Pages on paper, as Chromium prints them: the words and whom to call, nothing of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from intake_app.catalog import LANGUAGES
from portal import markup
from tests.support.portal.builds import Built
from tests.support.portal.builds import Page
from tests.support.portal.papers import picture
from tests.support.portal.papers import text_of
from tests.support.web_server import serving

LAYOUTS = (
    "",
    "contact/",
    "self-check/",
    "providers/training/",
    "providers/agencies/",
    "providers/forms/meeting-form/",
)
FORMS = ("meeting-form", "family-service-plan", "consent-record", "action-plan", "paper-form")
CLUTTER = {
    "en": (
        "Leave this page",
        "Skip to main",
        "Menu",
        "Français",
        "All pages, A to Z",
        "Is it right for",
    ),
    "fr": (
        "Quitter cette",
        "Aller au contenu",
        "Menu",
        "English",
        "Toutes les pages, de A à Z",
        "Est-ce pour vous",
    ),
}
AGENCY = "289-266-0036"
WHITE, BLACK = 250, 40
RULE_AT_LEAST = 100
"""Points: how long a line to write on is, at least."""


@dataclass(frozen=True)
class Print:
    """One page on paper."""

    page: Page
    path: Path

    @property
    def text(self) -> str:
        return text_of(self.path)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Tab]:
    """A browser whose owner likes dark screens."""
    context = browser.new_context(color_scheme="dark")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def prints(
    portals: dict[str, Built],
    addresses: dict[str, str],
    tab: Tab,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Print]:
    """A page of each layout in both languages, grounds printed too, so that none can hide."""
    folder = tmp_path_factory.mktemp("prints")
    names = [f"{language}/{layout}" for language in LANGUAGES for layout in LAYOUTS]
    made = []
    for name in names:
        path = folder / f"{name.replace('/', '-')}.pdf"
        tab.goto(f"{addresses['halton']}/{name}")
        tab.pdf(path=path, print_background=True, prefer_css_page_size=True)
        made.append(Print(portals["halton"].page(name), path))
    return made


def test_a_print_holds_the_words_of_the_page(prints: list[Print]) -> None:
    for print_ in prints:
        (main,) = print_.page.all("main")
        headings = [element for element in main.iter() if element.tag in {"h1", "h2", "h3"}]
        words = {word for one in headings for word in print_.page.words(one).split()}
        assert words - set(print_.text.split()) <= _numbers_as_signs(words), print_.page.name


def test_a_print_says_whom_to_call_and_which_region_it_is_for(prints: list[Print]) -> None:
    for print_ in prints:
        for needed in (AGENCY, "911", "9-8-8", "Halton"):
            assert needed in print_.text, (print_.page.name, needed)


def test_a_print_has_nothing_that_only_a_screen_needs(prints: list[Print]) -> None:
    for print_ in prints:
        found = [words for words in CLUTTER[print_.page.language] if words in print_.text]
        assert found == [], print_.page.name


def test_a_print_is_black_on_white_even_for_those_who_like_it_dark(
    prints: list[Print], tmp_path: Path
) -> None:
    for print_ in prints:
        sheet = picture(print_.path, tmp_path, dots=40)
        shades = sheet.histogram()
        assert sum(shades[WHITE:]) > 0.8 * sum(shades), print_.page.name
        assert sheet.getextrema()[0] < BLACK, print_.page.name


def test_links_around_a_site_with_an_address_print_their_target(
    production: Built, tab: Tab, tmp_path: Path
) -> None:
    page = production.page("en/what-to-expect/")
    targets = page.attributes("data-shown")
    with serving(production.folder) as address:
        tab.goto(f"{address}/{page.name}")
        tab.pdf(path=tmp_path / "print.pdf")
    shown = re.sub(r"\s", "", text_of(tmp_path / "print.pdf"))
    assert "service.example/en/privacy/" in targets
    assert [target for target in targets if f"({target})" not in shown] == []


def test_only_ways_around_the_site_are_given_an_address() -> None:
    html = '<a href="../contact/#call">a</a><a class="phone" href="tel:911">b</a><a href="#x">c</a>'
    shown = markup.with_addresses(html, "https://help.example/en/questions/")
    assert shown.count("data-shown") == 1
    assert 'href="../contact/#call" data-shown="help.example/en/contact/"' in shown


@pytest.mark.parametrize("form", FORMS)
def test_no_page_break_parts_a_label_from_its_lines(
    addresses: dict[str, str], tab: Tab, tmp_path: Path, form: str
) -> None:
    for language in LANGUAGES:
        tab.goto(f"{addresses['halton']}/{language}/providers/forms/{form}/")
        fields = tab.get_by_role("article").evaluate(
            "form => [...form.querySelectorAll('.field > p:first-child + .lines')]"
            ".map(lines => [lines.previousElementSibling.textContent, lines.children.length])"
        )
        tab.pdf(path=tmp_path / "form.pdf", prefer_css_page_size=True)
        sheets = [_Sheet(sheet) for sheet in pypdfium2.PdfDocument(tmp_path / "form.pdf")]
        assert fields or form == "paper-form"
        for label, count in fields:
            words = label.replace("\N{NO-BREAK SPACE}", " ")
            assert any(sheet.lines_below(words) >= count for sheet in sheets), (language, label)


class _Sheet:
    """Where words and lines stand on one printed sheet, in points from its foot."""

    def __init__(self, sheet: pypdfium2.PdfPage) -> None:
        self._words = sheet.get_textpage()
        boxes = [thing.get_bounds() for thing in sheet.get_objects()]
        self._lines = [
            bottom
            for left, bottom, right, top in boxes
            if right - left > RULE_AT_LEAST and top - bottom < 3
        ]

    def lines_below(self, label: str) -> int:
        """How many follow the place that stands highest; none when the label is not here."""
        found = self._words.search(label[:14]).get_next()
        if found is None:
            return 0
        _, bottom, _, _ = self._words.get_charbox(found[0])
        return sum(1 for line in self._lines if line < bottom)


def _numbers_as_signs(words: set[str]) -> set[str]:
    """`1.` is read out; on paper it is a number in a circle."""
    return {word for word in words if re.fullmatch(r"\d+\.", word)}
