"""A provider signs up for a training: one page to fill in, one that says that it is saved.

Nothing of it is kept here but the sealed mail: there is no list of who takes part.
"""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Blueprint
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.catalog import TrainingDate
from intake_app.drafts.one_time import Note
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import SignUpScreen
from intake_app.forms.honeypot import TrapScreen
from intake_app.intake.tickets import ticket_for_sign_up
from intake_app.intake.training_desk import SignUpStatus
from intake_app.routes.errors import error_page
from intake_app.routes.responses import go
from intake_app.routes.responses import page
from intake_app.routes.responses import refuse_foreign_posts
from intake_app.routes.responses import show_once
from intake_app.routes.responses import take
from intake_app.routes.responses import was_posted
from intake_app.routes.services import services
from intake_app.routes.spam_notes import spam_notes
from intake_app.routes.training_pages import no_sign_up_page
from intake_app.routes.training_pages import sign_up_page
from intake_app.routes.training_pages import signed_up_page
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

Typed = MultiDict[str, str]
EXPIRED = "errors.expired"
FOREIGN = "errors.foreign"
NOT_SAVED = "errors.not_signed_up"
SWITCH = "switch"
GONE = {SignUpStatus.UNKNOWN: 404}
"""Other reasons why nobody can sign up are no fault of the address."""

bp = Blueprint("training", __name__, url_prefix="/<any(en, fr):language>/ask/training/<name>")
bp.before_request(refuse_foreign_posts)


@bp.get("")
def empty(language: Language, name: str) -> Response:
    """The form; or why nobody can sign up for this date here, and what to do instead."""
    return _show(language, name, {})


@bp.get("/<ticket>")
def show_note(language: Language, name: str, ticket: str) -> Response:
    """What was typed and is not right yet, once."""
    return _show(language, name, take(ticket) or {})


@bp.post("")
def answer(language: Language, name: str) -> Response:
    here, typed = services(), request.form
    token = here.tokens.read(typed.get("token", ""))
    training = _open(name)
    if training is None:
        return go(language, f"ask/training/{quote(name)}")
    if typed.get("go") == SWITCH:
        return _back(language, name, typed, token)
    if token is None or token.expired:
        return _back(language, name, typed, None, notice=EXPIRED)
    screen, trap = _screens(typed)
    if not all([screen.is_valid(), trap.is_valid()]):
        return _back(language, name, typed, token, faults=True)
    return _accept(language, training, screen, trap, token)


@bp.get("/signed-up/<ticket>")
def signed_up(language: Language, name: str, ticket: str) -> Response:
    here = services()
    receipt = here.training.receipt(ticket)
    if receipt is None:
        raise NotFound
    training = here.training.dates.get(name)
    below = f"ask/training/{name}/signed-up/{ticket}"
    return page(signed_up_page(here.pages, language, training, receipt, below))


@bp.errorhandler(StoreError)
def not_kept(error: StoreError) -> Response:
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return _given_back(NOT_SAVED, 503) if _has_form() else error_page(error)


@bp.errorhandler(SealingError)
def not_sealed(error: SealingError) -> Response:
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return _given_back(NOT_SAVED, 503)


@bp.errorhandler(Forbidden)
def foreign(error: Forbidden) -> Response:
    return _given_back(FOREIGN, 403) if _has_form() else error_page(error)


def _accept(
    language: Language,
    training: TrainingDate,
    screen: SignUpScreen,
    trap: TrapScreen,
    token: FormToken,
) -> Response:
    here = services()
    notes = spam_notes(trap, token, here.sign_up_rate)
    sign_up = screen.sign_up(training, language, notes)
    ticket = ticket_for_sign_up(token.text, sign_up)
    here.training.accept(sign_up, ticket)
    here.sign_up_rate.count(request.remote_addr)
    return go(language, f"ask/training/{training.id}/signed-up/{ticket}")


def _open(name: str) -> TrainingDate | None:
    """The date of that name, when somebody can sign up for it here."""
    desk = services().training
    training = desk.dates.get(name)
    return training if desk.standing(training) is SignUpStatus.OPEN else None


def _has_form() -> bool:
    """Whether there is a page that can come back as it was posted."""
    return was_posted() and _open((request.view_args or {})["name"]) is not None


def _screens(typed: Typed) -> tuple[SignUpScreen, TrapScreen]:
    region = services().region
    return SignUpScreen(region, typed), TrapScreen(region, typed)


def _note(typed: Typed, token: FormToken | None, **more: object) -> Note:
    fields = {name: values for each in _screens(typed) for name, values in each.typed().items()}
    return {"fields": fields, "token": token.text if token else services().tokens.new(), **more}


def _back(
    language: Language, name: str, typed: Typed, token: FormToken | None, **more: object
) -> Response:
    """To the same page by GET, with what was typed."""
    note = _note(typed, token, **more)
    return show_once(
        language, f"ask/training/{name}", note, lambda tongue, kept: _show(tongue, name, kept)
    )


def _given_back(notice: str, status: int) -> Response:
    """The page as it was posted, nothing taken from it."""
    asked = request.view_args or {}
    token = services().tokens.read(request.form.get("token", ""))
    note = _note(request.form, token, notice=notice, status=status)
    return _show(asked["language"], asked["name"], note)


def _show(language: Language, name: str, note: Note) -> Response:
    here = services()
    training = here.training.dates.get(name)
    standing = here.training.standing(training)
    if training is None or standing is not SignUpStatus.OPEN:
        html = no_sign_up_page(here.pages, language, name, training, standing)
        return page(html, GONE.get(standing, 200))
    screen, trap = _screens(MultiDict(note.get("fields", {})))
    if note.get("faults"):
        screen.is_valid()
        trap.is_valid()
    html = sign_up_page(
        here.pages,
        language,
        training,
        (screen, trap),
        token=note.get("token") or here.tokens.new(),
        notice=note.get("notice", ""),
    )
    return page(html, note.get("status", 200))
