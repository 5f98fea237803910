"""Small screens, large letters, wide spacing, forced colours: nothing is cut off or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.support.browsers.states import faults_of
from tests.support.browsers.states import shown_pages
from tests.support.browsers.states import shown_states
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

pytestmark = pytest.mark.looks

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
# The smallest text of all, with letters of this size.
SMALLEST = """letters => {
  document.documentElement.style.fontSize = letters;
  const sizes = [...document.querySelectorAll("main p, main li, main label")]
    .filter(part => part.checkVisibility())
    .map(part => parseFloat(getComputedStyle(part).fontSize));
  document.documentElement.style.fontSize = "";
  return Math.min(...sizes);
}"""
# For each font: wider than the page, or with text that sticks out of its own box and is cut off
# there. Letters and spacing (WCAG 1.4.12) are set through the style objects, because the pages' own
# policy forbids any other way. One call for all, because each call waits for the browser.
CUT_OFF = """({letters, spacing, fonts}) => {
  const root = document.documentElement, page = document.scrollingElement;
  const sheet = new CSSStyleSheet();
  if (spacing) sheet.replaceSync(`* { line-height: 1.5 !important; word-spacing: 0.16em !important;
    letter-spacing: 0.12em !important } p { margin-bottom: 2em !important }`);
  const look = () => {
    const wide = page.scrollWidth > page.clientWidth + 1 ? ["the page scrolls sideways"] : [];
    const cut = [...document.querySelectorAll("body *")].filter(part => {
      const look = getComputedStyle(part);
      return part.checkVisibility() && part.clientWidth > 2 && look.overflowX === "hidden" &&
        part.scrollWidth > part.clientWidth + 1 && part.innerText?.trim();
    });
    return [...wide, ...cut.map(part => "cut off: " + part.outerHTML.slice(0, 80))];
  };
  document.adoptedStyleSheets = [sheet];
  root.style.fontSize = letters;
  const found = fonts.flatMap(font => {
    root.style.setProperty("--font", font);
    return look().map(fault => `in ${font || "its own font"}: ${fault}`);
  });
  root.style.setProperty("--font", "");
  root.style.fontSize = "";
  document.adoptedStyleSheets = [];
  return found;
}"""
TIME_PASSES = "() => document.getAnimations().forEach(wait => wait.finish())"
# Part of the screen that stays covered by what sticks to it, wherever one scrolls; the most.
COVERED = """fonts => Math.max(...fonts.map(font => {
  document.documentElement.style.setProperty("--font", font);
  const sticks = [...document.querySelectorAll("body *")].filter(part =>
    ["sticky", "fixed"].includes(getComputedStyle(part).position) && part.checkVisibility());
  const heights = sticks.map(part => part.getBoundingClientRect().height);
  document.documentElement.style.setProperty("--font", "");
  return heights.reduce((sum, height) => sum + height, 0) / window.innerHeight;
}))"""
MOST_COVERED = 0.5
# Backgrounds are gone in forced colours: only a border still says that this can be pressed.
BORDERLESS = """() => [...document.querySelectorAll(
    "main button:not(.link), main .button, main input:not([type=hidden]), main textarea")]
  .filter(part => part.checkVisibility() && part.closest(".trap") === null)
  .filter(part => !["checkbox", "radio"].includes(part.type))
  .filter(part => parseFloat(getComputedStyle(part).borderTopWidth) < 1)
  .map(part => part.outerHTML.slice(0, 80))"""


@dataclass(frozen=True)
class Setting:
    """How somebody looks at a page."""

    name: str
    width: int
    letters: str = ""
    height: int = 800
    spacing: bool = False


SMALL = (
    Setting("at 320 px", 320),
    Setting("at 320 px with spacing", 320, spacing=True),
    Setting("at 390 px and 200 %", 390, "200%"),
)
LATER = (Setting("320x256", 320, height=256), Setting("390x800", 390))
LARGE = Setting("at 200 %", 1280, "200%")


def _cut_off(page: Page, setting: Setting, fonts: Sequence[str] = FONTS) -> list[str]:
    page.set_viewport_size({"width": setting.width, "height": setting.height})
    given = {"letters": setting.letters, "spacing": setting.spacing, "fonts": fonts}
    return [f"{setting.name} {fault}" for fault in page.evaluate(CUT_OFF, given)]


def _faults(page: Page, state: str) -> list[str]:
    found = [fault for setting in SMALL for fault in _cut_off(page, setting)]
    # With whatever comes later, which is "Do you need more time?".
    page.evaluate(TIME_PASSES)
    for setting in (*SMALL, *LATER):
        found += [f"later, {fault}" for fault in _cut_off(page, setting)]
        covered = page.evaluate(COVERED, FONTS) if setting in LATER else 0
        if covered > MOST_COVERED:
            found.append(f"later, {setting.name}: {covered:.0%} of the screen is covered")
    found += _cut_off(page, LARGE, fonts=[""])
    if page.evaluate(SMALLEST, LARGE.letters) < page.evaluate(SMALLEST, "") * 1.9:
        found.append("some text does not grow")
    page.emulate_media(forced_colors="active")
    found += [f"forced colours: {part}" for part in page.evaluate(BORDERLESS)]
    page.emulate_media(forced_colors="none")
    return [f"{state} {fault}" for fault in found]


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
    assert faults_of(shown_pages(page, demo), _faults) == ""


def test_no_state_of_the_form_is_cut_off(page: Page, visitor: Visitor):
    assert faults_of(shown_states(visitor), _faults) == ""
