"""The harmless site that "Leave this page" goes to, played on this machine.

The browser is told that every name but ours lies here, so that nothing reaches the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.support.authority import Authority

PAGE = b"<!doctype html><html lang=en><meta charset=utf-8><title>Weather</title><h1>Weather</h1>"


class _Weather(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def neutral_site(folder: Path) -> Iterator[int]:
    """Serves it over TLS; gives its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Weather)
    context = Authority.make(folder, "Weather authority").server_context("weather.gc.ca")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
