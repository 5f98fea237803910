"""One browser and one demo a region for the whole run; a fresh visitor for each test."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import expect
from playwright.sync_api import sync_playwright

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from tests.e2e.demo import Demo
from tests.e2e.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)


def launch_options() -> dict[str, object]:
    """Debian's own Chromium; its sandbox does not work for root."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": CHROMIUM, "args": [*FLAGS, *root]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Demo]]:
    """The demo of a region, started when the first test asks for it."""
    running: dict[str, Demo] = {}

    def start(region: str) -> Demo:
        if region not in running:
            demo = Demo(region, tmp_path_factory.mktemp("demo") / region)
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
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def visitor(page: Page, demo: Demo, language: Language) -> Visitor:
    return Visitor(page, demo, language)
