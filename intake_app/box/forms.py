"""The forms of the portal's documents, as the box fills them in for print.

Of the site this reads its templates alone: a form looks and asks the same wherever it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import reader
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.errors import ContentFaults
from intake_app.settings import CONTENT
from intake_app.settings import PROJECT
from intake_app.standalone import template

TEMPLATES = PROJECT / "site" / "documents"
FORMS = {"meeting": "meeting-form", "plan": "family-service-plan"}
"""Each form and its template. What is written where: `source/forms.js`."""


@dataclass(frozen=True)
class FormToFill:
    """One form in one language; whatever it is filled with goes into its `data-place`s."""

    name: str
    language: Language
    html: Markup


def forms_to_fill(texts: Mapping[str, Text]) -> tuple[FormToFill, ...]:
    """All of them. Raises ContentFaults when the privacy commissioner's facts cannot be read."""
    return tuple(_forms(texts))


def _forms(texts: Mapping[str, Text]) -> Iterator[FormToFill]:
    for language in LANGUAGES:
        names = _names(Words(language, texts))
        for name, file in FORMS.items():
            html = template(TEMPLATES, f"{file}.html").render(names)
            yield FormToFill(name, language, Markup(html))  # noqa: S704  (our own templates)


def _names(words: Words) -> dict[str, object]:
    """A box belongs to no region, so a form names none."""
    return {
        "layout": "sheet.html",
        "pen": True,
        "filled": True,
        "w": lambda key, **values: words(f"documents.{key}", **values),
        "agency": words("box.forms.agency"),
        "phone": "",
        "first_meeting_days": None,
        **_commissioner(words.language),
    }


def _commissioner(language: Language) -> dict[str, str]:
    faults = Faults()
    node = reader.parse(CONTENT / "commissioner.yml", faults)
    top = Section(node, faults) if node else None
    name, phone = (top.both("name"), top.phone("toll_free")) if top else (None, None)
    if name is None or phone is None:
        raise ContentFaults(sorted(faults.found))
    return {"commissioner": name[language], "toll_free": phone.said(language)}
