"""axe-core finds nothing in any row of the table of states either, on a phone, light and dark.

The very page that the service answered is laid before a browser, with the service's stylesheet:
what families see behind a full disk, or in a flood, is looked at like the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext
from playwright.sync_api import Route

from intake_app.catalog import Language
from tests.support.browsers.axe import violations
from tests.support.form.gallery import Gallery
from tests.support.form.states import STATES
from tests.support.form.visitor import SITE

PHONE = (390,)


def test_no_row_of_the_table_of_states_has_a_violation(
    new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language
):
    pages = {state.name: gallery.page("halton", language, state).response for state in STATES}
    address, look = gallery.stylesheet("halton", language)

    def answer(route: Route) -> None:
        if route.request.url == SITE + address:
            route.fulfill(body=look, content_type="text/css")
        else:
            start = pages["start"]
            route.fulfill(headers=dict(start.headers), body=start.data)

    context = new_context()
    context.route("**/*", answer)
    tab = context.new_page()
    tab.goto(SITE)
    found: list[str] = []
    for name, page in pages.items():
        # Laid into one document, so that axe is read once; to go to each would double the time.
        tab.set_content(page.text)
        found += violations(tab, f"{name}, {language}", PHONE)
    context.close()
    assert found == [], "\n".join(found)
