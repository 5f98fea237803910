"""How routes answer: on to another address, or with a page that is shown once.

No POST of the form is answered by a page, because a browser keeps the body of such a POST and
shows it again after Back and Reload. The one exception is when nothing can be kept: then the page
itself is the answer, as it may be of a web server in front. For these each form holds a field that
keeps Chromium from noting what was posted: `intake_app/shell/unkept.html`.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.drafts.one_time import Note
from intake_app.errors import StoreError
from intake_app.routes.services import services
from intake_app.security.request_guard import refuse_other_sites

Show = Callable[[Language, Note], Response]
"""Makes the page of a note."""


def go(language: Language, below: str) -> Response:
    """On to an address of ours, by GET."""
    return Response(status=303, headers={"Location": f"/{language}/{below}"})


def page(html: str, status: int = 200, *, wait: int | None = None) -> Response:
    """A page; it says after how many seconds to try again, a minute while nothing can be kept."""
    wait = 60 if status == 503 else wait
    headers = {"Retry-After": str(wait)} if wait else {}
    return Response(html, status, headers, mimetype="text/html")


def show_once(language: Language, below: str, note: Note, show: Show) -> Response:
    """On to an address that shows the note once; at once, when the note cannot be kept."""
    try:
        ticket = services().notes.keep(note)
    except StoreError:
        return show(language, note)
    return go(language, f"{below}/{ticket}")


def take(ticket: str, leave: Callable[[Note], Note | None] = lambda _: None) -> Note | None:
    """The note of this address. A browser that only asks for headers takes nothing."""
    if request.method != "GET":
        return None
    return services().notes.take(ticket, leave=leave)


def was_posted() -> bool:
    """Whether a form was sent, and not an address asked for."""
    return request.method == "POST"


def refuse_foreign_posts() -> None:
    """For a blueprint's `before_request`."""
    if request.method == "POST":
        refuse_other_sites()
