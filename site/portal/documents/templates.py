"""Fills the templates in site/documents. What a document may name stands in `Setting`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import jinja2

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.dates import month_name
from portal.commissioner import Commissioner

FOLDER = Path(__file__).resolve().parents[2] / "documents"
PREFIX = "documents."
PRINTED = {"layout": "document.html", "pen": False, "filled": False, "direction": "ltr"}
ON_A_PAGE = {"layout": "sheet.html", "pen": True, "filled": False}
"""A form as a part of a page of the site."""


@dataclass(frozen=True, kw_only=True)
class DocumentContext:
    """The region, language and day that a document is made for."""

    region: Region
    words: Words
    commissioner: Commissioner
    made_on: date
    public_url: str
    """Address of the site; empty while it has none, and then nothing that needs one is printed."""
    demonstration: bool

    @property
    def language(self) -> Language:
        return self.words.language


def fill_template(name: str, setting: DocumentContext, **more: object) -> str:
    """The HTML of one document."""
    names = {**_names(setting), **PRINTED, **more}
    return _environment().get_template(f"{name}.html").render(names)


def styles(*names: str) -> str:
    """The style sheets of those names, one after the other."""
    return "\n".join((FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in names)


def _names(setting: DocumentContext) -> dict[str, object]:
    region, words, language = setting.region, setting.words, setting.language
    agency = region.lead_agency
    lines = region.crisis_lines
    phones = {line.id.replace("-", "_"): line.phone.said(language) for line in lines}
    return {
        "lang": language,
        "region": region,
        "words": words,
        "w": lambda key, **values: words(PREFIX + key, **values),
        "agency": agency.name[language],
        "address": agency.address[language],
        # A town alone is no place to hand anything in; a phone tells where.
        "can_take_paper": bool(agency.phone),
        "address_known": any(map(str.isdigit, agency.address[language])),
        "phone": agency.phone.said(language) if agency.phone else "",
        "limits": region.duty_to_report.text[language],
        "emergency": phones["emergency"],
        "commissioner": setting.commissioner.name[language],
        "toll_free": setting.commissioner.toll_free.said(language),
        "crisis": words(PREFIX + "crisis", **phones),
        "first_meeting_days": region.promise.first_meeting_days,
        "working_days": region.promise.acknowledge_working_days,
        "made_on": setting.made_on,
        "month": month_name(setting.made_on, language),
        "demonstration": words(PREFIX + "demonstration", **phones) if setting.demonstration else "",
    }


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
