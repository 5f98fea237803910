"""What speaks by itself is in the page before it speaks: a reader hears only what changes there.

Measured in the browser's own accessibility tree, which screen readers read, for each live region of
each page. What speaks when a page opens (an alert) has its words then. What speaks later (a
status, a log, aria-live) stays the same part of the tree, and new words come into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession
from playwright.sync_api import Page

from tests.support.browsers.rows import Rows
from tests.support.browsers.states import shown_pages
from tests.support.demo import Demo

pytestmark = pytest.mark.looks

LIVE = "[role=alert], [role=status], [role=log], [role=timer], [role=marquee], [aria-live], output"
NOW = "alert"
"""The role of what speaks as soon as the page is there."""
# All that ever makes something speak here: time, and a tick.
HAPPENINGS = (
    "() => document.getAnimations().forEach(wait => wait.finish())",
    """() => document.querySelector("main form input[type=checkbox]:not(:checked)")?.click()""",
)


@dataclass(frozen=True)
class Region:
    """A live region as the tree has it."""

    node: int
    """The part of the document; the same number, the same part."""
    role: str
    text: str


class Tree:
    """The accessibility tree of a page, as it is at this moment."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        self._by_id = {node["nodeId"]: node for node in nodes}
        self._by_part = {node.get("backendDOMNodeId"): node for node in nodes}

    def regions(self, page: Page) -> list[Region | None]:
        """Every live region that the document has; None where the tree lacks it."""
        root = self._session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        asked = {"nodeId": root, "selector": LIVE}
        found = self._session.send("DOM.querySelectorAll", asked)["nodeIds"]
        return [self._region(node) for node in found]

    def _region(self, node: int) -> Region | None:
        described = self._session.send("DOM.describeNode", {"nodeId": node})["node"]
        part = described["backendNodeId"]
        held = self._by_part.get(part)
        if held is None or held["ignored"] or not _speaks(held):
            return None
        return Region(part, held["role"]["value"], " ".join(self._words(held)))

    def _words(self, node: dict[str, object]) -> Iterator[str]:
        """What a reader would say of it, in order."""
        if not node["ignored"] and node["role"]["value"] == "StaticText":  # type: ignore[index]
            yield str(node["name"]["value"]).strip()  # type: ignore[index]
        for child in node.get("childIds", ()):  # type: ignore[attr-defined]
            if child in self._by_id:
                yield from self._words(self._by_id[child])


def _speaks(node: dict[str, list[dict[str, dict[str, object]]]]) -> bool:
    told = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    return told.get("live") in ("polite", "assertive")  # type: ignore[call-overload]


def _faults(page: Page, state: str) -> Iterator[str]:
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    before = Tree(session).regions(page)
    for region in before:
        if region is None:
            yield f"{state}: a live region is not in the tree"
        elif region.role == NOW and not region.text:
            yield f"{state}: an alert says nothing"
    waiting = {one.node: one.text for one in before if one is not None and one.role != NOW}
    for happening in HAPPENINGS if waiting else ():
        page.evaluate(happening)
        after = {one.node: one.text for one in Tree(session).regions(page) if one is not None}
        waiting = {node: text for node, text in waiting.items() if not _is_new(after, node, text)}
    yield from (f"{state}: nothing new is ever said in “{text[:40]}”" for text in waiting.values())
    session.detach()


def _is_new(after: dict[int, str], node: int, before: str) -> bool:
    return bool(after.get(node)) and after[node] != before


def _live_on(pages: Iterable[tuple[str, Page]]) -> tuple[int, list[str]]:
    """How many pages had live regions, and what is wrong with them."""
    faults: list[str] = []
    count = 0
    for state, page in pages:
        count += page.locator(LIVE).count() > 0
        faults += _faults(page, state)
    return count, faults


def test_every_live_region_of_the_portal_is_there_before_it_speaks(page: Page, demo: Demo):
    count, faults = _live_on(shown_pages(page, demo))
    assert faults == [], "\n".join(faults)
    assert count == 2, "the self-check, in both languages"


def test_every_live_region_of_the_form_is_there_before_it_speaks(rows: Rows):
    count, faults = _live_on(rows)
    assert faults == [], "\n".join(faults)
    assert count > 40, "errors, notices, and the end of the hour"
