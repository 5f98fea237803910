"""What families see around the form: start, the confirmation, and the way out."""

from __future__ import annotations

from flask import Blueprint
from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.drafts.one_time import Note
from intake_app.errors import StoreError
from intake_app.forms.screens import HelpScreen
from intake_app.routes.responses import go
from intake_app.routes.responses import page
from intake_app.routes.responses import show_once
from intake_app.routes.responses import take
from intake_app.routes.services import services
from intake_app.security import draft_cookie
from intake_app.ticket_kind import split_kind

bp = Blueprint("family", __name__, url_prefix="/<any(en, fr):language>")


@bp.get("/ask/")
def start(language: Language) -> Response:
    return show_start(language, {})


@bp.get("/ask/begin")
def begin(language: Language) -> Response:
    """From a start page, maybe of long ago: a form begun since is told of first."""
    return go(language, "ask/" if _draft_found() else f"ask/{journey.FIRST}")


@bp.get("/ask/start/<ticket>")
def start_with_ticks(language: Language, ticket: str) -> Response:
    note = take(ticket)
    return go(language, "ask/") if note is None else show_start(language, note)


@bp.post("/ask/from-check")
def from_check(language: Language) -> Response:
    """The self-check's ticks, for one look; they may be posted from any site."""
    ticks = HelpScreen(services().region, request.form).criteria.data
    return show_once(language, "ask/start", {"ticks": list(ticks)}, show_start)


@bp.get("/ask/received/<ticket>")
def received(language: Language, ticket: str) -> Response:
    here = services()
    plain_ticket, kind = split_kind(ticket)
    receipt = here.intake.receipt(plain_ticket)
    if receipt is None:
        raise NotFound
    if receipt.erased_at:
        return go(language, f"status/{ticket}")
    return page(here.pages.received(language, receipt, kind, ticket))


@bp.get("/status/<ticket>")
def status(language: Language, ticket: str) -> Response:
    """What the confirmation's link shows: the same ticket, so a family has one to keep."""
    here = services()
    plain_ticket, kind = split_kind(ticket)
    receipt = here.intake.receipt(plain_ticket)
    if receipt is None:
        raise NotFound
    return page(here.pages.status(language, receipt, kind, ticket))


@bp.get("/leave")
def leave(language: Language) -> Response:
    """Away, at once, whatever the database does. Only a person's own click erases."""
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return Response(status=204)
    here = services()
    away = Response(status=303, headers={"Location": here.region.leave_to[language]})
    if request.method == "GET":
        draft_cookie.forget_pages(away)
        secret = draft_cookie.secret_in(request)
        if secret is not None:
            here.draft_eraser.erase(secret)
    return away


def show_start(language: Language, note: Note) -> Response:
    """Who finds a half-filled form here may not be who began it: nobody goes on with it unseen."""
    draft = _draft_found()
    return page(
        services().pages.start(
            language,
            tuple(note.get("ticks", ())),
            go_on=journey.first_open(draft.answered) if draft else "",
        )
    )


def _draft_found() -> Draft | None:
    secret = draft_cookie.secret_in(request)
    try:
        return services().drafts.open(secret) if secret else None
    except StoreError:
        return None  # the next screen will say what is wrong with the database
