"""What a page may name in `{{ … }}`: the region's facts, in the language of the page.

Phones and addresses come out as links. Text comes out escaped, so that no fact can turn into
Markdown or HTML by accident. What the region does not know is empty, and pages test for that.
"""

from __future__ import annotations

import html
import re
from typing import Any

from markupsafe import Markup

from intake_app.catalog import Language
from intake_app.catalog import Phone
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import TrainingDate
from intake_app.catalog import phone_link
from intake_app.shell import agency_view
from intake_app.shell import crisis_view

MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]{}#|]")


def escaped(value: object) -> object:
    """A value as it may stand in Markdown. Markup, such as a link, passes unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    safe = html.escape(value, quote=False)
    return Markup(MARKDOWN_SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", safe))  # noqa: S704 - escaped


class Localised:
    """Any frozen dataclass of the catalog, with every Text in one language.

    Unknown names raise AttributeError, which Jinja reports as undefined.
    """

    def __init__(self, source: object, language: Language) -> None:
        self._source = source
        self._language = language

    def __getattr__(self, name: str) -> object:
        return localised(getattr(self._source, name), self._language)


def localised(value: Any, language: Language) -> Any:
    """`value` as a page of that language reads it."""
    if isinstance(value, Text):
        return value[language]
    if isinstance(value, Phone):
        return phone_link(value, language)
    if isinstance(value, tuple):
        return [localised(item, language) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return Localised(value, language)
    return value


def ask_path(language: Language) -> str:
    """Where the form begins; the intake serves it from the same origin."""
    return f"/{language}/ask/"


def sign_up_path(training: TrainingDate, language: Language) -> str:
    """Where the form of this date stands."""
    return f"{ask_path(language)}training/{training.id}"


def facts(region: Region, language: Language) -> dict[str, object]:
    """Every name that a page of this language may use."""
    lines = [crisis_view(line, language) for line in region.crisis_lines]
    return {
        "lang": language,
        "region": Localised(region, language),
        "lead_agency": agency_view(region, language),
        "crisis_lines": lines,
        "crisis": {line.id.replace("-", "_"): line for line in lines},
        "door_rules": Localised(region.door_rules, language),
        "promise": region.promise,
        "selfcheck": Localised(region.selfcheck, language),
        "duty_to_report": region.duty_to_report.text[language],
        "consent": Localised(region.consent, language),
        "ask_url": ask_path(language),
        "french_service": str(region.french_service),
        "regime": str(region.regime),
    }
