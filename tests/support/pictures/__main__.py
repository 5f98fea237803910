"""Takes them all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support import machine
from tests.support.browsers.chromium import headless
from tests.support.keys import make_keys
from tests.support.pictures.box import take_box
from tests.support.pictures.editor import take_editor
from tests.support.pictures.loop import take_loop
from tests.support.pictures.pages import take_pages
from tests.support.pictures.thunderbird import take_thunderbird


def main() -> None:
    """On a machine that has what `make test` and Thunderbird need."""
    needed = machine.missing((*machine.NEEDS, *machine.PROOFS))
    if needed:
        machine.install(needed)
    with tempfile.TemporaryDirectory() as named, sync_playwright() as driver:
        folder = Path(named)
        keys = make_keys(folder)
        with headless(driver) as browser:
            take_box(browser, folder, keys)
            take_pages(browser, folder)
            take_editor(browser, folder)
            take_loop(browser, folder, keys)
        take_thunderbird(folder, keys)


if __name__ == "__main__":
    main()
