"""The form on one page, without cookies: one function for each button.

Between the form and Send the answers travel in the page, sealed and bound to its token. The token
stays the same from the first page to Send, so that one form becomes one request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Mapping

from flask import Blueprint
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.drafts.one_time import Note
from intake_app.errors import MaybeSaved
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.intake.tickets import is_of_call
from intake_app.intake.tickets import ticket_for
from intake_app.referral import WayIn
from intake_app.routes.answers import page
from intake_app.routes.answers import refuse_foreign_posts
from intake_app.routes.answers import show_once
from intake_app.routes.answers import take
from intake_app.routes.answers import was_posted
from intake_app.routes.errors import plain
from intake_app.routes.pages import Travel
from intake_app.routes.sending import Sending
from intake_app.routes.sending import must_press_again
from intake_app.routes.sending import to_confirmation
from intake_app.routes.services import services
from intake_app.security import draft_cookie
from intake_app.security.sealed_field import Ended
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

Typed = MultiDict[str, str]
ADDRESS = "ask/one-page"
CALL = "call"
IN_CALL: Mapping[str, list[str]] = {"in_call": ["yes"]}
"""All that a form in a call has before anything is answered."""
EXPIRED = "errors.expired"
UNREADABLE = "errors.unreadable"
ENDED = "errors.ended"
SENT = "errors.sent"
SENT_BEFORE = "errors.sent_before"
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
        return _show(language, note)
    sent = bool(note) and was_sent(note["token"])
    fields = note.get("fields", {})
    return _show_form(language, {"fields": fields, "notice": SENT if sent else ""})


@bp.post("")
def answer(language: Language) -> Response:
    turn = TURNS.get(request.form.get("go", ""), go_on)
    return turn(language, request.form)


@bp.errorhandler(StoreError)
def not_kept(error: StoreError) -> Response:
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return _given_back(NOT_KEPT, 503) if was_posted() else plain(error)


@bp.errorhandler(Forbidden)
def foreign(error: Forbidden) -> Response:
    return _given_back(FOREIGN, 403) if was_posted() else plain(error)


def show_filled(language: Language, typed: Typed, *, notice: str) -> Response:
    """For a browser without cookies that has begun the steps: all questions, with its answers."""
    answers = Answers.read(services().region, typed)
    return _to_form(language, answers, services().tokens.new(), notice=notice)


def begin(language: Language, typed: Typed) -> Response:
    """From the start page, with the self-check's ticks."""
    ticks = MultiDict([("criteria", tick) for tick in typed.getlist("criteria")])
    answers = Answers.read(services().region, ticks)
    return _to_form(language, answers, services().tokens.new())


def switch(language: Language, typed: Typed) -> Response:
    """The other language, with everything typed, unchecked."""
    return _to_form(language, Answers.read(services().region, typed), _own_token(typed))


def go_on(language: Language, typed: Typed) -> Response:
    """From the form to the check page, or back with what is wrong."""
    here = services()
    answers = Answers.read(here.region, typed)
    token = _living(here.tokens.read(typed.get("token", "")))
    if token is None:
        return _to_form(language, answers, here.tokens.new(), notice=EXPIRED)
    posted = answers.typed()
    if not answers.are_valid():
        return _to_form(language, posted, token.text, faults=True)
    if was_sent(token.text):
        # Back after Send, and something changed: under the old token the change would be lost.
        return _to_check(language, answers, here.tokens.new(), notice=SENT_BEFORE)
    return _to_check(language, answers, token.text)


def change(language: Language, typed: Typed) -> Response:
    """From the check page back to the form; the address's fragment finds the part."""
    return _with_opened(
        language, typed, lambda answers: _to_form(language, answers, typed["token"])
    )


def review(language: Language, typed: Typed) -> Response:
    """The check page again, in the other language."""
    return _with_opened(
        language, typed, lambda answers: _to_check(language, answers, typed["token"])
    )


def send(language: Language, typed: Typed) -> Response:
    """Keep the request and say so; nothing else on the way to 'received' may be lost."""
    return _with_opened(language, typed, lambda answers: _send(language, typed, answers))


TURNS: Mapping[str, Callable[[Language, Typed], Response]] = {
    "begin": begin,
    "switch": switch,
    "continue": go_on,
    "change": change,
    "review": review,
    "send": send,
}


def _with_opened(language: Language, typed: Typed, act: Callable[[Answers], Response]) -> Response:
    """Do something with the sealed answers, unless they are broken, sent, or an hour old."""
    here, token = services(), typed.get("token", "")
    try:
        opened = here.sealed.open(typed.get("answers", ""), token)
    except Ended:
        sent = was_sent(token)
        return _received(language, typed) if sent else _nothing_left(language, ENDED, 410)
    if opened is None or here.tokens.read(token) is None:
        return _nothing_left(language, UNREADABLE, 400)
    if was_sent(token):
        return _received(language, typed)
    return act(Answers.read(here.region, opened))


def _send(language: Language, typed: Typed, answers: Answers) -> Response:
    here = services()
    token = here.tokens.read(typed["token"]) or FormToken.of_unknown_age(typed["token"])
    if not answers.consent_screen(typed).is_valid():
        return _to_check(language, answers, token.text, consent_missing=True)
    if must_press_again(typed):
        return _to_send_again(language, answers, token.text, "press-again")
    if token.expired:
        return _to_check(language, answers, here.tokens.new(), notice=EXPIRED)
    if not answers.are_valid():
        return _to_form(language, answers, token.text, faults=True)
    sending = Sending(answers=answers, language=language, way_in=WayIn.ONE_PAGE, token=token)
    try:
        return _forget(sending.accept())
    except SealingError as error:
        log.error("request not kept: %s", type(error).__name__)
        return _to_send_again(language, answers, token.text, "not-saved")
    except StoreError as error:
        log.error("request not kept: %s", type(error).__name__)
        case = "maybe-saved" if isinstance(error, MaybeSaved) else "not-saved"
        return _show_send_again(language, _note("again", answers, token.text, case=case))


def _received(language: Language, typed: Typed) -> Response:
    """A second click, or Back after Send: show what became of the first."""
    ticket = ticket_for(typed.get("token", ""))
    return _forget(to_confirmation(language, ticket, typed.get("kind", "")))


def _forget(onward: Response) -> Response:
    """After Send, Back shows nothing; nor does a form that was begun step by step go on."""
    secret = draft_cookie.secret_in(request)
    if secret is not None:
        services().draft_eraser.erase(secret)
    return draft_cookie.forget_pages(onward)


def _nothing_left(language: Language, notice: str, status: int) -> Response:
    fields = IN_CALL if is_of_call(request.form.get("kind", "")) else {}
    note = _note("form", fields, services().tokens.new(), notice=notice, status=status)
    return show_once(language, ADDRESS, note, _show)


def _given_back(notice: str, status: int) -> Response:
    """The page as it was posted, nothing taken from it."""
    language, typed = (request.view_args or {})["language"], request.form
    token = _own_token(typed)
    try:
        opened = services().sealed.open(typed.get("answers", ""), typed.get("token", ""))
    except Ended:
        opened = None
    if opened is None or was_sent(typed.get("token", "")):
        answers = Answers.read(services().region, typed)
        return _show(language, _note("form", answers, token, notice=notice, status=status))
    answers = Answers.read(services().region, opened)
    return _show(language, _note("check", answers, token, notice=notice, status=status))


def _note(
    show: str, answers: Answers | Mapping[str, list[str]], token: str, **more: object
) -> Note:
    fields = answers.typed() if isinstance(answers, Answers) else answers
    return {"show": show, "fields": fields, "token": token, **more}


def _to_form(
    language: Language,
    answers: Answers | Mapping[str, list[str]],
    token: str,
    *,
    notice: str = "",
    faults: bool = False,
) -> Response:
    note = _note("form", answers, token, notice=notice, faults=faults)
    return show_once(language, ADDRESS, note, _show)


def _to_check(
    language: Language,
    answers: Answers,
    token: str,
    *,
    notice: str = "",
    consent_missing: bool = False,
) -> Response:
    note = _note("check", answers, token, notice=notice, consent_missing=consent_missing)
    return show_once(language, ADDRESS, note, _show)


def _to_send_again(language: Language, answers: Answers, token: str, case: str) -> Response:
    status = 503 if case == "not-saved" else 200
    note = _note("again", answers, token, case=case, status=status)
    return show_once(language, ADDRESS, note, _show)


def _show(language: Language, note: Note) -> Response:
    shows = {"form": _show_form, "check": _show_check, "again": _show_send_again}
    return shows[note["show"]](language, note)


def _show_form(language: Language, note: Note) -> Response:
    here = services()
    answers = Answers.read(here.region, MultiDict(note["fields"]))
    if note.get("faults"):
        answers.are_valid()
    html = here.pages.form(
        language,
        answers,
        note.get("token") or here.tokens.new(),
        notice=note.get("notice", ""),
        posted=was_posted(),
    )
    return _answered(html, note)


def _show_check(language: Language, note: Note) -> Response:
    here = services()
    answers = Answers.read(here.region, MultiDict(note["fields"]))
    if not answers.are_valid():
        return _show_form(language, {**note, "faults": True})
    consent = answers.consent_screen(MultiDict())
    if note.get("consent_missing"):
        consent.is_valid()
    html = here.pages.check(
        language,
        answers.referral(language=language, way_in=WayIn.ONE_PAGE),
        _travel(language, answers, note["token"]),
        consent=consent,
        notice=note.get("notice", ""),
        posted=was_posted(),
    )
    return _answered(html, note)


def _show_send_again(language: Language, note: Note) -> Response:
    answers = Answers.read(services().region, MultiDict(note["fields"]))
    if not answers.are_valid():
        return _show_form(language, {**note, "faults": True})
    travel = _travel(language, answers, note["token"])
    html = services().pages.send_again(language, travel, case=note["case"], posted=was_posted())
    return _answered(html, {"status": 200 if note["case"] == "press-again" else 503})


def _answered(html: str, note: Note) -> Response:
    status = note.get("status", 200)
    return page(html, status, **({"Retry-After": "60"} if status == 503 else {}))


def _travel(language: Language, answers: Answers, token: str) -> Travel:
    here = services()
    sending = Sending(
        answers=answers,
        language=language,
        way_in=WayIn.ONE_PAGE,
        token=FormToken.of_unknown_age(token),
    )
    return Travel(
        token=token,
        sealed=here.sealed.seal(answers.typed(), token),
        ends=here.sealed.ends(),
        kind=sending.kind,
    )


def _left(note: Note) -> Note | None:
    """A second look finds the token alone, to say whether that form was sent, and whose it was."""
    if "token" not in note:
        return None
    in_call = "in_call" in note.get("fields", {})
    return {"token": note["token"], "fields": IN_CALL if in_call else {}}


def was_sent(token: str) -> bool:
    """Whether the form with this token became a request."""
    try:
        return services().intake.receipt(ticket_for(token)) is not None
    except StoreError:
        return False  # Send will say what is wrong with the database


def _living(token: FormToken | None) -> FormToken | None:
    return None if token is None or token.expired else token


def _own_token(typed: Typed) -> str:
    here = services()
    token = here.tokens.read(typed.get("token", ""))
    return token.text if token else here.tokens.new()
