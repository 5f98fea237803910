"""axe-core finds nothing in any row of the table of states either, on a phone, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from intake_app.catalog import Language
from tests.support.browsers.axe import violations
from tests.support.browsers.rows import laid_out
from tests.support.form.gallery import Gallery

pytestmark = pytest.mark.looks

PHONE = (390,)


def test_no_row_of_the_table_of_states_has_a_violation(
    new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language
):
    found: list[str] = []
    for name, page in laid_out(new_context, gallery, language):
        found += violations(page, name, PHONE)
    assert found == [], "\n".join(found)
