"""A second engine beside axe, IBM Equal Access, finds nothing either: WCAG 2.2 AA, every state.

Long: `make prove`. What it finds "potential", or asks a person to look at, is not counted.
"""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page

from tests.support.browsers.rows import Rows
from tests.support.browsers.states import faults_of
from tests.support.browsers.states import shown_pages
from tests.support.browsers.states import shown_states
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
from tests.support.machine import TOOLS

pytestmark = [pytest.mark.looks, pytest.mark.prove]

WIDTHS = (390, 1280)
CHECK = """async () => {
  const report = await new ace.Checker().check(document, ["WCAG_2_2", "IBM_Accessibility"]);
  return report.results
    .filter(found => found.value[0] === "VIOLATION" && found.value[1] === "FAIL")
    .map(found => `${found.ruleId}: ${found.message} at ${found.path.dom}`);
}"""


@cache
def _engine() -> str:
    file = TOOLS / "node_modules" / "accessibility-checker-engine" / "ace.js"
    return file.read_text(encoding="utf-8")


def _violations(page: Page, state: str) -> list[str]:
    if not page.evaluate("'ace' in window"):
        page.evaluate(f"() => {{ {_engine()}\n window.ace = ace; }}")
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{state} at {width} px: {fault}" for fault in page.evaluate(CHECK)]
    return found


def test_the_engine_finds_a_fault_where_there_is_one(page: Page, demo: Demo):
    """Else an engine that does not run would pass everything."""
    page.goto(f"{demo.site}/en/")
    page.evaluate("document.querySelector('main').innerHTML += '<input>'")
    assert any(
        fault.startswith("home at 390 px: input_label") for fault in _violations(page, "home")
    )


def test_no_page_of_the_portal_has_a_violation(page: Page, demo: Demo):
    assert faults_of(shown_pages(page, demo), _violations) == ""


def test_no_state_of_the_form_has_a_violation(page: Page, visitor: Visitor):
    assert faults_of(shown_states(visitor), _violations) == ""


def test_no_row_of_the_table_of_states_has_a_violation(rows: Rows):
    assert faults_of(rows, _violations) == ""
