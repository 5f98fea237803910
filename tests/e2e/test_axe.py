"""axe-core finds nothing: WCAG 2.2 AA and best practice, at three widths, light and dark."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Page

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from tests.support.browsers.axe import WIDTHS
from tests.support.browsers.axe import violations
from tests.support.browsers.rows import Rows
from tests.support.browsers.states import faults_of
from tests.support.browsers.states import portal_pages
from tests.support.browsers.states import shown_pages
from tests.support.browsers.states import shown_states
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

pytestmark = pytest.mark.looks

PHONE = (390,)


def test_no_page_of_the_portal_has_a_violation(page: Page, demo: Demo, language: Language):
    addresses = [at for at in portal_pages(demo) if at.startswith(f"/{language}/")]
    assert len(addresses) > 10
    assert faults_of(shown_pages(page, demo, addresses), violations) == ""


def test_no_page_in_both_languages_has_a_violation(page: Page, demo: Demo):
    ours = tuple(f"/{language}/" for language in LANGUAGES)
    addresses = [at for at in portal_pages(demo) if not at.startswith(ours)]
    assert faults_of(shown_pages(page, demo, [*addresses, "/nothing-here"]), violations) == ""


def test_no_state_of_the_form_has_a_violation(page: Page, visitor: Visitor):
    """At 390 pixels every row of the table of states is looked at, below."""
    look = partial(violations, widths=(min(WIDTHS), max(WIDTHS)))
    assert faults_of(shown_states(visitor), look) == ""


def test_no_row_of_the_table_of_states_has_a_violation(rows: Rows):
    assert faults_of(rows, partial(violations, widths=PHONE)) == ""
