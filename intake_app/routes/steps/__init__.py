"""The form step by step. Its answers rest in a draft that the visitor's cookie opens."""

from __future__ import annotations

from flask import Blueprint

from intake_app.routes.responses import refuse_foreign_posts
from intake_app.routes.steps import check
from intake_app.routes.steps import later
from intake_app.routes.steps import questions

bp = Blueprint("steps", __name__, url_prefix="/<any(en, fr):language>/ask")
bp.before_request(refuse_foreign_posts)
for part in (questions.bp, check.bp, later.bp):
    bp.register_blueprint(part)
