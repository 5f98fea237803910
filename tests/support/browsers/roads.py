"""The only ways out that a WebKit browser has: to the demo, over TLS, and to the harmless site.

WebKit keeps a `__Host-` cookie over https alone, also on this machine, so the demo gets a front
with a certificate, as in real life. Everything else the browser wants goes through a proxy that
leads to the harmless site, and notes who was asked for.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPConnection
from pathlib import Path
from selectors import EVENT_READ
from selectors import DefaultSelector
from urllib.parse import urlsplit

from tests.support.authority import Authority
from tests.support.browsers.neutral import neutral_site
from tests.support.web_server import QuietHandler
from tests.support.web_server import web_server

LOCALHOST = "127.0.0.1"
PIECE = 65536


@dataclass
class Roads:
    """Where the demo is found, and who else was asked for."""

    site: str
    proxy: str
    asked: set[str] = field(default_factory=set)


class _Quiet(QuietHandler):
    protocol_version = "HTTP/1.1"


def _front(inner: str) -> type[_Quiet]:
    """Hands everything on to the demo, and its answers back, unchanged.

    But for one word: the demo speaks plain HTTP alone, trusts no proxy, and refuses a form whose
    Origin names another scheme than its own.
    """

    class Front(_Quiet):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            with closing(HTTPConnection(inner)) as demo:
                body = self.rfile.read(length)
                asked = dict(self.headers)
                if "Origin" in asked:
                    asked["Origin"] = asked["Origin"].replace("https://", "http://")
                demo.request(self.command, self.path, body, asked)
                answer = demo.getresponse()
                told = answer.read()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

        do_POST = do_GET

    return Front


def _proxy(neutral: int, asked: set[str]) -> type[_Quiet]:
    """Whatever name is asked for, here lies the harmless site."""

    class Proxy(_Quiet):
        def do_CONNECT(self) -> None:
            asked.add(self.path.partition(":")[0])
            self.send_response(200)
            self.end_headers()
            with socket.create_connection((LOCALHOST, neutral)) as inner:
                _relay(self.connection, inner)
            self.close_connection = True

        def do_GET(self) -> None:
            asked.add(urlsplit(self.path).hostname or "")
            self.send_error(404)

    return Proxy


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Bytes both ways, until either end is closed."""
    towards = {one: other, other: one}
    with DefaultSelector() as selector:
        for end in towards:
            selector.register(end, EVENT_READ)
        while True:
            for key, _ in selector.select():
                end = key.fileobj
                assert isinstance(end, socket.socket)
                piece = end.recv(PIECE)
                if not piece:
                    return
                towards[end].sendall(piece)


@contextmanager
def roads_to(site: str, folder: Path) -> Iterator[Roads]:
    """Open while the browser runs."""
    asked: set[str] = set()
    certificate = Authority.make(folder, "Front authority").server_context()
    with (
        neutral_site(folder) as neutral,
        web_server(_front(urlsplit(site).netloc), certificate) as front,
        web_server(_proxy(neutral, asked)) as proxy,
    ):
        yield Roads(
            f"https://{LOCALHOST}:{front.server_port}", f"{LOCALHOST}:{proxy.server_port}", asked
        )
