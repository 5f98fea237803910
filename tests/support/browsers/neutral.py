"""The harmless site that "Leave this page" goes to, played on this machine.

The browser is told that every name but ours lies here, so that nothing reaches the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.authority import Authority
from tests.support.web_server import QuietHandler
from tests.support.web_server import web_server

HOST = "weather.gc.ca"
PAGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>Weather</title><h1>Weather</h1>"


class _Weather(QuietHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)


@contextmanager
def neutral_site(folder: Path) -> Iterator[int]:
    """Serves it over TLS; gives its port."""
    context = Authority.make(folder, "Weather authority").server_context(HOST)
    with web_server(_Weather, context) as server:
        yield server.server_port
