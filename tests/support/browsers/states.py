"""Every page of the portal and every state of the form, reached as a person reaches it.

A new screen belongs into this list: what is not walked here is not checked by axe, by the HTML
checker, at 320 pixels, or with the keyboard alone.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.catalog import LANGUAGES
from tests.support.browsers.steps import step_states
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo


def portal_pages(demo: Demo) -> list[str]:
    """Addresses of all built pages, from the root on."""
    files = demo.portal.rglob("index.html")
    return sorted(f"/{file.relative_to(demo.portal)}"[: -len("index.html")] for file in files)


def page_pairs(demo: Demo) -> list[str]:
    """The same without the language: `self-check/` stands for both."""
    first = f"/{LANGUAGES[0]}/"
    return [page.removeprefix(first) for page in portal_pages(demo) if page.startswith(first)]


def shown_pages(
    page: Page, demo: Demo, addresses: Iterable[str] | None = None
) -> Iterator[tuple[str, Page]]:
    """Stops at each page of the portal, and at one that is not there."""
    for address in addresses or [*portal_pages(demo), "/nothing-here"]:
        page.goto(demo.site + address)
        yield address, page


def shown_states(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """Stops at each state of the form."""
    return ((state, visitor.page) for state in form_states(visitor))


def faults_of(shown: Iterable[tuple[str, Page]], look: Callable[[Page, str], list[str]]) -> str:
    """What this look finds wrong with any of them, a line each."""
    return "\n".join(fault for name, page in shown for fault in look(page, name))


def form_states(visitor: Visitor) -> Iterator[str]:
    """Stops at each state; whoever iterates looks at the page meanwhile."""
    yield from _before_the_form(visitor)
    yield from _the_form(visitor)
    yield from _after_the_form(visitor)
    yield from step_states(visitor)
    yield from _errors(visitor)


def _before_the_form(visitor: Visitor) -> Iterator[str]:
    visitor.go("ask/")
    visitor.sees("ask.start.title")
    yield "start"
    visitor.go("self-check/")
    visitor.criterion(0).check()
    yield "self-check, ticked"
    visitor.press("portal.ask")
    visitor.sees("ask.start.title")
    yield "start, with ticks"


def _the_form(visitor: Visitor) -> Iterator[str]:
    visitor.open_one_page()
    yield "form, empty"
    visitor.choose("who", "friend")
    visitor.choose("reach", "email")
    visitor.choose("talk_language", "other")
    visitor.choose("age_band", "12-15")
    yield "form, every question open"
    visitor.box("email").fill("nobody at home")
    visitor.press("ask.form.continue")
    expect(visitor.summary()).to_be_visible()
    yield "form, with errors"


def _after_the_form(visitor: Visitor) -> Iterator[str]:
    visitor.start()
    visitor.fill_required()
    visitor.fill_more()
    visitor.check_answers()
    yield "check"
    visitor.press("ask.check.send")
    expect(visitor.summary()).to_be_visible()
    yield "check, without consent"
    visitor.send()
    yield "received"


def _errors(visitor: Visitor) -> Iterator[str]:
    for path, code in (("ask/received/nothing", 404), ("ask/from-check", 405)):
        visitor.go(path)
        visitor.sees(f"errors.page.{code}.title")
        yield f"error {code}"
