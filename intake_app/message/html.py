"""The sheet as HTML that stands alone: nothing is fetched, everything typed is escaped."""

from __future__ import annotations

from pathlib import Path

from intake_app.message.sheet import Sheet
from intake_app.standalone import template

TEMPLATES = Path(__file__).with_name("templates")


def as_html(sheet: Sheet) -> str:
    """The HTML part."""
    return template(TEMPLATES, "request.html").render(sheet=sheet)
