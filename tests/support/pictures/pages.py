"""Portal and form, as a family sees them in the demonstration."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
from tests.support.demo import build_demo
from tests.support.pictures.frame import keep

REGION = "halton"
PORTAL = {"width": 1000, "height": 620}
FORM = {"width": 760, "height": 720}


def take_pages(browser: Browser, folder: Path) -> None:
    """The home page on a desk, and a step of the form."""
    build_demo(REGION, folder / "portal")
    demo = Demo(REGION, folder / "demo", folder / "portal")
    demo.start()
    try:
        _home(browser, demo)
        _form(browser, demo)
    finally:
        demo.end()


def _home(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(locale="en-CA", viewport=PORTAL).new_page()  # type: ignore[arg-type]
    page.goto(f"{demo.site}/en/")
    keep("portal", page.screenshot(animations="disabled"))
    page.context.close()


def _form(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(locale="en-CA", viewport=FORM).new_page()  # type: ignore[arg-type]
    visitor = Visitor(page, demo, "en")
    visitor.walk("reach")
    page.mouse.move(0, 0)
    # Not "disabled": that ends animations, and one of them is the word before the hour ends.
    keep("form", page.screenshot(animations="allow"))
    page.context.close()
