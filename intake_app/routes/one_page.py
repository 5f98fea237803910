"""The form on one page, without cookies: one function for each button.

Between the form and Send the answers travel in the page, sealed and bound to its token. The token
stays the same from the first page to Send, so that one form becomes one request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from intake_app.catalog import Language
from intake_app.errors import MaybeSaved
from intake_app.errors import SealingError
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.forms import CheckScreen
from intake_app.intake.tickets import ticket_for
from intake_app.referral import WayIn
from intake_app.routes.desk import Desk
from intake_app.routes.pages import Travel
from intake_app.routes.sending import Sending
from intake_app.routes.sending import must_press_again
from intake_app.security.tokens import FormToken

log = logging.getLogger(__name__)

Typed = MultiDict[str, str]
Reply = str | tuple[str, int] | AnyResponse
EXPIRED = "errors.expired"
UNREADABLE = "errors.unreadable"
SENT_BEFORE = "errors.sent_before"


def begin(desk: Desk, language: Language, typed: Typed) -> Reply:
    """From the start page, with the self-check's ticks."""
    ticks = MultiDict([("criteria", tick) for tick in typed.getlist("criteria")])
    return desk.pages.form(language, Answers.read(desk.region, ticks), desk.tokens.new())


def switch(desk: Desk, language: Language, typed: Typed) -> Reply:
    """The other language, with everything typed, unchecked."""
    token = desk.tokens.read(typed.get("token", ""))
    text = token.text if token else desk.tokens.new()
    return desk.pages.form(language, Answers.read(desk.region, typed), text)


def go_on(desk: Desk, language: Language, typed: Typed) -> Reply:
    """From the form to the check page, or back with what is wrong."""
    answers = Answers.read(desk.region, typed)
    token = _living(desk.tokens.read(typed.get("token", "")))
    if token is None:
        return desk.pages.form(language, answers, desk.tokens.new(), notice=EXPIRED)
    if not answers.are_valid():
        return desk.pages.form(language, answers, token.text)
    if _was_sent(desk, token):
        # Back after Send, and something changed: under the old token the change would be lost.
        return _check(desk, language, answers, desk.tokens.new(), notice=SENT_BEFORE)
    return _check(desk, language, answers, token.text)


def change(desk: Desk, language: Language, typed: Typed) -> Reply:
    """From the check page back to the form; the address's fragment finds the part."""
    answers = _opened(desk, typed)
    if answers is None:
        return _unreadable(desk, language)
    return desk.pages.form(language, answers, typed["token"])


def review(desk: Desk, language: Language, typed: Typed) -> Reply:
    """The check page again, in the other language."""
    answers = _opened(desk, typed)
    if answers is None:
        return _unreadable(desk, language)
    return _check(desk, language, answers, typed["token"])


def send(desk: Desk, language: Language, typed: Typed) -> Reply:
    """Keep the request and say so; nothing else on the way to 'received' may be lost."""
    answers = _opened(desk, typed)
    token = desk.tokens.read(typed.get("token", ""))
    if answers is None or token is None:
        return _unreadable(desk, language)
    consent = CheckScreen(desk.region, typed)
    if not consent.is_valid():
        return _check(desk, language, answers, token.text, consent=consent)
    travel = Travel(token=token.text, sealed=typed["answers"])
    if must_press_again(desk, typed):
        return desk.pages.press_again(language, travel)
    try:
        return _accept(desk, language, answers, token)
    except (StoreError, SealingError) as error:
        log.error("request not kept: %s", type(error).__name__)
        certain = not isinstance(error, MaybeSaved)
        return desk.pages.unsaved(language, travel, certain=certain), 503


def give_back(desk: Desk, language: Language, typed: Typed, notice: str) -> str:
    """The page as it was posted, nothing taken from it."""
    token = desk.tokens.read(typed.get("token", ""))
    text = token.text if token else desk.tokens.new()
    answers = _opened(desk, typed)
    if answers is not None:
        return _check(desk, language, answers, text, notice=notice)
    return desk.pages.form(language, Answers.read(desk.region, typed), text, notice=notice)


TURNS: Mapping[str, Callable[[Desk, Language, Typed], Reply]] = {
    "begin": begin,
    "switch": switch,
    "continue": go_on,
    "change": change,
    "review": review,
    "send": send,
}


def _accept(desk: Desk, language: Language, answers: Answers, token: FormToken) -> Reply:
    if token.expired and desk.intake.receipt(ticket_for(token.text)) is None:
        return _check(desk, language, answers, desk.tokens.new(), notice=EXPIRED)
    if not answers.are_valid():
        return desk.pages.form(language, answers, token.text)
    sending = Sending(answers=answers, language=language, way_in=WayIn.ONE_PAGE, token=token)
    return sending.accept(desk)


def _check(
    desk: Desk,
    language: Language,
    answers: Answers,
    token: str,
    *,
    consent: CheckScreen | None = None,
    notice: str = "",
) -> str:
    return desk.pages.check(
        language,
        answers.referral(language=language, way_in=WayIn.ONE_PAGE),
        Travel(token=token, sealed=desk.sealed.seal(answers.typed(), token)),
        consent=consent or CheckScreen(desk.region, MultiDict()),
        notice=notice,
    )


def _was_sent(desk: Desk, token: FormToken) -> bool:
    try:
        return desk.intake.receipt(ticket_for(token.text)) is not None
    except StoreError:
        return False  # Send will say what is wrong with the database


def _living(token: FormToken | None) -> FormToken | None:
    return None if token is None or token.expired else token


def _opened(desk: Desk, typed: Typed) -> Answers | None:
    """The sealed answers; None when this service did not seal them for this token."""
    opened = desk.sealed.open(typed.get("answers", ""), typed.get("token", ""))
    return None if opened is None else Answers.read(desk.region, opened)


def _unreadable(desk: Desk, language: Language) -> Reply:
    answers = Answers.read(desk.region, MultiDict())
    return desk.pages.form(language, answers, desk.tokens.new(), notice=UNREADABLE), 400
