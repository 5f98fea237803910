"""axe-core finds nothing: WCAG 2.2 AA and best practice, at three widths, light and dark."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from tests.support.browsers.axe import WIDTHS
from tests.support.browsers.axe import violations
from tests.support.browsers.states import form_states
from tests.support.browsers.states import portal_pages
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

pytestmark = pytest.mark.looks


def _violations_at(page: Page, demo: Demo, addresses: Iterable[str]) -> list[str]:
    found: list[str] = []
    for address in addresses:
        page.goto(demo.site + address)
        found += violations(page, address)
    return found


def test_no_page_of_the_portal_has_a_violation(page: Page, demo: Demo, language: Language):
    addresses = [at for at in portal_pages(demo) if at.startswith(f"/{language}/")]
    assert len(addresses) > 10
    found = _violations_at(page, demo, addresses)
    assert found == [], "\n".join(found)


def test_no_page_in_both_languages_has_a_violation(page: Page, demo: Demo):
    ours = tuple(f"/{language}/" for language in LANGUAGES)
    addresses = [at for at in portal_pages(demo) if not at.startswith(ours)]
    found = _violations_at(page, demo, [*addresses, "/nothing-here"])
    assert found == [], "\n".join(found)


def test_no_state_of_the_form_has_a_violation(page: Page, visitor: Visitor):
    found: list[str] = []
    for state in form_states(visitor):
        # At 390 pixels every row of the table of states is looked at, in `test_states.py`.
        found += violations(page, state, (min(WIDTHS), max(WIDTHS)))
    assert found == [], "\n".join(found)
