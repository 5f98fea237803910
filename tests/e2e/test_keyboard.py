"""With the keyboard alone: everything is reached, in order, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from playwright.sync_api import ViewportSize

from tests.support.browsers.states import form_states
from tests.support.browsers.states import page_pairs
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

pytestmark = pytest.mark.looks

MOST_STOPS = 200
DESK: ViewportSize = {"width": 1280, "height": 720}
PHONE = (390, 800)
ZOOMED = (320, 256)
"""1280 by 1024 at 400 %, as WCAG 1.4.10 means it."""
ENDS = "() => document.querySelector('.ending') !== null"
TIME_PASSES = "() => document.getAnimations().forEach(wait => wait.finish())"
# What Tab must reach: all controls that are shown, one for each group of radio buttons.
WANTED = """() => {
  const groups = new Set();
  const wanted = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex='0']")]
    .filter(control => control.tabIndex >= 0 && !control.disabled && control.checkVisibility(
      {visibilityProperty: true}) && control.closest(".trap") === null)
    .filter(control => {
      if (control.type !== "radio") return true;
      if (groups.has(control.name)) return false;
      groups.add(control.name);
      return true;
    });
  window.wantedStops = new Set(wanted.map(control => control.name && control.type === "radio"
    ? control.name : control));
  return wanted.length;
}"""
# What has the focus now, whether it can be seen, what it takes away from the list, and how many are
# left there. To ask for its place lays the page out as it will be drawn: waiting for two frames was
# seen to change nothing at any of 2,971 stops.
STOP = """() => {
  const control = document.activeElement;
  if (control === document.body || control === null) return null;
  window.wantedStops.delete(control.type === "radio" ? control.name : control);
  const box = control.getBoundingClientRect();
  const looks = [control, control.nextElementSibling, control.closest("label")]
    .filter(Boolean).map(part => getComputedStyle(part));
  const ringed = looks.some(look => (look.outlineStyle !== "none" &&
    parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== "none");
  // A link over two lines has a box for each; between them is nothing of it.
  const open = [...control.getClientRects()].some(part => {
    const top = document.elementFromPoint(part.x + part.width / 2, part.y + part.height / 2);
    return top !== null && (control.contains(top) || top.contains(control) ||
      control.labels?.[0]?.contains(top) === true);
  });
  const name = `${control.tagName.toLowerCase()} “${(control.innerText || control.name ||
    control.id).trim().slice(0, 40)}”`;
  const size = box.width > 0 && box.height > 0;
  const left = window.wantedStops.size;
  return {name, left, faults: [size ? "" : "has no size", ringed ? "" : "shows no focus",
    open ? "" : "is covered or out of sight"].filter(Boolean)};
}"""
# Tab goes on from where the focus last was, even when nothing has it now.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  window.scrollTo(0, 0);
}"""
LEFT = """() => [...window.wantedStops].map(control => control.outerHTML
  ? control.outerHTML.slice(0, 90) : control)"""


def _walk(page: Page, state: str) -> list[str]:
    """Faults met on the way from the top of the page to its end."""
    # Where motion is welcome, pages glide to the focus; nobody waits for that here.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(FROM_THE_TOP)
    page.evaluate(WANTED)
    faults: list[str] = []
    stops = 0
    while stops < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops += 1
        faults += [f"{state}: {stop['name']} {fault}" for fault in stop["faults"]]
        if not stop["left"]:
            break
    unreached = page.evaluate(LEFT)
    return faults + [f"{state}: Tab never reaches {control}" for control in unreached]


def _walk_with_notice(page: Page, state: str) -> list[str]:
    """The same way once more while "Do you need more time?" is shown, and at 400 % zoom."""
    if not page.evaluate(ENDS):
        return []
    page.evaluate(TIME_PASSES)
    faults: list[str] = []
    for width, height in (PHONE, ZOOMED):
        page.set_viewport_size({"width": width, "height": height})
        faults += _walk(page, f"{state}, ends soon, {width}x{height}")
    page.set_viewport_size(DESK)
    return faults


def test_every_page_can_be_walked(page: Page, demo: Demo):
    faults: list[str] = []
    for path in page_pairs(demo):
        page.goto(f"{demo.site}/fr/{path}")
        for width, height in (PHONE, ZOOMED):
            page.set_viewport_size({"width": width, "height": height})
            faults += _walk(page, f"{path or 'home'}, {width}x{height}")
    assert faults == [], "\n".join(faults)


def test_every_state_of_the_form_can_be_walked(page: Page, visitor: Visitor):
    faults: list[str] = []
    for state in form_states(visitor):
        faults += _walk(page, state)
        faults += _walk_with_notice(page, state)
    assert faults == [], "\n".join(faults)


def test_a_request_can_be_sent_without_a_mouse(page: Page, visitor: Visitor):
    """Space ticks, arrows choose, Enter sends; the labels say where one is."""
    visitor.start()
    answers = {"name": "Sam", "phone": "613-555-0142"}
    for field in ("who", "name", "reach", "phone", "talk_language", "lives_in_region", "age_band"):
        if field in answers:
            visitor.box(field).focus()
            page.keyboard.type(answers[field])
        else:
            visitor.group(field).first.get_by_role("radio").first.focus()
            page.keyboard.press("Space")
    page.keyboard.press("Tab")
    visitor.box("name").press("Enter")
    visitor.sees("ask.check.title")
    visitor.consent().focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    visitor.sees("ask.received.title")
