"""The header set that every response carries, static files and error pages included."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication
    from _typeshed.wsgi import WSGIEnvironment

SOURCE = Path(__file__).with_name("headers.txt")
HTTPS = "https "


def _read(*, https: bool) -> tuple[tuple[str, str], ...]:
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    chosen = (line for line in lines if line and not line.startswith("#"))
    rows = [line.removeprefix(HTTPS) for line in chosen if https or not line.startswith(HTTPS)]
    return tuple((name, value) for name, _, value in (row.partition(": ") for row in rows))


HEADERS = _read(https=False)
WITH_HTTPS = _read(https=True)
PRIVATE_PAGE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
"""For everything the intake answers: kept nowhere, found by no search engine."""


class HeaderSet:
    """WSGI layer that adds the header set to whatever comes from below."""

    def __init__(self, application: WSGIApplication, *, https: bool) -> None:
        self._application = application
        self._headers = WITH_HTTPS if https else HEADERS

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            added = [pair for pair in self._headers if pair[0].lower() not in present]
            return start_response(status, [*headers, *added], *rest)

        return self._application(environ, start)
