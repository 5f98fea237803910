"""One page for every error, in the visitor's language, with somebody to call."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask
from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.errors import StoreError
from intake_app.routes.pages import WORDED
from intake_app.routes.responses import page
from intake_app.routes.services import services
from intake_app.server import place_of

log = logging.getLogger(__name__)


def handle_errors(app: Flask, not_found_page: Path | None) -> None:
    """Register the handlers. `not_found_page` is the portal's own, for addresses outside ours."""

    def refused(error: HTTPException) -> Response:
        answer = error.get_response()
        if not isinstance(answer, Response) or error.code is None or error.code < 400:
            return Response(status=error.code)
        ours = error.code != 404 or _language_of_path() is not None
        if not ours and not_found_page and not_found_page.is_file():
            return Response(not_found_page.read_bytes(), 404, mimetype="text/html")
        answer.data = _words(error.code)
        answer.mimetype = "text/html"
        return answer

    def unavailable(error: StoreError) -> Response:
        log.error("%s: %s", request.endpoint, type(error).__name__)
        return error_page(error)

    def broken(error: Exception) -> Response:
        # The message of an unknown error may hold what a family typed: only its place is logged.
        log.error("%s: %s at %s", request.endpoint, type(error).__name__, place_of(error))
        return page(_words(500), 500)

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(StoreError, unavailable)
    app.register_error_handler(Exception, broken)


def error_page(error: StoreError | HTTPException) -> Response:
    """The page for what cannot be answered with the visitor's own page."""
    if isinstance(error, StoreError):
        return page(_words(503), 503)
    return page(_words(error.code or 500), error.code or 500)


def _words(code: int) -> str:
    worded = code if code in WORDED else (400 if code < 500 else 500)
    return services().pages.error(worded, _languages())


def _language_of_path() -> Language | None:
    """The language that the address begins with, if any."""
    first = request.path.split("/", 2)[1:2]
    return next((language for language in LANGUAGES if [language] == first), None)


def _languages() -> tuple[Language, ...]:
    """Of the address; else of the browser; else both."""
    language = _language_of_path()
    if language:
        return (language,)
    # Not `best_match`: it prefers an exact "en" at q=0.5 to "fr-CA" at q=1.
    for wish, _ in request.accept_languages:
        for known in LANGUAGES:
            if wish.lower().partition("-")[0] == known:
                return (known,)
    return LANGUAGES
