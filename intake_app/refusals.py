"""What the web server refuses before any page of ours sees it: said with our own pages.

Waitress answers some requests by itself, in plain English and without our headers, or not at all.
The pages are asked for once, at start, so that nothing can fail when they are needed.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar
from wsgiref.util import setup_testing_defaults

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.parser import ParsingError
from waitress.task import ErrorTask  # type: ignore[import-untyped]

from intake_app.replaceable import Replaceable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REFUSED = "one-story.refused"
"""In the requests that are made here: the status whose page is wanted."""
UNREADABLE = 400
STATUSES = (UNREADABLE, 413, 431, 500)
"""Waitress knows 501 too, for encodings that no browser uses: one more thing we cannot read."""
MOST_UNHEARD = 4 * 1024 * 1024


@dataclass(frozen=True)
class RefusalResponse:
    """One that stands ready."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def channel_class(application: WSGIApplication) -> type[HTTPChannel]:
    """For waitress: connections that refuse with this application's pages."""
    pages: dict[int, RefusalResponse] = {}

    def ask() -> None:
        pages.update({status: _page(application, status) for status in STATUSES})

    ask()
    if isinstance(application, Replaceable):
        application.when_replaced.append(ask)

    class Refusal(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            page = pages.get(self.request.error.code, pages[UNREADABLE])
            self.status = page.status
            self.response_headers.extend(page.headers)
            self.set_close_on_finish()
            self.content_length = len(page.body)
            self.channel.refusing = True
            self.write(page.body)

    class RefusingChannel(Channel):
        error_task_class: ClassVar[type[ErrorTask]] = Refusal

    return RefusingChannel


def _page(application: WSGIApplication, status: int) -> RefusalResponse:
    """The application's page, in both languages: whose request it is nobody could read."""
    environ: dict[str, Any] = {REFUSED: status, "PATH_INFO": "/refused"}
    setup_testing_defaults(environ)
    told: list[Any] = []

    def start_response(*line_and_headers: Any) -> Callable[[bytes], object]:
        told[:] = line_and_headers
        return lambda _: None

    body = b"".join(application(environ, start_response))
    return RefusalResponse(told[0], tuple(told[1]), body)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Knows that an address or a length that cannot be read is no reason to hang up in silence.

    Nor does it wait for the rest of a request that has none, whatever it asks to be told first.
    """

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("unreadable") from error
        if not self.chunked and not self.content_length:
            self.expect_continue = False


class Channel(HTTPChannel):  # type: ignore[misc]
    """Hears people out before it hangs up on them.

    Whoever is still sending when the connection closes is told that it broke, and never sees the
    page that says why.
    """

    parser_class = Parser
    refusing = False
    close_when_flushed: bool
    _unheard = 0

    def handle_write(self) -> None:
        if not (self.refusing and self.close_when_flushed and not self.total_outbufs_len):
            super().handle_write()
            return
        self.close_when_flushed = False
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()  # gone already

    def received(self, data: bytes) -> bool:
        if not self.refusing:
            heard: bool = super().received(data)
            return heard
        self._unheard += len(data)
        if self._unheard > MOST_UNHEARD:
            self.will_close = True
        return False
