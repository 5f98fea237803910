"""The sheet as sheet.json, by `intake_app.referral.SHEET_SCHEMA`: words that are ready to be drawn.

Typed words are as the mail's HTML shows them, because staff copy from the box into
spreadsheets too; every letter as it was typed is in referral.json.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from intake_app.message.contact import SafeBox
from intake_app.message.mail_line import MailLine
from intake_app.message.sheet import Section
from intake_app.message.sheet import Sheet
from intake_app.referral import SHEET_VERSION

Json = dict[str, object]


def as_document(sheet: Sheet) -> Json:
    """What is empty is left out."""
    document: Json = {
        "version": SHEET_VERSION,
        "language": sheet.language,
        "title": sheet.title,
        "facts": _lines(sheet.facts),
        "what_counts": sheet.what_counts,
        "safe": _safe(sheet.safe),
        "no_reply": sheet.no_reply,
        "sections": [_section(section) for section in sheet.sections],
    }
    if sheet.have_it.link:
        document["have_it"] = asdict(sheet.have_it)
    if sheet.first_meeting_days:
        document["aims"] = {"first_meeting_days": sheet.first_meeting_days}
    return document


def _safe(box: SafeBox) -> Json:
    document: Json = {
        "title": box.title,
        "may_contact": box.may_contact,
        "action": box.action,
        "only": box.only,
        "permissions": [{"allowed": one.allowed, "text": one.text} for one in box.permissions],
        "lines": _lines(box.lines),
    }
    return document | ({"address": box.address} if box.address else {})


def _section(section: Section) -> Json:
    document: Json = {"title": section.title, "lines": _lines(section.lines)}
    return document | ({"lead": section.lead} if section.lead else {})


def _lines(lines: Iterable[MailLine]) -> list[Json]:
    return [_line(line) for line in lines]


def _line(line: MailLine) -> Json:
    value: Json = {"typed": line.cell} if line.typed else {"said": list(line.said)}
    marks: Json = {"language": line.language} if line.language else {}
    return {"label": line.label} | value | marks | ({"forbids": True} if line.forbids else {})
