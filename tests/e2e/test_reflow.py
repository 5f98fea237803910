"""Small screens, large letters, wide spacing, forced colours: nothing is cut off or lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.support.browsers.states import form_states
from tests.support.browsers.states import portal_pages
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

# WCAG 1.4.12, through the style objects: the pages' own policy forbids any other way.
SPACING = """on => {
  const sheet = new CSSStyleSheet();
  if (on) sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
FONTS = ("DejaVu Sans", "Noto Sans", "Liberation Sans")
"""What a page falls back to, from the widest to the narrowest; support/machine.py brings them."""
FONT = "family => { document.documentElement.style.setProperty('--font', family); }"
WIDTH = """() => {
  const said = document.createElement("span");
  said.textContent = "Quitter cette page";
  document.querySelector("main").append(said);
  const width = said.getBoundingClientRect().width;
  said.remove();
  return width;
}"""
LETTERS = "size => { document.documentElement.style.fontSize = size; }"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main p, main li, main label")]
  .filter(part => part.checkVisibility())
  .map(part => parseFloat(getComputedStyle(part).fontSize)))"""
# Wider than the page, or with text that sticks out of its own box and is cut off there.
CUT_OFF = """() => {
  const root = document.scrollingElement;
  const wide = root.scrollWidth > root.clientWidth + 1 ? ["the page scrolls sideways"] : [];
  const cut = [...document.querySelectorAll("body *")].filter(part => {
    const look = getComputedStyle(part);
    return part.checkVisibility() && part.clientWidth > 2 && look.overflowX === "hidden" &&
      part.scrollWidth > part.clientWidth + 1 && part.innerText?.trim();
  });
  return [...wide, ...cut.map(part => "cut off: " + part.outerHTML.slice(0, 80))];
}"""
# Backgrounds are gone in forced colours: only a border still says that this can be pressed.
BORDERLESS = """() => [...document.querySelectorAll(
    "main button:not(.link), main .button, main input:not([type=hidden]), main textarea")]
  .filter(part => part.checkVisibility() && part.closest(".trap") === null)
  .filter(part => !["checkbox", "radio"].includes(part.type))
  .filter(part => parseFloat(getComputedStyle(part).borderTopWidth) < 1)
  .map(part => part.outerHTML.slice(0, 80))"""


@contextmanager
def _at(page: Page, width: int, letters: str = "", *, spacing: bool = False) -> Iterator[None]:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(LETTERS, letters)
    page.evaluate(SPACING, spacing)
    yield
    page.evaluate(LETTERS, "")
    page.evaluate(SPACING, False)


def _faults(page: Page, state: str) -> list[str]:
    found: list[str] = []
    for font in FONTS:
        page.evaluate(FONT, font)
        found += [f"{state} in {font} {fault}" for fault in _faults_on_a_phone(page)]
    page.evaluate(FONT, "")
    with _at(page, 1280):
        normal = page.evaluate(SMALLEST)
    with _at(page, 1280, "200%"):
        found += [f"{state} at 200 %: {fault}" for fault in page.evaluate(CUT_OFF)]
        if page.evaluate(SMALLEST) < normal * 1.9:
            found.append(f"{state}: some text does not grow")
    page.emulate_media(forced_colors="active")
    found += [f"{state}, forced colours: {part}" for part in page.evaluate(BORDERLESS)]
    page.emulate_media(forced_colors="none")
    return found


def _faults_on_a_phone(page: Page) -> list[str]:
    """Small, small with wide spacing (WCAG 1.4.12), and with letters twice as large."""
    found: list[str] = []
    with _at(page, 320):
        found += [f"at 320 px: {fault}" for fault in page.evaluate(CUT_OFF)]
    with _at(page, 320, spacing=True):
        found += [f"at 320 px with spacing: {fault}" for fault in page.evaluate(CUT_OFF)]
    with _at(page, 390, "200%"):
        found += [f"at 390 px and 200 %: {fault}" for fault in page.evaluate(CUT_OFF)]
    return found


def test_the_fonts_are_here_and_differ(page: Page, demo: Demo):
    """Else the tests below would look at one font three times."""
    page.goto(f"{demo.site}/fr/")
    widths = []
    for font in FONTS:
        page.evaluate(FONT, font)
        widths.append(page.evaluate(WIDTH))
    assert widths == sorted(set(widths), reverse=True)


@pytest.mark.parametrize("region", ["halton", "leeds-grenville"])
def test_no_page_is_cut_off(page: Page, demo_of, region: str):
    demo: Demo = demo_of(region)
    found: list[str] = []
    for address in [*portal_pages(demo), "/nothing-here"]:
        page.goto(demo.site + address)
        found += _faults(page, address)
    assert found == [], "\n".join(found)


def test_no_state_of_the_form_is_cut_off(page: Page, visitor: Visitor):
    found: list[str] = []
    for state in form_states(visitor):
        found += _faults(page, state)
    assert found == [], "\n".join(found)
