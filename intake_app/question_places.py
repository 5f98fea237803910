"""Holds every place a question must reach to the registry, before a family is served.

First the registry by itself, then the classes that ask, then pages and words, and at last the
answers: each relies on what stands before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app import questions
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.errors import Fault
from intake_app.forms.answers import Answers
from intake_app.question_arrivals import arrival_faults
from intake_app.question_forms import class_faults
from intake_app.question_forms import offer_faults
from intake_app.question_pages import page_faults
from intake_app.question_registry import registry_faults
from intake_app.questions import QuestionScreen
from intake_app.referral import Access
from intake_app.referral import Child
from intake_app.referral import Help
from intake_app.referral import Helper
from intake_app.referral import SafeContact


def question_faults(region: Region, texts: Mapping[str, Text]) -> list[Fault]:
    """Every question that misses one of its places, all at once."""
    phone = region.lead_agency.phone or region.crisis_lines[0].phone  # or one way is not offered
    region = replace(region, lead_agency=replace(region.lead_agency, phone=phone))
    return (
        [*registry_faults()]
        or [*class_faults()]
        or [*_defaults(), *_asked(region, texts)]
        or arrival_faults(region, texts)
    )


def _asked(region: Region, texts: Mapping[str, Text]) -> Iterator[Fault]:
    answers = Answers.read(region, MultiDict())
    for screen in questions.SCREENS:
        form = getattr(answers, screen.name)
        yield from offer_faults(screen, form)
        yield from page_faults(screen, form)
        yield from _titles(screen, texts)
        yield from _words(form, texts)


def _defaults() -> Iterator[Fault]:
    """What a family left open is no, and never yes."""
    for record in (SafeContact, Access, Child, Help, Helper):
        for part in fields(record):
            if part.default is not MISSING and part.default not in ("", False, None, ()):
                problem = f"{record.__name__}.{part.name} is answered before anybody was asked."
                yield Fault("referral/model.py", problem, "Let its default be empty.")


def _titles(screen: QuestionScreen, texts: Mapping[str, Text]) -> Iterator[Fault]:
    if f"ask.{screen.name}.title" not in texts:
        problem = f"The screen {screen.name} has no words ask.{screen.name}.title."
        yield Fault("content/words/ask.yml", problem, "Write them in both languages.")


def _words(form: Any, texts: Mapping[str, Text]) -> Iterator[Fault]:
    for field in form:
        for key in _keys(field):
            if key not in texts:
                file = "errors.yml" if key.startswith("errors") else "ask.yml"
                problem = f"The question {field.name} has no words {key}."
                yield Fault(f"content/words/{file}", problem, "Write them in both languages.")


def _keys(field: Any) -> Iterator[str]:
    """The words in which a question is asked, and asked again."""
    yield f"ask.{field.name}.label"
    if field.name != "criteria":  # the region's own words
        own = getattr(field, "words_of", field.name)
        yield from (f"ask.{own}.is_{value}" for value in getattr(field, "values", ()))
    if field.kind == "several":
        yield f"ask.{field.name}.open"
        yield from (f"ask.{field.name}.place_{number + 1}" for number in range(field.most))
    if not getattr(field, "optional", True) or bool(getattr(field, "needed_from", ())):
        yield f"errors.{field.name}.missing"
