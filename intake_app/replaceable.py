"""A WSGI application that another one can take the place of, while requests go on."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIApplication
    from _typeshed.wsgi import WSGIEnvironment


class Replaceable:
    """What is being answered is finished by the application that began it."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self.when_replaced: list[Callable[[], None]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._application(environ, start_response)

    def replace(self, application: WSGIApplication) -> None:
        """From the next request on."""
        self._application = application
        for tell in self.when_replaced:
            tell()
