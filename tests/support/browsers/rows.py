"""Every row of the table of states, laid before a browser as the service answered it.

What families see behind a full disk, or in a flood, is looked at like the rest. All rows go into
one document, with the service's stylesheet: to travel to each would double the time.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing

from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import Route

from intake_app.catalog import Language
from tests.support.form.gallery import Gallery
from tests.support.form.states import STATES
from tests.support.form.visitor import SITE

Rows = Iterator[tuple[str, Page]]


def laid_out(
    new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language
) -> Rows:
    """Stops at each row, with its name; whoever iterates looks at the page meanwhile."""
    pages = {state.name: gallery.page("halton", language, state).response for state in STATES}
    address, look = gallery.stylesheet("halton", language)

    def answer(route: Route) -> None:
        if route.request.url == SITE + address:
            route.fulfill(body=look, content_type="text/css")
        else:
            start = pages["start"]
            route.fulfill(headers=dict(start.headers), body=start.data)

    with closing(new_context()) as context:
        context.route("**/*", answer)
        tab = context.new_page()
        tab.goto(SITE)
        for name, page in pages.items():
            tab.set_content(page.text)
            yield f"{name}, {language}", tab
