"""What was typed, given back on its own page, when something keeps us from taking it.

A fault of our database, or a form that did not come from our page: neither may cost a family its
words. Where nothing was typed, or it cannot be read, there is nothing to give back.
"""

from __future__ import annotations

from flask import request

from intake_app.catalog import Language
from intake_app.forms import CodeScreen
from intake_app.journey import QUESTIONS
from intake_app.routes import one_page
from intake_app.routes import steps
from intake_app.routes.desk import desk
from intake_app.routes.pages import Travel
from intake_app.routes.steps import Visit
from intake_app.security import draft_cookie

NOT_KEPT = steps.NOT_KEPT
FOREIGN = "errors.foreign"
CANNOT_OPEN = "errors.code.away"


def visit_at(language: Language, step: str) -> Visit:
    """Whoever is asking now, at this screen."""
    return Visit(
        desk=desk(),
        language=language,
        step=step,
        typed=request.form,
        secret=draft_cookie.secret_in(request),
        asked_again="again" in request.args,
    )


def filled_page(language: Language, notice: str) -> str | None:
    """The page that this request came from, as it was filled in, with a notice on top."""
    if request.endpoint == "family.answer":
        return one_page.give_back(desk(), language, request.form, notice)
    if request.endpoint == "steps.answer_check" and notice == NOT_KEPT:
        return _send_again(language)
    if request.endpoint == "steps.resume":
        screen = CodeScreen(desk().region, request.form)
        screen.complain(CANNOT_OPEN if notice == NOT_KEPT else notice)
        return desk().pages.resume(language, screen)
    step = (request.view_args or {}).get("step") or request.form.get("step")
    if request.endpoint in ("steps.answer_step", "steps.later") and step in QUESTIONS:
        return steps.give_back(visit_at(language, step), notice)
    return None


def _send_again(language: Language) -> str | None:
    """Only for who agreed and pressed Send; an earlier press may have been kept."""
    typed = request.form
    if typed.get("go") != "send" or "consent" not in typed:
        return None
    travel = Travel(token=typed.get("token", ""), seen=typed.get("seen", ""))
    return desk().pages.unsaved(language, travel, certain=False)
