"""The form on one page, without cookies: one function for each button.

Between the form and Send the answers travel in the page, sealed and bound to its token. The token
stays the same from the first page to Send, so that one form becomes one request.
"""

from __future__ import annotations

import logging

from flask import Blueprint
from flask import request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.drafts.one_time import Note
from intake_app.errors import StoreError
from intake_app.routes.errors import error_page
from intake_app.routes.one_page.turns import TURNS
from intake_app.routes.one_page.turns import go_on
from intake_app.routes.one_page.turns import show_filled as show_filled
from intake_app.routes.one_page.views import IN_CALL
from intake_app.routes.one_page.views import form_was_sent
from intake_app.routes.one_page.views import given_back
from intake_app.routes.one_page.views import show
from intake_app.routes.one_page.views import show_form
from intake_app.routes.responses import page
from intake_app.routes.responses import refuse_foreign_posts
from intake_app.routes.responses import take
from intake_app.routes.responses import was_posted
from intake_app.routes.services import services

log = logging.getLogger(__name__)

CALL = "call"
SENT = "errors.sent"
NOT_KEPT = "errors.not_kept"
FOREIGN = "errors.foreign"

bp = Blueprint("one_page", __name__, url_prefix="/<any(en, fr):language>/ask/one-page")
bp.before_request(refuse_foreign_posts)


@bp.get("")
def empty(language: Language) -> Response:
    """For a family; or, with `?call`, for staff who have one on the phone."""
    here, in_call = services(), CALL in request.args
    return page(here.pages.empty_form(language, here.tokens.new(), in_call=in_call))


@bp.get("/<ticket>")
def show_note(language: Language, ticket: str) -> Response:
    """What a button led to, once; after that a new form, which says so if the old one was sent."""
    note = take(ticket, leave=_left) or {}
    if "show" in note:
        return show(language, note)
    sent = bool(note) and form_was_sent(note["token"])
    fields = note.get("fields", {})
    return show_form(language, {"fields": fields, "notice": SENT if sent else ""})


@bp.post("")
def answer(language: Language) -> Response:
    turn = TURNS.get(request.form.get("go", ""), go_on)
    return turn(language, request.form)


@bp.errorhandler(StoreError)
def not_kept(error: StoreError) -> Response:
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return given_back(NOT_KEPT, 503) if was_posted() else error_page(error)


@bp.errorhandler(Forbidden)
def foreign(error: Forbidden) -> Response:
    return given_back(FOREIGN, 403) if was_posted() else error_page(error)


def _left(note: Note) -> Note | None:
    """A second look finds the token alone, to say whether that form was sent, and whose it was."""
    if "token" not in note:
        return None
    in_call = "in_call" in note.get("fields", {})
    return {"token": note["token"], "fields": IN_CALL if in_call else {}}
