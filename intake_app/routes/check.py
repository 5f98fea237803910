"""The last screen of the steps: all answers, consent, Send."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import replace

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.drafts import Draft
from intake_app.errors import MaybeSaved
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.forms import CheckScreen
from intake_app.intake.tickets import ticket_for
from intake_app.referral import WayIn
from intake_app.routes.pages import Travel
from intake_app.routes.sending import Sending
from intake_app.routes.sending import must_press_again
from intake_app.routes.sending import to_confirmation
from intake_app.routes.steps import Reply
from intake_app.routes.steps import Visit
from intake_app.routes.steps import show_first
from intake_app.security import draft_cookie
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

CHANGED = "errors.changed"


def show(visit: Visit) -> Reply:
    """Every answer, once every question is answered."""
    draft = visit.desk.cabinet.visit(visit.secret) if visit.secret else None
    if draft is None:
        return show_first(visit)
    if not journey.is_reachable(journey.CHECK, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    sending = _sending(visit, draft)
    return _ask_again(visit, sending.answers) or _page(visit, draft, sending)


def answer(visit: Visit) -> Reply:
    """Send; or the same page in the other language, or kept for another hour."""
    if visit.stays:
        if visit.secret:
            visit.desk.cabinet.change(visit.secret, lambda draft: draft)
        return visit.to(journey.CHECK)
    return _send(visit)


def _send(visit: Visit) -> Reply:
    draft = visit.desk.cabinet.open(visit.secret) if visit.secret else None
    ticket = ticket_for(visit.typed.get("token", ""))
    if visit.secret is None or draft is None:
        # A second click, or another tab that was quicker: show what became of the first.
        if visit.desk.intake.receipt(ticket):
            return draft_cookie.take_back(to_confirmation(visit.language, ticket))
        return visit.to(journey.FIRST)
    if not journey.is_reachable(journey.CHECK, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    sending = _sending(visit, draft)
    asked = _ask_again(visit, sending.answers)
    if asked:
        return asked
    if not hmac.compare_digest(visit.typed.get("seen", "").encode(), _seen(visit, draft).encode()):
        return _page(visit, draft, sending, notice=CHANGED)
    consent = CheckScreen(visit.desk.region, visit.typed)
    if not consent.is_valid():
        return _page(visit, draft, sending, consent=consent)
    return _accept(visit, draft, sending, visit.secret)


def _accept(visit: Visit, draft: Draft, sending: Sending, secret: bytes) -> Reply:
    if must_press_again(visit.desk, visit.typed):
        return visit.desk.pages.press_again(visit.language, _travel(visit, draft))
    try:
        sent = sending.accept(visit.desk)
    except (StoreError, SealingError) as error:
        log.error("request not kept: %s", type(error).__name__)
        certain = not isinstance(error, MaybeSaved)
        travel = _travel(visit, draft)
        return visit.desk.pages.unsaved(visit.language, travel, certain=certain), 503
    try:
        visit.desk.cabinet.erase(secret)
    except StoreError as error:
        # The request is safe, and only this cookie opened the draft: it goes with the cookie.
        log.error("draft not erased: %s", type(error).__name__)
    return draft_cookie.take_back(sent)


def _ask_again(visit: Visit, answers: Answers) -> Response | None:
    """To an answer that was right when it was given and is not any more, if there is one."""
    wrong = [screen.step for screen in answers.screens if not screen.is_valid()]
    asked = [step for step in wrong if step in journey.QUESTIONS]
    if not asked or visit.secret is None:
        return None

    def reopen(kept: Draft) -> Draft:
        left = (step for step in kept.answered if step not in asked)
        return replace(kept, answered=tuple(left))

    visit.desk.cabinet.change(visit.secret, reopen)
    return visit.to(asked[0])


def _page(
    visit: Visit,
    draft: Draft,
    sending: Sending,
    *,
    consent: CheckScreen | None = None,
    notice: str = "",
) -> str:
    return visit.desk.pages.check(
        visit.language,
        sending.referral,
        _travel(visit, draft),
        consent=consent or CheckScreen(visit.desk.region, MultiDict()),
        notice=notice,
    )


def _sending(visit: Visit, draft: Draft) -> Sending:
    return Sending(
        answers=Answers.read(visit.desk.region, MultiDict(draft.typed)),
        language=visit.language,
        way_in=WayIn.STEPS,
        token=visit.desk.tokens.read(draft.token) or FormToken.of_unknown_age(draft.token),
    )


def _travel(visit: Visit, draft: Draft) -> Travel:
    return Travel(token=draft.token, seen=_seen(visit, draft), ends=draft.ends)


def _seen(visit: Visit, draft: Draft) -> str:
    """A mark of exactly these answers: what is sent is what was read on the page."""
    told = json.dumps([visit.language, draft.fields], ensure_ascii=False, sort_keys=True).encode()
    return hmac.new(visit.secret or b"", told, hashlib.sha256).hexdigest()[:32]
