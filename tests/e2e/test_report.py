"""The page of counts for the steering table: for everybody, on a telephone, and on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from intake_app.catalog import Language
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.intake.counts import groups_of
from intake_app.intake.report import report
from intake_app.settings import CONTENT
from intake_app.store import Outcome
from intake_app.store import Tally
from tests.support.browsers.axe import violations
from tests.support.checker import complaints

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))
NARROW = 320


def a_year(language: Language) -> str:
    """The page of a year in which something is hidden in each table."""
    tallies = [
        tally
        for place, month in enumerate(MONTHS)
        for tally in (
            Tally(month, "received", "en steps", 6 + place),
            Tally(month, "received", "fr one-page", place),
            Tally(month, "delivered", "in-time", 5 + 2 * place),
            Tally(month, "acknowledged", "in-time", 5 + place),
            *(Tally(month, "outcome", outcome, 2 + place) for outcome in Outcome),
        )
    ]
    region, words = load_region(CONTENT, "halton"), load_words(CONTENT, language)
    return report(groups_of(tallies, MONTHS), region, words, date(2027, 1, 5))


def test_nothing_of_it_is_out_of_reach_or_cut_off(page: Page, language: Language):
    page.set_content(a_year(language))
    assert violations(page, f"report, {language}") == []
    page.set_viewport_size({"width": NARROW, "height": 800})
    # What is wide scrolls within its own frame, and the page does not.
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


def test_it_is_valid_and_asks_for_nothing(page: Page, language: Language, tmp_path: Path):
    file, asked = tmp_path / "report.html", []
    file.write_text(a_year(language), encoding="utf-8")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert complaints(file) == []


def test_each_plot_says_in_words_what_its_table_shows(page: Page, language: Language):
    page.set_content(a_year(language))
    words = load_words(CONTENT, language)
    for group in ("received", "language", "way", "delivered", "acknowledged", "outcome"):
        title = words(f"report.{group}.title")
        region = page.get_by_role("region", name=title)
        named_by = region.get_by_role("img").get_attribute("aria-labelledby")
        said = page.evaluate("id => document.getElementById(id).textContent", named_by)
        # One column is drawn month by month, several by their sums.
        row = region.get_by_role("row").nth(-1 if group != "received" else 1)
        shown = row.get_by_role("cell").all_inner_texts()
        assert said.startswith(f"{title}: ")
        assert [figure for figure in shown if figure not in said] == []
