"""What families see: start, the form on one page, the confirmation, and the way out."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import request
from werkzeug.exceptions import NotFound

from intake_app.catalog import Language
from intake_app.forms.screens import HelpScreen
from intake_app.routes import one_page
from intake_app.routes.desk import desk
from intake_app.security import draft_cookie
from intake_app.security.gate import refuse_other_sites

LEAVE_NOTHING = (
    ("Clear-Site-Data", '"cache", "storage"'),
    # Chromium keeps whole pages for Back, `no-store` ones too, until a cookie changes meanwhile.
    # This one says nothing and lives a second. Clearing cookies in the same answer undoes it.
    ("Set-Cookie", "left=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax"),
)

routes = Blueprint("family", __name__, url_prefix="/<any(en, fr):language>")


@routes.get("/ask/")
def start(language: Language) -> str:
    return desk().pages.start(language)


@routes.post("/ask/from-check")
def from_check(language: Language) -> str:
    """The self-check's ticks; it may be posted from any site, and nothing is kept."""
    here = desk()
    return here.pages.start(language, HelpScreen(here.region, request.form).criteria.data)


@routes.get("/ask/one-page")
def form(language: Language) -> str:
    here = desk()
    return here.pages.empty_form(language, here.tokens.new())


@routes.post("/ask/one-page")
def answer(language: Language) -> one_page.Reply:
    refuse_other_sites()
    turn = one_page.TURNS.get(request.form.get("go", ""), one_page.go_on)
    return turn(desk(), language, request.form)


@routes.get("/ask/received/<ticket>")
def received(language: Language, ticket: str) -> str:
    here = desk()
    receipt = here.intake.receipt(ticket)
    if receipt is None:
        raise NotFound
    return here.pages.received(language, receipt, f"ask/received/{ticket}")


@routes.get("/leave")
def leave(language: Language) -> Response:
    """Away, at once, whatever the database does. Only a person's own click erases."""
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return Response(status=204)
    away = Response(status=303, headers={"Location": desk().region.leave_to[language]})
    if request.method == "GET":
        away.headers.extend(LEAVE_NOTHING)
        secret = draft_cookie.secret_in(request)
        if secret is not None:
            draft_cookie.take_back(away)
            desk().farewells.erase(secret)
    return away
