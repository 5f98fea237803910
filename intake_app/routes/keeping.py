"""Finish later and come back, or delete: what becomes of a half-filled form."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.drafts import Draft
from intake_app.drafts import read_code
from intake_app.forms import Answers
from intake_app.forms import CodeScreen
from intake_app.routes.steps import NO_COOKIES
from intake_app.routes.steps import Reply
from intake_app.routes.steps import Visit
from intake_app.routes.steps import keep
from intake_app.routes.steps import lost
from intake_app.routes.steps import once_more
from intake_app.security import draft_cookie

LATER = "later"
RESUME = "resume"


def offer_later(visit: Visit) -> Reply:
    """What finishing later means, before it is done."""
    draft = visit.desk.cabinet.visit(visit.secret) if visit.secret else None
    if draft is None:
        return visit.to(journey.FIRST)
    return visit.desk.pages.later(visit.language, draft)


def later(visit: Visit) -> Reply:
    """From a screen, with what was typed there; or the wish for a code."""
    if visit.step in journey.QUESTIONS:
        form = visit.form
        return visit.to(LATER) if keep(visit, form) else lost(visit, form)
    if visit.typed.get("go") != "code":
        return visit.to(LATER)
    code = visit.desk.cabinet.keep_for_later(visit.secret) if visit.secret else None
    draft = visit.desk.cabinet.open(visit.secret) if visit.secret else None
    if code is None or draft is None:
        return visit.to(journey.FIRST)
    return visit.desk.pages.later(visit.language, draft, code)


def resume(visit: Visit, address: str | None) -> Reply:
    """A code, typed in. Wrong ones are slowed; a right one leads to the next open screen."""
    desk = visit.desk
    screen = CodeScreen(desk.region, visit.typed)
    if visit.stays:
        return desk.pages.resume(visit.language, screen)
    code = read_code(screen.code.data)
    if code is None:
        return _not_opened(visit, screen, "errors.code.unlike")
    wait = desk.slowdown.seconds_to_wait(address)
    if wait:
        page = _not_opened(visit, screen, "errors.code.wait", seconds=wait)
        return Response(page, 429, {"Retry-After": str(wait)}, mimetype="text/html")
    secret = desk.cabinet.resume(code)
    draft = desk.cabinet.open(secret) if secret else None
    if secret is None or draft is None:
        desk.slowdown.count(address)
        return _not_opened(visit, screen, "errors.code.unknown")
    return _opened(visit, secret, draft)


def _not_opened(visit: Visit, screen: CodeScreen, key: str, **values: object) -> str:
    screen.complain(key, **values)
    return visit.desk.pages.resume(visit.language, screen)


def _opened(visit: Visit, secret: bytes, draft: Draft) -> Reply:
    if visit.secret is not None:
        return draft_cookie.give(visit.to(journey.first_open(draft.answered)), secret)
    if not visit.asked_again:
        return draft_cookie.give(once_more(visit.language, RESUME), secret)
    desk = visit.desk
    answers = Answers.read(desk.region, MultiDict(draft.typed))
    return desk.pages.form(visit.language, answers, desk.tokens.new(), notice=NO_COOKIES)


def forget(visit: Visit) -> Reply:
    """Delete what was typed, at once. If it cannot be done, the visitor can try again."""
    if visit.secret:
        visit.desk.cabinet.erase(visit.secret)
    page = Response(visit.desk.pages.forgotten(visit.language), mimetype="text/html")
    return draft_cookie.take_back(page)
