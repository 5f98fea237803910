"""A second engine beside axe, IBM Equal Access, finds nothing either: WCAG 2.2 AA, every state.

Long: `make prove`. What it finds "potential", or asks a person to look at, is not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page

from intake_app.catalog import Language
from tests.support.browsers.rows import laid_out
from tests.support.browsers.states import form_states
from tests.support.browsers.states import portal_pages
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
from tests.support.form.gallery import Gallery
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
    found: list[str] = []
    for address in [*portal_pages(demo), "/nothing-here"]:
        page.goto(demo.site + address)
        found += _violations(page, address)
    assert found == [], "\n".join(found)


def test_no_state_of_the_form_has_a_violation(page: Page, visitor: Visitor):
    found: list[str] = []
    for state in form_states(visitor):
        found += _violations(page, state)
    assert found == [], "\n".join(found)


def test_no_row_of_the_table_of_states_has_a_violation(
    new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language
):
    found: list[str] = []
    for name, page in laid_out(new_context, gallery, language):
        found += _violations(page, name)
    assert found == [], "\n".join(found)
