"""The preview, as an editor of the handbook's region sees it."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser

from intake_app.dates import at
from tests.support.pictures.frame import keep
from tests.support.portal.handbook import HANDBOOK
from tests.support.portal.handbook import Hands
from tests.support.portal.handbook import Step
from tests.support.portal.handbook import lay_out_project
from tests.support.portal.handbook import read_steps
from tests.support.portal.handbook import sights
from tests.support.portal.preview import Preview
from tests.support.portal.preview import previewing

WIDE = {"width": 1180, "height": 640}
LOW = {"width": 900, "height": 300}
TOP = {"width": 900, "height": 420}
DAY = f"{at(date(2026, 12, 23), 12).timestamp():.0f}"


def take_editor(browser: Browser, folder: Path) -> None:
    """Both languages of a page, a fault, and an announcement."""
    project = lay_out_project(folder / "one-story")
    hands = Hands(project, lambda line: _type(line, project), b"")
    steps = tuple(read_steps(HANDBOOK.read_text(encoding="utf-8")))
    _do(hands, steps, "Make your region")
    (start,) = (step for step in steps if step.verb == "Start")
    with previewing(project, start.blocks[0].strip(), SOURCE_DATE_EPOCH=DAY) as preview:
        preview.shows("/fr/contact/", "Centre familial Shoreline")
        _shoot(browser, preview, "/both/contact/", WIDE, "editor-both")
        mistake, *mended = (step for step in steps if step.part == "Change a phone number")
        hands.do(mistake)
        _wait(preview, next(step for step in mended if step.verb == "Read"))
        _shoot(browser, preview, "/en/contact/", LOW, "editor-fault")
        hands.do(next(step for step in mended if step.verb == "Change"))
        _do(hands, steps, "Announce")
        _wait(preview, next(one for one in steps if (one.part, one.verb) == ("Announce", "Look")))
        _shoot(browser, preview, "/en/", TOP, "editor-announcement")


def _do(hands: Hands, steps: tuple[Step, ...], part: str) -> None:
    for step in steps:
        if step.part == part and step.verb != "Look":
            hands.do(step)


def _wait(preview: Preview, step: Step) -> None:
    for sight in sights(step):
        preview.shows(sight.address, sight.text)


def _type(line: str, project: Path) -> None:
    subprocess.run(["/bin/sh", "-c", line], cwd=project, check=True)


def _shoot(
    browser: Browser, preview: Preview, address: str, size: dict[str, int], name: str
) -> None:
    page = browser.new_context(locale="en-CA", viewport=size).new_page()  # type: ignore[arg-type]
    page.goto(f"{preview.address}{address}")
    page.wait_for_load_state("load")
    keep(name, page.screenshot(animations="disabled"))
    page.context.close()
