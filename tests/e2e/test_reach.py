"""At the end of every page, however long, "Leave this page" is in reach: seen, and not covered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from intake_app.catalog import Language
from tests.support.browsers.rows import Rows
from tests.support.browsers.states import faults_of
from tests.support.browsers.states import shown_pages
from tests.support.browsers.states import shown_states
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo
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
    assert faults_of(shown_pages(page, demo), _faults) == ""


def test_leaving_is_in_reach_at_the_end_of_every_state_of_the_form(page: Page, visitor: Visitor):
    assert faults_of(shown_states(visitor), _faults) == ""


def test_leaving_is_in_reach_at_the_end_of_every_row_of_the_table(rows: Rows, language: Language):
    families = {f"{state.name}, {language}" for state in STATES if state.for_family}
    assert faults_of((row for row in rows if row[0] in families), _faults) == ""
