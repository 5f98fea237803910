"""The page behind the link in the sealed mail. GET shows; only a pressed button does anything.

Scanners of mail programs open every link, and some send what they find to others: so nothing is
changed by looking, and nothing can be seen but a number and what staff themselves noted.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import quote

from flask import Blueprint
from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from intake_app.forms.cleaning import clean_line
from intake_app.intake.handover import Aim
from intake_app.routes.aim_dates import as_calendar
from intake_app.routes.responses import page
from intake_app.routes.responses import refuse_foreign_posts
from intake_app.routes.services import services
from intake_app.store import Handling
from intake_app.store import Outcome

bp = Blueprint("staff", __name__, url_prefix="/staff/have-it")
bp.before_request(refuse_foreign_posts)

LONGEST_INITIALS = 8
CONTACT, OUTCOME = "contact_day", "outcome"
WRONG = (CONTACT, OUTCOME)
"""Fields that may have been filled in wrongly; the address says which, never with what."""


@bp.get("/<ticket>")
def show(ticket: str) -> Response:
    one = services().handover.of_link(ticket)
    pages = services().pages
    if one is None or _was_taken_back(one):
        return page(pages.staff("have_it_gone.html", one=one), 404)
    wrong = request.args.get("wrong", "")
    if one.acknowledged_at is None:
        return page(pages.staff("have_it.html", one=one, ticket=ticket))
    html = pages.staff(
        "had.html",
        one=one,
        ticket=ticket,
        dates=services().handover.dates(one),
        outcomes=tuple(Outcome),
        errors=(wrong,) if wrong in WRONG else (),
    )
    return page(html)


@bp.post("/<ticket>")
def press(ticket: str) -> Response:
    handover = services().handover
    one = handover.of_link(ticket)
    if one is None or _was_taken_back(one):
        return _back(ticket)
    pressed = request.form.get("go", "")
    if pressed == "have-it":
        handover.acknowledge(
            one, by=clean_line(request.form.get("initials", ""))[:LONGEST_INITIALS]
        )
        return _back(ticket)
    wrong = _note(one, pressed) if one.acknowledged_at else ""
    return _back(ticket, wrong)


@bp.get('/<ticket>/<any("first-meeting", "review"):aim>.ics')
def calendar(ticket: str, aim: str) -> Response:
    one = services().handover.of_link(ticket)
    dates = services().handover.dates(one) if one else ()
    day = next((each.day for each in dates if each.aim is Aim(aim)), None)
    if one is None or day is None:
        raise NotFound
    words = services().intake.words[services().region.staff_language]
    file = as_calendar(Aim(aim), day, one.number, words)
    named = f'attachment; filename="{one.number}-{aim}.ics"'
    return Response(file, mimetype="text/calendar", headers={"Content-Disposition": named})


def _was_taken_back(one: Handling) -> bool:
    """Erased before anybody said "We have it": nothing goes by itself before that."""
    return one.erased_at is not None and one.acknowledged_at is None


def _note(one: Handling, pressed: str) -> str:
    """The field that was wrong, if one was."""
    handover = services().handover
    if pressed == "contact":
        with suppress(ValueError):
            day = date.fromisoformat(request.form.get(CONTACT, "").strip())
            return "" if handover.note_contact(one, day) else CONTACT
        return CONTACT
    if pressed == "outcome":
        with suppress(ValueError):
            handover.note_outcome(one, Outcome(request.form.get(OUTCOME, "")))
            return ""
        return OUTCOME
    return ""


def _back(ticket: str, wrong: str = "") -> Response:
    """To the same page by GET, so that Reload presses nothing again."""
    query = f"?wrong={wrong}" if wrong else ""
    return Response(status=303, headers={"Location": f"/staff/have-it/{quote(ticket)}{query}"})
