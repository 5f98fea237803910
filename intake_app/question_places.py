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
from intake_app.referral import ConsentKind
from intake_app.referral import Help
from intake_app.referral import Helper
from intake_app.referral import Reach
from intake_app.referral import SafeContact
from intake_app.referral import Who
from intake_app.ticket_kind import KINDS
from intake_app.ticket_kind import WHO_ASKED


def question_faults(region: Region, texts: Mapping[str, Text]) -> list[Fault]:
    """Every question that misses one of its places, all at once."""
    phone = region.lead_agency.phone or region.crisis_lines[0].phone  # or one way is not offered
    region = replace(region, lead_agency=replace(region.lead_agency, phone=phone))
    return (
        [*registry_faults()]
        or [*class_faults()]
        or [*_defaults(), *_asked(region, texts), *_consents(region), *_confirmation(texts)]
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


def _consents(region: Region) -> Iterator[Fault]:
    """Every kind of consent has its text, whoever is asked for it."""
    for kind in ConsentKind:
        try:
            region.consent.of_kind(kind)
        except KeyError:
            problem = f"There is no text for the consent {kind}."
            cure = "Give it a field, and its name in `of_kind`."
            yield Fault("catalog/model.py, ConsentWording", problem, cure)


def _confirmation(texts: Mapping[str, Text]) -> Iterator[Fault]:
    """The page after Send knows of a request what a few letters of its address say."""
    place = "ticket_kind.py"
    for reach in Reach:
        letter = KINDS.get(reach, "")
        if len(letter) != 1 or not letter.islower() or [*KINDS.values()].count(letter) > 1:
            problem = f"The way of contact {reach} has no letter of its own."
            yield Fault(f"{place}, KINDS", problem, "Give it a small letter that no other has.")
        for key in _told_of(reach):
            if key not in texts:
                problem = f"The way of contact {reach} has no words {key}."
                yield Fault("content/words/ask.yml", problem, "Write them in both languages.")
    for who in Who:
        if who.voices not in [other.voices for other in WHO_ASKED.values()]:
            problem = f"Nobody with a letter is spoken to as {who} is."
            yield Fault(f"{place}, WHO_ASKED", problem, "Give a small letter of its own.")


def _told_of(reach: Reach) -> Iterator[str]:
    yield from (f"ask.received.next_{reach}", f"ask.status.wait_{reach}")
    if reach is not Reach.I_WILL_CONTACT:
        yield from (f"ask.received.next_{reach}_promise", f"ask.received.unnamed_{reach}")


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
