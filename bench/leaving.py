"""How long "Leave this page" takes in real Chromium, whatever lies in its cache."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from bench.row import Row
from tests.support.browsers.desktop import screen
from tests.support.browsers.neutral import neutral_site
from tests.support.browsers.windows import ChromiumWindow
from tests.support.browsers.windows import chromium_window
from tests.support.demo import Demo
from tests.support.demo import build_demo
from tests.support.web_server import QuietHandler
from tests.support.web_server import web_server

ENTRIES = (0, 12_000, 40_000)
ROUNDS = 9
GATE = 1.5
MILLISECONDS = 300_000
"""However slow: it is only shown for comparison."""
FILL = """async count => {
  let next = 0;
  const fetchSome = async () => {
    while (next < count) await (await fetch("/" + next++)).arrayBuffer();
  };
  await Promise.all(Array.from({length: 6}, fetchSome));
}"""
SLOW = "/slow"
"""Where the way out does what ours once did, so that a cache that was not filled would show."""


class _Larder(QuietHandler):
    """Small things that a browser keeps."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        slow = self.path == SLOW
        self.send_response(303 if slow else 200)
        if slow:
            self.send_header("Location", "https://weather.gc.ca/")
            self.send_header("Clear-Site-Data", '"cache"')
        self.send_header("Cache-Control", "max-age=86400")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()


def rows() -> Iterator[Row]:
    """The same way out from three browsers, in turn."""
    with ExitStack() as stack:
        windows = _windows(stack)
        for count, window in windows.items():
            _fill(window, stack.enter_context(_larder()), count)
        took = _in_turn(windows)
        for count, milliseconds in took.items():
            ratio = milliseconds / took[0]
            what = f"leaving with {count:,} entries in the cache"
            yield Row(what, f"{milliseconds:.0f} ms, x{ratio:.2f}", f"x{GATE}", ratio <= GATE)
        for count, window in windows.items():
            what = f"the same with Clear-Site-Data, which we do not send: {count:,}"
            yield Row(what, f"{_slow_way(stack, window):.0f} ms")


def _windows(stack: ExitStack) -> dict[int, ChromiumWindow]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    build_demo("halton", folder / "portal")
    demo = Demo("halton", folder / "demo", folder / "portal")
    demo.start()
    stack.callback(demo.end)
    playwright = stack.enter_context(sync_playwright())
    display = stack.enter_context(screen())
    weather = stack.enter_context(neutral_site(folder))
    return {
        count: stack.enter_context(
            chromium_window(playwright, demo, folder / str(count), display, weather)
        )
        for count in ENTRIES
    }


@contextmanager
def _larder() -> Iterator[str]:
    with web_server(_Larder) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def _fill(window: ChromiumWindow, site: str, count: int) -> None:
    window.open(f"{site}/first")
    window.page.evaluate(FILL, count)
    kept = sum(1 for _ in window.profile.glob("Default/Cache/Cache_Data/*_0"))
    assert kept >= count, f"the browser kept {kept} of {count}"


def _in_turn(windows: dict[int, ChromiumWindow]) -> dict[int, float]:
    spent: dict[int, list[float]] = {count: [] for count in windows}
    for _ in range(ROUNDS):
        for count, window in windows.items():
            spent[count].append(_leave(window))
    return {count: median(times) for count, times in spent.items()}


def _leave(window: ChromiumWindow) -> float:
    """From a form that was begun; milliseconds until the weather is there."""
    window.go("ask/")
    window.follow("ask.start.button")
    window.choose("who", "parent")
    window.press("ask.step.continue")
    window.sees("ask.name.label")
    window.page.bring_to_front()
    begun = time.perf_counter()
    window.follow("shell.leave")
    window.page.get_by_role("heading", name="Weather").wait_for()
    return (time.perf_counter() - begun) * 1000


def _slow_way(stack: ExitStack, window: ChromiumWindow) -> float:
    """Once: it empties the cache."""
    site = stack.enter_context(_larder())
    begun = time.perf_counter()
    window.page.goto(f"{site}{SLOW}", timeout=MILLISECONDS)
    window.page.get_by_role("heading", name="Weather").wait_for()
    return (time.perf_counter() - begun) * 1000
