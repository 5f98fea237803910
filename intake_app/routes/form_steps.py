"""Addresses of the form step by step; what happens there stands in the modules named."""

from __future__ import annotations

from flask import Blueprint
from flask import request

from intake_app.catalog import Language
from intake_app.forms import CodeScreen
from intake_app.journey import CHECK
from intake_app.journey import QUESTIONS
from intake_app.routes import check
from intake_app.routes import keeping
from intake_app.routes import steps
from intake_app.routes.again import visit_at
from intake_app.routes.desk import desk
from intake_app.routes.steps import Reply
from intake_app.routes.steps import Visit
from intake_app.security.gate import refuse_other_sites

routes = Blueprint("steps", __name__, url_prefix="/<any(en, fr):language>/ask")

ONE_OF_THEM = f"/<any({', '.join(QUESTIONS)}):step>"


def _posted(language: Language, step: str) -> Visit:
    refuse_other_sites()
    return visit_at(language, step)


@routes.get(ONE_OF_THEM)
def show_step(language: Language, step: str) -> Reply:
    return steps.show(visit_at(language, step))


@routes.post(ONE_OF_THEM)
def answer_step(language: Language, step: str) -> Reply:
    visit = _posted(language, step)
    return steps.begin(visit) if visit.typed.get("go") == "begin" else steps.answer(visit)


@routes.get("/check")
def show_check(language: Language) -> Reply:
    return check.show(visit_at(language, CHECK))


@routes.post("/check")
def answer_check(language: Language) -> Reply:
    return check.answer(_posted(language, CHECK))


@routes.get("/later")
def offer_later(language: Language) -> Reply:
    return keeping.offer_later(visit_at(language, keeping.LATER))


@routes.post("/later")
def later(language: Language) -> Reply:
    return keeping.later(_posted(language, request.form.get("step", keeping.LATER)))


@routes.get("/resume")
def ask_for_code(language: Language) -> str:
    here = desk()
    return here.pages.resume(language, CodeScreen(here.region, request.form))


@routes.post("/resume")
def resume(language: Language) -> Reply:
    return keeping.resume(_posted(language, keeping.RESUME), request.remote_addr)


@routes.post("/forget")
def forget(language: Language) -> Reply:
    return keeping.forget(_posted(language, ""))
