"""One browser of a kind and one demo a region for the whole run; a fresh visitor for each test."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import Playwright
from playwright.sync_api import Request
from playwright.sync_api import expect

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from tests.support.browsers.chromium import CHROMIUM
from tests.support.browsers.chromium import WITHOUT_MENUS
from tests.support.browsers.chromium import headless
from tests.support.browsers.neutral import neutral_site
from tests.support.browsers.rows import Rows
from tests.support.browsers.rows import laid_out
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
from tests.support.form.gallery import Gallery

log = logging.getLogger(__name__)

PATIENCE_MS = 30_000
# Real browsers keep whole pages for Back; tools switch that off, and so hide what it shows.
KEEP_PAGES_FOR_BACK = ["--disable-back-forward-cache"]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browsers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Browser]]:
    """A program of Debian's, started when the first test asks for it."""
    with ExitStack() as running:
        port = running.enter_context(neutral_site(tmp_path_factory.mktemp("neutral")))
        nowhere_else = f"--host-resolver-rules=MAP *:443 127.0.0.1:{port}, EXCLUDE 127.0.0.1"

        @cache
        def start(program: str) -> Browser:
            return running.enter_context(
                headless(
                    playwright,
                    nowhere_else,
                    program=program,
                    ignore_default_args=KEEP_PAGES_FOR_BACK,
                )
            )

        yield start


@pytest.fixture
def browser(browsers: Callable[[str], Browser], request: pytest.FixtureRequest) -> Browser:
    """Chromium as people have it; what measures how a page looks takes it without its menus."""
    looks = request.node.get_closest_marker("looks")
    return browsers(WITHOUT_MENUS if looks else CHROMIUM)


@pytest.fixture(scope="session")
def demo_of(
    demo_portal: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Demo]]:
    """The demo of a region, started when the first test asks for it."""
    running: dict[str, Demo] = {}

    def start(region: str) -> Demo:
        if region not in running:
            portal = demo_portal(region)
            demo = Demo(region, tmp_path_factory.mktemp("demo") / region, portal)
            demo.start()
            running[region] = demo
        return running[region]

    yield start
    for demo in running.values():
        demo.end()


@pytest.fixture(scope="session")
def demo(demo_of: Callable[[str], Demo]) -> Demo:
    return demo_of("halton")


@pytest.fixture
def new_context(browser: Browser) -> Callable[..., BrowserContext]:
    """A browser profile of its own."""

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(ignore_https_errors=True, **options)
        context.set_default_timeout(PATIENCE_MS)
        return context

    return make


@pytest.fixture
def context(
    new_context: Callable[..., BrowserContext], demo: Demo, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A profile in which no page may ask a third party for anything, nor set a cookie."""
    context = new_context(**getattr(request, "param", {}))
    foreign: list[str] = []

    def note(asked: Request) -> None:
        # Shown with a failed test: whether a click was lost, or its answer.
        log.warning("asked for: %s %s", asked.method, asked.url)
        # Leaving for the neutral site is the visitor's own wish, and no page's.
        address = urlsplit(asked.url)
        ours = address.scheme == "data" or address.hostname == "127.0.0.1"
        if not asked.is_navigation_request() and not ours:
            foreign.append(asked.url)

    context.on("request", note)
    context.on("response", lambda given: log.warning("answered: %s %s", given.status, given.url))
    yield context
    # Nothing but a mark: of "Leave this page", for a second; of a request that was sent.
    assert {cookie["value"] for cookie in context.cookies(demo.site)} <= {"0", "1"}
    context.close()
    assert foreign == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def visitor(page: Page, demo: Demo, language: Language) -> Visitor:
    return Visitor(page, demo, language)


@pytest.fixture
def rows(new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language) -> Rows:
    """Each row of the table of states, laid before a browser."""
    return laid_out(new_context, gallery, language)
