"""The form step by step: one function for each thing that can happen on a screen.

Whatever a page sends is kept, right or wrong; only right answers open the next screen. Between
screens the answers rest in a draft that the visitor's cookie opens, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.forms import Answers
from intake_app.forms import StepForm
from intake_app.referral import Who
from intake_app.routes.desk import Desk
from intake_app.routes.pages import StepPage
from intake_app.security import draft_cookie

Typed = MultiDict[str, str]
Reply = str | tuple[str, int] | Response
LOST = "errors.lost"
NOT_KEPT = "errors.not_kept"
NO_COOKIES = "errors.no_cookies"
STAYS = frozenset({"switch", "keep", "later"})
"""Buttons that keep what was typed and do not go on from there."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody at one screen, with what they brought."""

    desk: Desk
    language: Language
    step: str
    typed: Typed
    secret: bytes | None
    """From the cookie."""
    asked_again: bool = False
    """True when this request is our own cookie's test, see `_begin`."""

    @property
    def form(self) -> StepForm:
        """The screen as it was posted."""
        return StepForm(self.desk.region, self.step, self.typed)

    @property
    def stays(self) -> bool:
        return self.typed.get("go") in STAYS

    def to(self, step: str) -> Response:
        """Go to a screen, by GET."""
        return Response(status=303, headers={"Location": f"/{self.language}/ask/{step}"})


def show(visit: Visit) -> Reply:
    """A screen with what was typed there before, if it can be reached."""
    draft = visit.desk.cabinet.visit(visit.secret) if visit.secret else None
    if draft is None:
        return show_first(visit)
    if not journey.is_reachable(visit.step, draft.answered):
        return visit.to(journey.first_open(draft.answered))
    return _page(visit, _filled(visit, draft), draft)


def show_first(visit: Visit) -> Reply:
    """Nobody's draft is here: the way begins at the first screen."""
    if visit.step != journey.FIRST:
        return visit.to(journey.FIRST)
    form = StepForm(visit.desk.region, visit.step, MultiDict())
    if visit.secret is None:
        return _page(visit, form, None)
    page = Response(_page(visit, form, None, notice=LOST), mimetype="text/html")
    return draft_cookie.take_back(page)


def begin(visit: Visit) -> Reply:
    """From the start page with the self-check's ticks, which travel in the page."""
    draft = visit.desk.cabinet.visit(visit.secret) if visit.secret else None
    typed: Typed = MultiDict(draft.typed if draft else {})
    typed.setlist("criteria", visit.typed.getlist("criteria"))
    return _page(visit, StepForm(visit.desk.region, visit.step, typed), draft)


def answer(visit: Visit) -> Reply:
    """What a screen's buttons do."""
    return _go_on(visit, visit.form) if visit.typed.get("begun") else _begin(visit, visit.form)


def give_back(visit: Visit, notice: str) -> str:
    """The page as it was posted, still belonging to its draft, if it has one."""
    return _page(visit, visit.form, None, notice=notice, begun=bool(visit.typed.get("begun")))


def keep(visit: Visit, form: StepForm) -> Draft | None:
    """Put into the draft what was typed; None when this page's draft is gone."""

    def exchange(draft: Draft) -> Draft:
        belongs = not visit.typed.get("begun") or draft.token == visit.typed.get("token")
        return _with_answers(visit, draft, form) if belongs else draft

    draft = visit.desk.cabinet.change(visit.secret, exchange) if visit.secret else None
    if draft is None or not visit.typed.get("begun"):
        return draft
    return draft if draft.token == visit.typed.get("token") else None


def lost(visit: Visit, form: StepForm) -> Reply:
    """The answers that went before are gone; what was typed here is not."""
    return _page(visit, form, None, notice=LOST)


def _go_on(visit: Visit, form: StepForm) -> Reply:
    draft = keep(visit, form)
    if draft is None:
        return lost(visit, form)
    return _next(visit, form, draft)


def _next(visit: Visit, form: StepForm, draft: Draft) -> Reply:
    if visit.stays:
        return visit.to(visit.step)
    if not form.is_valid:
        return _page(visit, form, draft)
    return visit.to(journey.after(visit.step, draft.answered))


def _begin(visit: Visit, form: StepForm) -> Reply:
    """A page without a draft: the first right answer makes one, and hands out the cookie.

    A browser that had no cookie is asked, by 307, to send the same once more: so we learn
    whether it keeps cookies while everything typed is still in its hands.
    """
    draft = keep(visit, form)
    if draft is not None:
        return _next(visit, form, draft)
    if visit.stays:
        return _page(visit, form, None)
    if not form.is_valid:
        return _page(visit, form, None)
    if visit.asked_again and visit.secret is None:
        return _on_one_page(visit)
    return _first_draft(visit, form)


def _first_draft(visit: Visit, form: StepForm) -> Response:
    desk = visit.desk
    token = desk.tokens.read(visit.typed.get("token", ""))
    new = Draft(token=token.text if token else desk.tokens.new(), touched=desk.intake.clock())
    draft = _with_answers(visit, new, form)
    secret = desk.cabinet.begin(draft)
    if visit.secret is not None:
        return draft_cookie.give(visit.to(journey.after(visit.step, draft.answered)), secret)
    return draft_cookie.give(once_more(visit.language, visit.step), secret)


def once_more(language: Language, step: str) -> Response:
    """Please send the same again, now with the cookie."""
    address = f"/{language}/ask/{step}?again"
    return Response(status=307, headers={"Location": address})


def _on_one_page(visit: Visit) -> str:
    desk = visit.desk
    answers = Answers.read(desk.region, visit.typed)
    return desk.pages.form(visit.language, answers, desk.tokens.new(), notice=NO_COOKIES)


def _filled(visit: Visit, draft: Draft) -> StepForm:
    form = StepForm(visit.desk.region, visit.step, MultiDict(draft.typed))
    form.ticks = ()  # they are in the draft already
    return form


def _with_answers(visit: Visit, draft: Draft, form: StepForm) -> Draft:
    done = form.is_valid and (form.step in draft.answered or not visit.stays)
    return replace(
        draft,
        fields=draft.with_fields(form.typed(), in_place_of=form.names),
        answered=journey.with_answer(draft.answered, form.step, valid=done),
    )


def _page(
    visit: Visit,
    form: StepForm,
    draft: Draft | None,
    *,
    notice: str = "",
    begun: bool = False,
) -> str:
    token = draft.token if draft else _token_again(visit, begun=begun)
    fields: Mapping[str, tuple[str, ...]] = draft.fields if draft else {}
    page = StepPage(
        form=form,
        token=token,
        begun=begun or draft is not None,
        ends=draft.ends if draft else None,
        asks_alone=Who.YOUNG_PERSON in fields.get("who", ()),
        notice=notice,
    )
    return visit.desk.pages.step(visit.language, page)


def _token_again(visit: Visit, *, begun: bool) -> str:
    """The page's own token, as long as it is one of ours; else a new one."""
    sent = visit.typed.get("token", "")
    if begun:
        return sent
    return sent if visit.desk.tokens.read(sent) else visit.desk.tokens.new()
