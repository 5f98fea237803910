"""What each button of the one-page form does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.intake.tickets import mark_of
from intake_app.intake.tickets import ticket_for
from intake_app.referral import WayIn
from intake_app.routes.one_page.views import Typed
from intake_app.routes.one_page.views import form_was_sent
from intake_app.routes.one_page.views import note_of
from intake_app.routes.one_page.views import nothing_left
from intake_app.routes.one_page.views import own_token
from intake_app.routes.one_page.views import show
from intake_app.routes.one_page.views import to_check
from intake_app.routes.one_page.views import to_form
from intake_app.routes.one_page.views import to_send_again
from intake_app.routes.sending import Sending
from intake_app.routes.sending import case_of
from intake_app.routes.sending import must_press_again
from intake_app.routes.sending import to_confirmation
from intake_app.routes.services import services
from intake_app.security import draft_cookie
from intake_app.security.sealed_field import Ended
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

EXPIRED = "errors.expired"
UNREADABLE = "errors.unreadable"
ENDED = "errors.ended"
SENT = "errors.sent"
SENT_BEFORE = "errors.sent_before"


def show_filled(language: Language, typed: Typed, *, notice: str) -> Response:
    """For a browser without cookies that has begun the steps: all questions, with its answers."""
    answers = Answers.read(services().region, typed)
    return to_form(language, answers, services().tokens.new(), notice=notice)


def begin(language: Language, typed: Typed) -> Response:
    """From the start page, with the self-check's ticks."""
    ticks = MultiDict([("criteria", tick) for tick in typed.getlist("criteria")])
    answers = Answers.read(services().region, ticks)
    return to_form(language, answers, services().tokens.new())


def switch(language: Language, typed: Typed) -> Response:
    """The other language, with everything typed, unchecked."""
    return to_form(language, Answers.read(services().region, typed), own_token(typed))


def go_on(language: Language, typed: Typed) -> Response:
    """From the form to the check page, or back with what is wrong."""
    here = services()
    answers = Answers.read(here.region, typed)
    token = _living(here.tokens.read(typed.get("token", "")))
    if token is None:
        return to_form(language, answers, here.tokens.new(), notice=EXPIRED)
    posted = answers.typed()
    if not answers.are_valid():
        return to_form(language, posted, token.text, faults=True)
    if form_was_sent(token.text):
        # Back after Send: it may be meant as a second request.
        return to_check(language, answers, here.tokens.new(), notice=SENT_BEFORE)
    return to_check(language, answers, token.text)


def change(language: Language, typed: Typed) -> Response:
    """From the check page back to the form; the address's fragment finds the part."""
    return _shown_again(language, typed, lambda answers: to_form(language, answers, typed["token"]))


def review(language: Language, typed: Typed) -> Response:
    """The check page again, in the other language."""
    return _shown_again(
        language, typed, lambda answers: to_check(language, answers, typed["token"])
    )


def send(language: Language, typed: Typed) -> Response:
    """Keep the request and say so; nothing else on the way to 'received' may be lost."""
    return _with_opened(language, typed, lambda opened: _send(language, typed, opened))


TURNS: Mapping[str, Callable[[Language, Typed], Response]] = {
    "begin": begin,
    "switch": switch,
    "continue": go_on,
    "change": change,
    "review": review,
    "send": send,
}


def _with_opened(language: Language, typed: Typed, act: Callable[[Typed], Response]) -> Response:
    """Do something with the sealed answers, unless they are broken, sent, or an hour old."""
    here, token = services(), typed.get("token", "")
    try:
        opened = here.sealed.open(typed.get("answers", ""), token)
    except Ended:
        ticket = ticket_for(token, typed.get("seen", ""))
        return _received(language, typed, ticket) or nothing_left(language, ENDED, 410)
    if opened is None or here.tokens.read(token) is None:
        return nothing_left(language, UNREADABLE, 400)
    return _received(language, typed, ticket_for(token, _mark(token, opened))) or act(opened)


def _shown_again(
    language: Language, typed: Typed, show_again: Callable[[Answers], Response]
) -> Response:
    """Once the form was sent, also with other answers, nobody is shown these any more."""

    def act(opened: Typed) -> Response:
        if form_was_sent(typed["token"]):
            return nothing_left(language, SENT, 410)
        return show_again(Answers.read(services().region, opened))

    return _with_opened(language, typed, act)


def _mark(token: str, opened: Typed) -> str:
    return mark_of(token, opened.to_dict(flat=False))


def _send(language: Language, typed: Typed, opened: Typed) -> Response:
    here, answers = services(), Answers.read(services().region, opened)
    token = here.tokens.read(typed["token"]) or FormToken.of_unknown_age(typed["token"])
    if not answers.consent_screen(typed).is_valid():
        return to_check(language, answers, token.text, consent_missing=True)
    if must_press_again(typed):
        return to_send_again(language, answers, token.text, "press-again")
    if token.expired:
        return to_check(language, answers, here.tokens.new(), notice=EXPIRED)
    if not answers.are_valid():
        return to_form(language, answers, token.text, faults=True)
    sending = Sending(
        answers=answers,
        language=language,
        way_in=WayIn.ONE_PAGE,
        token=token,
        mark=_mark(token.text, opened),
    )
    try:
        return _forget(sending.accept())
    except SealingError as error:
        log.error("request not kept: %s", type(error).__name__)
        return to_send_again(language, answers, token.text, case_of(error, typed))
    except StoreError as error:
        log.error("request not kept: %s", type(error).__name__)
        note = note_of("again", answers, token.text, case=case_of(error, typed))
        return show(language, note)


def _received(language: Language, typed: Typed, ticket: str) -> Response | None:
    """A second click, or Back after Send: what became of the first, if there was one."""
    try:
        known = services().intake.receipt(ticket) is not None
    except StoreError:
        return None  # Send will say what is wrong with the database
    return _forget(to_confirmation(language, ticket, typed.get("kind", ""))) if known else None


def _forget(onward: Response) -> Response:
    """After Send, Back shows nothing; nor does a form that was begun step by step go on."""
    secret = draft_cookie.secret_in(request)
    if secret is not None:
        services().draft_eraser.erase(secret)
    return draft_cookie.forget_pages(onward)


def _living(token: FormToken | None) -> FormToken | None:
    return None if token is None or token.expired else token
