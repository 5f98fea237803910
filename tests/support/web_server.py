"""A web server of this machine for what is not ours: the weather site, a pager, a folder."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler
from http.server import SimpleHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread


class WebServer(ThreadingHTTPServer):
    """Of 127.0.0.1, on a free port; every caller has a thread, from the first byte on.

    Browsers open lines ahead of need and may say nothing on them. A server that shakes hands while
    it accepts, as a wrapped listening socket does, is then deaf to everybody else.
    """

    request_queue_size = 64
    secure: ssl.SSLContext | None = None

    def finish_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:
        if self.secure is None:
            super().finish_request(request, client_address)
            return
        line = self.secure.wrap_socket(request, server_side=True)
        try:
            super().finish_request(line, client_address)
        finally:
            self.shutdown_request(line)

    def handle_error(self, *_: object) -> None:
        """Says nothing: browsers hang up in the middle of anything."""


class QuietHandler(BaseHTTPRequestHandler):
    """Keeps no request log, which tests have no use for."""

    def log_message(self, *_: object) -> None:
        pass


class _Files(QuietHandler, SimpleHTTPRequestHandler):
    pass


@contextmanager
def web_server(
    handler: Callable[..., BaseHTTPRequestHandler], secure: ssl.SSLContext | None = None
) -> Iterator[WebServer]:
    """Started, and ended at the end; over TLS when there is a context."""
    server = WebServer(("127.0.0.1", 0), handler)
    server.secure = secure
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A folder behind such a server; gives its address."""
    with web_server(partial(_Files, directory=str(folder))) as server:
        yield f"http://127.0.0.1:{server.server_port}"
