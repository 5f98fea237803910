"""axe-core in a page: WCAG 2.2 AA and best practice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.support.machine import TOOLS

WIDTHS = (320, 390, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
# Between light and dark only colours differ.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Colours fade from one scheme to the other; axe judges what stays. Only transitions are waited
# for: the notice that comes after 54 minutes is an animation.
RUN = """async options => {
  await new Promise(drawn => requestAnimationFrame(drawn));
  const fading = document.getAnimations().filter(one => one instanceof CSSTransition);
  await Promise.all(fading.map(one => one.finished.catch(() => null)));
  const found = await axe.run(document, {...options, resultTypes: ["violations"]});
  return found.violations.map(fault => fault.id + ": " + fault.help + " at " +
    fault.nodes.map(node => node.target.join(" ")).join(", "));
}"""


@cache
def _axe() -> str:
    return (TOOLS / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, state: str, widths: Sequence[int] = WIDTHS) -> list[str]:
    """As `state at width, scheme: rule: help at selectors`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {_axe()} }}")
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        looks: tuple[tuple[Any, dict[str, object]], ...]
        looks = (("light", EVERYTHING), ("dark", COLOURS))
        for scheme, options in looks:
            page.emulate_media(color_scheme=scheme)
            faults = page.evaluate(RUN, options)
            found += [f"{state} at {width} px, {scheme}: {fault}" for fault in faults]
    return found
