"""Finish later and come back, begin afresh, or delete: what becomes of a half-filled form."""

from __future__ import annotations

import logging

from flask import Blueprint
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.drafts import read_code
from intake_app.drafts.one_time import Note
from intake_app.errors import NoRoom
from intake_app.errors import StoreError
from intake_app.forms import CodeScreen
from intake_app.routes import one_page
from intake_app.routes.errors import error_page
from intake_app.routes.responses import go
from intake_app.routes.responses import page
from intake_app.routes.responses import show_once
from intake_app.routes.responses import take
from intake_app.routes.responses import was_posted
from intake_app.routes.services import services
from intake_app.routes.steps import questions
from intake_app.routes.steps.visit import Visit
from intake_app.routes.steps.visit import begun
from intake_app.routes.steps.visit import first_screen
from intake_app.routes.steps.visit import once_more
from intake_app.routes.steps.visit import voices_of
from intake_app.security import draft_cookie

log = logging.getLogger(__name__)

CANNOT_OPEN = "errors.code.away"
LATER = "later"
RESUME = "resume"

bp = Blueprint("later", __name__)


@bp.get("/later")
def offer(language: Language) -> Response:
    """What finishing later means, before it is done."""
    visit = Visit.at(language, LATER)
    draft = visit.draft()
    if draft is None:
        return first_screen(visit)
    go_on = journey.first_open(draft.answered)
    return page(services().pages.later(language, go_on=go_on, voices=voices_of(draft)))


@bp.get("/later/<ticket>")
def show_code(language: Language, ticket: str) -> Response:
    """The code, once."""
    note = take(ticket)
    return Visit.at(language, LATER).to(LATER) if note is None else _show_code(language, note)


@bp.post("/later")
def later(language: Language) -> Response:
    """From a screen, with what was typed there; or the wish for a code."""
    visit = Visit.at(language, request.form.get("step", LATER))
    if visit.step in journey.QUESTIONS:
        draft, secret = questions.keep(visit, visit.form)
        return questions.lost(visit) if draft is None else begun(visit.to(LATER), secret)
    if visit.button == "code":
        return _give_code(visit)
    return _show_again(visit) if visit.button == "show" else visit.to(LATER)


@bp.get("/resume")
def ask_for_code(language: Language) -> Response:
    return _show_resume(language, {"code": ""})


@bp.get("/resume/<ticket>")
def show_wrong_code(language: Language, ticket: str) -> Response:
    """The code as it was typed, and what is wrong with it."""
    note = take(ticket)
    return go(language, "ask/resume") if note is None else _show_resume(language, note)


@bp.post("/resume")
def resume(language: Language) -> Response:
    """A code, typed in. Wrong ones are slowed; a right one always leads to the next open screen."""
    visit = Visit.at(language, RESUME)
    typed = CodeScreen(services().region, visit.typed).code.data
    if visit.stays:
        return _ask(visit, typed)
    code = read_code(typed)
    if code is None:
        return _ask(visit, typed, "errors.code.unlike")
    draft = services().drafts.look(code)
    return _wrong(visit, typed) if draft is None else _open(visit, code, draft)


@bp.post("/fresh")
def fresh(language: Language) -> Response:
    """Begin with an empty form, whoever filled in the one that this browser holds."""
    visit = Visit.at(language, journey.FIRST)
    if visit.secret:
        services().drafts.leave(visit.secret)
    ticks = visit.typed.getlist("criteria")
    onward = questions.with_ticks(visit, ticks) if ticks else visit.to(journey.FIRST)
    return draft_cookie.take_back(onward)


@bp.post("/forget")
def forget(language: Language) -> Response:
    """Delete what was typed, at once. If it cannot be done, the visitor can try again."""
    visit = Visit.at(language, "")
    if visit.secret:
        services().drafts.erase(visit.secret)
    return draft_cookie.take_back(go(language, "ask/forgotten"))


@bp.get("/forgotten")
def forgotten(language: Language) -> Response:
    return page(services().pages.forgotten(language))


@bp.errorhandler(StoreError)
def away(error: StoreError) -> Response:
    """A code or a screen comes back as it was posted."""
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return _given_back(CANNOT_OPEN, questions.NOT_KEPT, 503, error)


@bp.errorhandler(Forbidden)
def foreign(error: Forbidden) -> Response:
    return _given_back(questions.FOREIGN, questions.FOREIGN, 403, error)


def _given_back(code_key: str, notice: str, status: int, error: StoreError | Forbidden) -> Response:
    view, typed = request.view_args or {}, request.form
    if was_posted() and request.path.endswith("/resume"):
        note = {"code": typed.get("code", ""), "key": code_key, "status": status}
        return _show_resume(view["language"], note)
    if was_posted() and request.path.endswith("/later") and typed.get("step") in journey.QUESTIONS:
        return questions.give_back(Visit.at(view["language"], typed["step"]), notice, status)
    return error_page(error)


def _give_code(visit: Visit) -> Response:
    try:
        kept = services().drafts.keep_for_later(visit.secret) if visit.secret else None
    except NoRoom:
        return show_once(visit.language, "ask/later", {"full": True}, _show_code)
    if kept is None:
        return first_screen(visit)
    note = {"code": kept.code, "until": kept.until.timestamp()}
    shown = show_once(visit.language, "ask/later", note, _show_code)
    return draft_cookie.give(shown, kept.secret)


def _show_again(visit: Visit) -> Response:
    """The same code in the other language, if it is one."""
    code = read_code(visit.typed.get("code", ""))
    until = services().drafts.opens_until(code) if code else None
    if until is None:
        return visit.to(LATER)
    note = {"code": code, "until": until.timestamp()}
    return show_once(visit.language, "ask/later", note, _show_code)


def _show_code(language: Language, note: Note) -> Response:
    visit = Visit.at(language, LATER)
    draft = services().drafts.open(visit.secret) if visit.secret else None
    return page(
        services().pages.later(
            language,
            go_on=journey.first_open(draft.answered if draft else ()),
            voices=voices_of(draft),
            code=note.get("code", ""),
            until=note.get("until"),
            notice="ask.later.full" if note.get("full") else "",
        )
    )


def _wrong(visit: Visit, typed: str) -> Response:
    limit, address = services().wrong_codes, request.remote_addr
    wait = limit.seconds_to_wait(address)
    limit.count(address)
    if wait:
        return _ask(visit, typed, "errors.code.wait", status=429, seconds=wait)
    return _ask(visit, typed, "errors.code.unknown")


def _ask(
    visit: Visit, typed: str, key: str = "", *, status: int = 200, **values: object
) -> Response:
    note = {"code": typed, "key": key, "values": values, "status": status}
    return show_once(visit.language, "ask/resume", note, _show_resume)


def _show_resume(language: Language, note: Note) -> Response:
    screen = CodeScreen(services().region, MultiDict({"code": note["code"]}))
    values = note.get("values", {})
    if note.get("key"):
        screen.complain(note["key"], **values)
    html = services().pages.resume(language, screen)
    return page(html, note.get("status", 200), wait=values.get("seconds"))


def _open(visit: Visit, code: str, draft: Draft) -> Response:
    """Into the form; or onto one page, where a browser keeps no cookie."""
    if visit.secret is None and visit.asked_again:
        return one_page.show_filled(
            visit.language, MultiDict(draft.typed), notice=questions.NO_COOKIES
        )
    secret = services().drafts.resume(code, instead_of=visit.secret)
    if secret is None:
        return _wrong(visit, code)
    if visit.secret is None:
        return once_more(visit, RESUME, secret)
    return draft_cookie.give(visit.to(journey.first_open(draft.answered)), secret)
