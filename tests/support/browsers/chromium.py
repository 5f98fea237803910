"""Debian's Chromium, and how tests start it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import Playwright
from playwright.sync_api import TimeoutError

from tests.support.demo import eventually

CHROMIUM = "/usr/bin/chromium"
WITHOUT_MENUS = "/usr/bin/chromium-headless-shell"
"""The same engine without the menus that no test looks at: a third of the work for each profile."""
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 60
TRIES, PAUSE = 3, 15_000


@contextmanager
def headless(
    playwright: Playwright, *flags: str, program: str = CHROMIUM, **options: Any
) -> Iterator[Browser]:
    """Without a window."""
    arguments = [*FLAGS, *root_flags(), *flags]
    browser = playwright.chromium.launch(executable_path=program, args=arguments, **options)
    yield browser
    browser.close()


def root_flags() -> list[str]:
    """Its sandbox does not work for root."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


@contextmanager
def chromium(
    playwright: Playwright, profile: Path, display: str, weather_port: int
) -> Iterator[tuple[Page, subprocess.Popen[bytes]]]:
    """Started on this profile, as from a desktop; ended as by its menu.

    It opens what was open before, as many people have set it. Every name but ours leads to the
    neutral site of this machine.
    """
    settings = profile / "Default" / "Preferences"
    first = ["--restore-last-session" if settings.exists() else "about:blank"]
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"session": {"restore_on_startup": 1}}), encoding="utf-8")
    ready = profile / "DevToolsActivePort"
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(
        [CHROMIUM, *root_flags(), *FLAGS,
         "--ignore-certificate-errors", f"--user-data-dir={profile}", "--remote-debugging-port=0",
         f"--host-resolver-rules=MAP *:443 127.0.0.1:{weather_port}, EXCLUDE 127.0.0.1",
         *first],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert eventually(lambda: ready.exists() and ready.read_text().count("\n") > 0)
        browser = _driven(playwright, int(ready.read_text().splitlines()[0]))
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(SECONDS * 1000)
        yield page, process
        if process.poll() is None:
            browser.new_browser_cdp_session().send("Browser.close")
            process.wait(SECONDS)
    finally:
        process.kill()
        process.wait()


def _driven(playwright: Playwright, port: int) -> Browser:
    """Asked again when it does not answer: it may lose the driver's first words while it starts."""
    for _ in range(TRIES - 1):
        with suppress(TimeoutError):
            return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=PAUSE)
    return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=SECONDS * 1000)
