"""At the end of every page, however long, "Leave this page" is in reach: seen, and not covered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page

from intake_app.catalog import Language
from tests.support.browsers.rows import laid_out
from tests.support.browsers.states import form_states
from tests.support.browsers.states import portal_pages
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
from tests.support.form.gallery import Gallery
from tests.support.form.states import STATES

pytestmark = pytest.mark.looks

SCREENS = ((390, 844), (1280, 800))
# What the sticky notice hides counts as hidden: it is shown first.
AT_THE_END = """() => {
  document.getAnimations().forEach(wait => wait.finish());
  const root = document.scrollingElement;
  root.scrollTo({top: root.scrollHeight, behavior: "instant"});
  const below = root.scrollHeight - root.scrollTop - root.clientHeight;
  if (below > 1) return [`${below} px of the page are still below`];
  const links = [...document.querySelectorAll("header a")].filter(
    link => link.href === document.querySelector("a").href);
  const [leave] = links;
  if (!leave) return ["there is no way out in the header"];
  const box = leave.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const edges = [[box.left + 4, y], [box.right - 4, y], [x, box.top + 4], [x, box.bottom - 4]];
  return edges.filter(([x, y]) => !leave.contains(document.elementFromPoint(x, y)))
    .map(([x, y]) => `the way out is not in reach at ${Math.round(x)}, ${Math.round(y)}`);
}"""


def _faults(page: Page, state: str) -> list[str]:
    found: list[str] = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{state} at {width} px: {fault}" for fault in page.evaluate(AT_THE_END)]
    return found


def test_leaving_is_in_reach_at_the_end_of_every_page_of_the_portal(page: Page, demo: Demo):
    found: list[str] = []
    for address in [*portal_pages(demo), "/nothing-here"]:
        page.goto(demo.site + address)
        found += _faults(page, address)
    assert found == [], "\n".join(found)


def test_leaving_is_in_reach_at_the_end_of_every_state_of_the_form(page: Page, visitor: Visitor):
    found: list[str] = []
    for state in form_states(visitor):
        found += _faults(page, state)
    assert found == [], "\n".join(found)


def test_leaving_is_in_reach_at_the_end_of_every_row_of_the_table(
    new_context: Callable[..., BrowserContext], gallery: Gallery, language: Language
):
    found: list[str] = []
    families = {f"{state.name}, {language}" for state in STATES if state.for_family}
    for name, page in laid_out(new_context, gallery, language):
        if name not in families:
            continue
        found += _faults(page, name)
    assert found == [], "\n".join(found)
