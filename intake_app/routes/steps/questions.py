"""The screens of questions: what their buttons do, and what they show.

Whatever a page sends is kept, right or wrong; only right answers open the next screen.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from flask import Blueprint
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.drafts.one_time import Note
from intake_app.errors import StoreError
from intake_app.forms import StepForm
from intake_app.journey import QUESTIONS
from intake_app.routes import one_page
from intake_app.routes.errors import error_page
from intake_app.routes.family import show_start
from intake_app.routes.pages import StepPage
from intake_app.routes.responses import page
from intake_app.routes.responses import show_once
from intake_app.routes.responses import take
from intake_app.routes.responses import was_posted
from intake_app.routes.services import services
from intake_app.routes.steps.visit import Visit
from intake_app.routes.steps.visit import begun
from intake_app.routes.steps.visit import first_screen
from intake_app.routes.steps.visit import once_more
from intake_app.routes.steps.visit import voices_of
from intake_app.security import draft_cookie

log = logging.getLogger(__name__)

LOST = "errors.lost"
SENT = "errors.sent"
NOT_KEPT = "errors.not_kept"
FOREIGN = "errors.foreign"
NO_COOKIES = "errors.no_cookies"

bp = Blueprint("questions", __name__)
STEP = f"/<any({', '.join(QUESTIONS)}):step>"


@bp.get(STEP)
def show(language: Language, step: str) -> Response:
    """A screen with what was typed there before, if it can be reached."""
    visit = Visit.at(language, step)
    draft = visit.draft()
    if draft is None:
        return _first(visit)
    if not journey.is_reachable(step, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    return page(_page(language, _filled(visit, draft), draft))


@bp.get(f"{STEP}/<ticket>")
def show_note(language: Language, step: str, ticket: str) -> Response:
    """What was typed on a screen that has no draft behind it."""
    note, visit = take(ticket), Visit.at(language, step)
    if note is None or note.get("step") != step:
        return visit.to(step)
    return _show_beside_draft(visit, note) if note.get("beside") else _show(language, note)


@bp.post(STEP)
def answer(language: Language, step: str) -> Response:
    """What a screen's buttons do."""
    visit = Visit.at(language, step)
    if visit.button == "begin":
        return _begin_with_ticks(visit)
    form = visit.form
    draft, secret = keep(visit, form)
    if draft is not None:
        return begun(_next(visit, draft, form), secret)
    return lost(visit) if visit.typed.get("begun") else _begin(visit)


@bp.errorhandler(StoreError)
def not_kept(error: StoreError) -> Response:
    """The screen comes back as it was posted; it can be sent again in a minute."""
    log.error("%s: %s", request.endpoint, type(error).__name__)
    return _given_back(NOT_KEPT, 503, error)


@bp.errorhandler(Forbidden)
def foreign(error: Forbidden) -> Response:
    """Not from our page: nothing is taken, and nothing that was typed is lost."""
    return _given_back(FOREIGN, 403, error)


def keep(visit: Visit, form: StepForm) -> tuple[Draft | None, bytes | None]:
    """Put into the draft what was typed; None when this page's draft is gone."""

    def belongs(draft: Draft) -> bool:
        return not visit.typed.get("begun") or draft.token == visit.typed.get("token")

    def exchange(draft: Draft) -> Draft:
        return _with_answers(visit, draft, form) if belongs(draft) else draft

    draft, secret = visit.change(exchange)
    return (draft, secret) if draft and belongs(draft) else (None, None)


def lost(visit: Visit) -> Response:
    """The answers that went before are gone; what was typed here is not."""
    return show_once(
        visit.language, f"ask/{visit.step}", _note(visit, visit.form, notice=LOST), _show
    )


def _given_back(notice: str, status: int, error: StoreError | Forbidden) -> Response:
    """The page as it was posted, still belonging to its draft, if it has one."""
    view = request.view_args or {}
    if not was_posted():
        return error_page(error)
    return give_back(Visit.at(view["language"], view["step"]), notice, status)


def give_back(visit: Visit, notice: str, status: int) -> Response:
    """The screen as it was posted, with what it must say."""
    told = _note(visit, visit.form, notice=notice)
    kept = {**told, "begun": bool(visit.typed.get("begun")), "status": status}
    return _show(visit.language, kept)


def _first(visit: Visit) -> Response:
    """The first screen, which says why there is nothing in it."""
    if visit.step != journey.FIRST:
        return first_screen(visit)
    sent = draft_cookie.says_sent(request)
    notice = SENT if sent else LOST if visit.secret else ""
    form = StepForm(services().region, visit.step, MultiDict())
    shown = page(_page(visit.language, form, None, notice=notice))
    return draft_cookie.take_back(shown) if notice else shown


def _begin_with_ticks(visit: Visit) -> Response:
    """From the start page with the self-check's ticks, which travel in the page."""
    ticks = visit.typed.getlist("criteria")
    if visit.draft():
        # Begun since that page was opened: nobody goes on with it unseen.
        return show_once(visit.language, "ask/start", {"ticks": ticks}, show_start)
    return with_ticks(visit, ticks)


def with_ticks(visit: Visit, ticks: list[str]) -> Response:
    """The first screen, with ticks that wait for theirs."""
    form = StepForm(services().region, visit.step, MultiDict([("criteria", t) for t in ticks]))
    return show_once(visit.language, f"ask/{visit.step}", _note(visit, form), _show)


def _next(visit: Visit, draft: Draft, form: StepForm) -> Response:
    if visit.stays or draft.tells == visit.step:
        return _with_what_is_withheld(visit, form) if form.withholds else visit.to(visit.step)
    return visit.to(journey.after(visit.step, draft.answered))


def _with_what_is_withheld(visit: Visit, form: StepForm) -> Response:
    """A street is shown to the family once more, and never kept in its draft."""
    note = {"step": visit.step, "beside": True, "fields": form.posted(), "told": not visit.stays}
    return visit.to(f"{visit.step}/{services().notes.keep(note)}")


def _show_beside_draft(visit: Visit, note: Note) -> Response:
    draft = visit.draft()
    if draft is None:
        return _first(visit)
    form = StepForm(services().region, visit.step, MultiDict(note["fields"]))
    form.ticks = ()
    if note["told"]:
        form.is_valid  # noqa: B018  # a look leaves its complaints in the fields
    return page(_page(visit.language, form, draft))


def _begin(visit: Visit) -> Response:
    """A page without a draft: the first answer, right or wrong, makes one."""
    if visit.asked_again and visit.secret is None:
        return one_page.show_filled(visit.language, visit.typed, notice=NO_COOKIES)
    token = services().tokens.read(visit.typed.get("token", ""))
    new = Draft(
        token=token.text if token else services().tokens.new(), touched=services().intake.clock()
    )
    form = visit.form
    draft = _with_answers(visit, new, form)
    secret = services().drafts.begin(draft)
    if visit.secret is not None:
        return draft_cookie.give(_next(visit, draft, form), secret)
    return once_more(visit, visit.step, secret)


def _filled(visit: Visit, draft: Draft) -> StepForm:
    form = StepForm(services().region, visit.step, MultiDict(draft.typed))
    form.ticks = ()  # they are in the draft already
    if draft.tells == visit.step:
        form.is_valid  # noqa: B018  # a look leaves its complaints in the fields
    return form


def _with_answers(visit: Visit, draft: Draft, form: StepForm) -> Draft:
    done = form.is_valid and (form.step in draft.answered or not visit.stays)
    return replace(
        draft,
        fields=draft.with_fields(form.typed(), in_place_of=form.names),
        answered=journey.with_answer(draft.answered, form.step, valid=done),
        tells="" if form.is_valid or visit.stays else form.step,
    )


def _note(visit: Visit, form: StepForm, *, notice: str = "") -> Note:
    return {
        "step": visit.step,
        "fields": form.posted(),
        "token": _own_token(visit),
        "notice": notice,
    }


def _show(language: Language, note: Note) -> Response:
    form = StepForm(services().region, note["step"], MultiDict(note["fields"]))
    html = _page(
        language, form, None, notice=note["notice"], token=note["token"], begun=note.get("begun")
    )
    return page(html, note.get("status", 200))


def _page(
    language: Language,
    form: StepForm,
    draft: Draft | None,
    *,
    notice: str = "",
    token: str = "",
    begun: bool | None = False,
) -> str:
    return services().pages.step(
        language,
        StepPage(
            form=form,
            token=draft.token if draft else token or services().tokens.new(),
            begun=bool(begun) or draft is not None,
            ends=draft.ends if draft else None,
            voices=voices_of(draft),
            notice=notice,
        ),
    )


def _own_token(visit: Visit) -> str:
    """The page's own token, as long as it is one of ours; else a new one."""
    sent = visit.typed.get("token", "")
    if visit.typed.get("begun"):
        return sent
    return sent if services().tokens.read(sent) else services().tokens.new()
