"""What the one-page form shows: each page as a note, which an address shows once."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.drafts.one_time import Note
from intake_app.errors import StoreError
from intake_app.forms import Answers
from intake_app.intake.tickets import mark_of
from intake_app.referral import WayIn
from intake_app.routes.responses import page
from intake_app.routes.responses import show_once
from intake_app.routes.sending import Sending
from intake_app.routes.services import services
from intake_app.routes.travel import Travel
from intake_app.security.sealed_field import Ended
from intake_app.security.tokens import FormToken
from intake_app.ticket_kind import Kind

Typed = MultiDict[str, str]
ADDRESS = "ask/one-page"
IN_CALL: Mapping[str, list[str]] = {"in_call": ["yes"]}
"""All that a form in a call has before anything is answered."""


def note_of(
    show: str, answers: Answers | Mapping[str, list[str]], token: str, **more: object
) -> Note:
    fields = answers.typed() if isinstance(answers, Answers) else answers
    return {"show": show, "fields": fields, "token": token, **more}


def to_form(
    language: Language,
    answers: Answers | Mapping[str, list[str]],
    token: str,
    *,
    notice: str = "",
    faults: bool = False,
) -> Response:
    note = note_of("form", answers, token, notice=notice, faults=faults)
    return show_once(language, ADDRESS, note, show)


def to_check(
    language: Language,
    answers: Answers,
    token: str,
    *,
    notice: str = "",
    consent_missing: bool = False,
) -> Response:
    note = note_of("check", answers, token, notice=notice, consent_missing=consent_missing)
    return show_once(language, ADDRESS, note, show)


def to_send_again(language: Language, answers: Answers, token: str, case: str) -> Response:
    status = 200 if case == "press-again" else 503
    note = note_of("again", answers, token, case=case, status=status)
    return show_once(language, ADDRESS, note, show)


def nothing_left(language: Language, notice: str, status: int) -> Response:
    kind = Kind.read(request.form.get("kind", ""))
    fields = IN_CALL if kind and kind.in_call else {}
    note = note_of("form", fields, services().tokens.new(), notice=notice, status=status)
    return show_once(language, ADDRESS, note, show)


def given_back(notice: str, status: int) -> Response:
    """The page as it was posted, nothing taken from it."""
    language, typed = (request.view_args or {})["language"], request.form
    token = own_token(typed)
    try:
        opened = services().sealed.open(typed.get("answers", ""), typed.get("token", ""))
    except Ended:
        opened = None
    if opened is None or form_was_sent(typed.get("token", "")):
        answers = Answers.read(services().region, typed)
        return show(language, note_of("form", answers, token, notice=notice, status=status))
    answers = Answers.read(services().region, opened)
    return show(language, note_of("check", answers, token, notice=notice, status=status))


def show(language: Language, note: Note) -> Response:
    shows = {"form": show_form, "check": _show_check, "again": _show_send_again}
    return shows[note["show"]](language, note)


def show_form(language: Language, note: Note) -> Response:
    here = services()
    answers = Answers.read(here.region, MultiDict(note["fields"]))
    if note.get("faults"):
        answers.are_valid()
    html = here.pages.form(
        language,
        answers,
        note.get("token") or here.tokens.new(),
        notice=note.get("notice", ""),
    )
    return page(html, note.get("status", 200))


def _show_check(language: Language, note: Note) -> Response:
    here = services()
    answers = Answers.read(here.region, MultiDict(note["fields"]))
    if not answers.are_valid():
        return show_form(language, {**note, "faults": True})
    consent = answers.consent_screen(MultiDict())
    if note.get("consent_missing"):
        consent.is_valid()
    html = here.pages.check(
        language,
        answers.referral(language=language, way_in=WayIn.ONE_PAGE),
        _travel(language, answers, note["token"]),
        consent=consent,
        notice=note.get("notice", ""),
    )
    return page(html, note.get("status", 200))


def _show_send_again(language: Language, note: Note) -> Response:
    answers = Answers.read(services().region, MultiDict(note["fields"]))
    if not answers.are_valid():
        return show_form(language, {**note, "faults": True})
    travel = _travel(language, answers, note["token"])
    html = services().pages.send_again(language, travel, case=note["case"])
    return page(html, 200 if note["case"] == "press-again" else 503)


def _travel(language: Language, answers: Answers, token: str) -> Travel:
    here, typed = services(), answers.typed()
    sending = Sending(
        answers=answers,
        language=language,
        way_in=WayIn.ONE_PAGE,
        token=FormToken.of_unknown_age(token),
        mark=mark_of(token, typed),
    )
    return Travel(
        token=token,
        seen=sending.mark,
        sealed=here.sealed.seal(typed, token),
        ends=here.sealed.ends(),
        kind=sending.kind,
    )


def form_was_sent(token: str) -> bool:
    """Whether the form with this token became a request, with whatever answers."""
    try:
        return services().intake.knows_form(token)
    except StoreError:
        return False  # Send will say what is wrong with the database


def own_token(typed: Typed) -> str:
    here = services()
    token = here.tokens.read(typed.get("token", ""))
    return token.text if token else here.tokens.new()
