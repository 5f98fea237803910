"""The last screen of the steps: all answers, consent, Send."""

from __future__ import annotations

import hmac
import logging
from dataclasses import replace

from flask import Blueprint
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.forms import CheckScreen
from intake_app.intake.tickets import mark_of
from intake_app.intake.tickets import ticket_for
from intake_app.referral import WayIn
from intake_app.routes.errors import error_page
from intake_app.routes.responses import page
from intake_app.routes.responses import was_posted
from intake_app.routes.sending import MAYBE_SAVED
from intake_app.routes.sending import NOT_SAVED
from intake_app.routes.sending import Sending
from intake_app.routes.sending import case_of
from intake_app.routes.sending import must_press_again
from intake_app.routes.sending import to_confirmation
from intake_app.routes.services import services
from intake_app.routes.steps.visit import Visit
from intake_app.routes.steps.visit import begun
from intake_app.routes.steps.visit import first_screen
from intake_app.routes.travel import Travel
from intake_app.security import draft_cookie
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

CONSENT_MISSING = "consent"
CHANGED = "changed"
"""What the page has to say after a Send that was not taken."""
PRESS_AGAIN = "press-again"
CASES = {PRESS_AGAIN: 200, NOT_SAVED: 503, MAYBE_SAVED: 503}
"""Pages with one more Send, and their status."""

bp = Blueprint("check", __name__)


@bp.get("/check")
def show(language: Language) -> Response:
    """Every answer, once every question is answered."""
    visit = Visit.at(language, journey.CHECK)
    draft = visit.draft()
    if draft is None:
        return first_screen(visit)
    if not journey.is_reachable(journey.CHECK, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    sending = _sending(visit, draft)
    return _ask_again(visit, sending.answers) or page(_page(visit, draft, sending))


@bp.get('/<any("press-again", "not-saved", "maybe-saved"):case>')
def show_send_again(language: Language, case: str) -> Response:
    """One more press of Send, and why."""
    visit = Visit.at(language, journey.CHECK)
    draft = visit.draft()
    if draft is None or not journey.is_reachable(journey.CHECK, draft.answered):
        return visit.to(journey.CHECK)
    return page(_send_again(visit, draft, case), CASES[case])


@bp.post("/check")
def answer(language: Language) -> Response:
    """Send; or the same page in the other language, or kept for another hour."""
    visit = Visit.at(language, journey.CHECK)
    if visit.stays:
        _, secret = visit.change(lambda draft: replace(draft, tells=""))
        return begun(visit.to(journey.CHECK), secret)
    return _send(visit)


@bp.errorhandler(StoreError)
def unsure(error: StoreError) -> Response:
    """Only for who agreed and pressed Send; an earlier press may have been kept."""
    log.error("%s: %s", request.endpoint, type(error).__name__)
    language = (request.view_args or {})["language"]
    typed = request.form
    if not was_posted() or typed.get("go") != "send" or "consent" not in typed:
        return error_page(error)
    travel = Travel(
        token=typed.get("token", ""), seen=typed.get("seen", ""), kind=typed.get("kind", "")
    )
    html = services().pages.send_again(language, travel, case=MAYBE_SAVED)
    return page(html, 503)


def _send(visit: Visit) -> Response:
    here = services()
    draft = here.drafts.open(visit.secret) if visit.secret else None
    if visit.secret is None or draft is None:
        return _sent_already(visit)
    if not journey.is_reachable(journey.CHECK, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    sending = _sending(visit, draft)
    asked = _ask_again(visit, sending.answers)
    if asked:
        return asked
    if not hmac.compare_digest(visit.typed.get("seen", "").encode(), sending.mark.encode()):
        return _say(visit, CHANGED)
    if not CheckScreen(here.region, visit.typed).is_valid():
        return _say(visit, CONSENT_MISSING)
    if must_press_again(visit.typed):
        return visit.to(PRESS_AGAIN)
    return _accept(visit, draft, sending, visit.secret)


def _sent_already(visit: Visit) -> Response:
    """A second click, or another tab that was quicker: show what became of the first."""
    ticket = ticket_for(visit.typed.get("token", ""), visit.typed.get("seen", ""))
    if services().intake.receipt(ticket) is None:
        return first_screen(visit)
    kind = visit.typed.get("kind", "")
    return draft_cookie.say_sent(to_confirmation(visit.language, ticket, kind))


def _accept(visit: Visit, draft: Draft, sending: Sending, secret: bytes) -> Response:
    try:
        sent = sending.accept()
    except SealingError as error:
        log.error("request not kept: %s", type(error).__name__)
        return visit.to(case_of(error, visit.typed))
    except StoreError as error:
        log.error("request not kept: %s", type(error).__name__)
        return page(_send_again(visit, draft, case_of(error, visit.typed)), 503)
    try:
        services().drafts.erase(secret)
    except StoreError as error:
        # The request is safe, and only this cookie opened the draft: it goes with the cookie.
        log.error("draft not erased: %s", type(error).__name__)
    return draft_cookie.say_sent(sent)


def _say(visit: Visit, what: str) -> Response:
    visit.change(lambda draft: replace(draft, tells=what))
    return visit.to(journey.CHECK)


def _ask_again(visit: Visit, answers: Answers) -> Response | None:
    """To an answer that was right when it was given and is not any more, if there is one."""
    wrong = [screen.step for screen in answers.screens if not screen.is_valid()]
    asked = [step for step in wrong if step in journey.QUESTIONS]
    if not asked:
        return None

    def reopen(kept: Draft) -> Draft:
        left = (step for step in kept.answered if step not in asked)
        return replace(kept, answered=tuple(left), tells=asked[0])

    visit.change(reopen)
    return visit.to(asked[0])


def _page(visit: Visit, draft: Draft, sending: Sending) -> str:
    consent = CheckScreen(services().region, MultiDict())
    if draft.tells == CONSENT_MISSING:
        consent.is_valid()
    return services().pages.check(
        visit.language,
        sending.referral,
        _travel(visit, draft),
        consent=consent,
        notice="errors.changed" if draft.tells == CHANGED else "",
    )


def _send_again(visit: Visit, draft: Draft, case: str) -> str:
    travel = _travel(visit, draft)
    return services().pages.send_again(visit.language, travel, case=case)


def _sending(visit: Visit, draft: Draft) -> Sending:
    here = services()
    return Sending(
        answers=Answers.read(here.region, MultiDict(draft.typed)),
        language=visit.language,
        way_in=WayIn.STEPS,
        token=here.tokens.read(draft.token) or FormToken.of_unknown_age(draft.token),
        mark=mark_of(draft.token, draft.typed),
    )


def _travel(visit: Visit, draft: Draft) -> Travel:
    sending = _sending(visit, draft)
    return Travel(
        token=draft.token,
        # What is sent is what was read on the page.
        seen=sending.mark,
        ends=draft.ends,
        kind=sending.kind,
    )
