"""Holds every place a question must reach to the registry, before a family is served.

Two answers to a question must make two different check pages, mails and referral.json: whatever
says the same for both has forgotten the question, and staff would never read what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app import questions
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.errors import Fault
from intake_app.forms.answers import Answers
from intake_app.forms.paper import paper_form
from intake_app.forms.step import ASKED
from intake_app.forms.summary import summary
from intake_app.message.html import as_html
from intake_app.message.letterhead import Letterhead
from intake_app.message.sheet import lay_out
from intake_app.message.text import as_text
from intake_app.questions import Question
from intake_app.questions import QuestionScreen
from intake_app.referral import SCHEMA
from intake_app.referral import Access
from intake_app.referral import Child
from intake_app.referral import Help
from intake_app.referral import SafeContact
from intake_app.referral import WayIn
from intake_app.referral import to_json

TEMPLATES = Path(__file__).parent / "templates" / "screens"
NOW = datetime(2000, 1, 1, tzinfo=UTC)
LETTERHEAD = Letterhead(
    number="XXX-2000-0001",
    reference="2222-2222",
    accepted_at=NOW,
    sender="a@example.com",
    recipients=("b@example.com",),
    message_id="<0@example.com>",
)
CURES = {
    "check page": "Give it a row in intake_app/forms/summary.py.",
    "mail text": "Give it a line in intake_app/message and its words in content/words/mail.yml.",
    "mail HTML": "Give it a line in intake_app/message and its words in content/words/mail.yml.",
    "referral.json": "Put it into intake_app/forms/answers.py and intake_app/referral.",
}
Typed = dict[str, str | list[str]]


def question_faults(region: Region, texts: Mapping[str, Text]) -> list[Fault]:
    """Every question that misses one of its places, all at once."""
    without_form = [*_forms()]
    if without_form:
        return without_form  # nothing can be asked of a screen that is not there
    answers = Answers.read(region, MultiDict())
    asked = {screen.step: screen for screen in answers.screens}
    words = [Words(language, texts) for language in LANGUAGES]
    found = list(_defaults())
    for screen in questions.SCREENS:
        found += _shape(screen, asked[screen.name])
        found += _template(screen)
        found += _titles(screen, texts)
        found += _words(asked[screen.name], texts)
    if found:
        return found  # what reads the answers below would stumble over these
    found += _orders(region, words, answers)
    found += _papers(region, words)
    found += _arrivals(region, words, answers)
    return found


def _forms() -> Iterator[Fault]:
    """Every screen has its class in both lists of classes, and neither lists another."""
    read = {part.name for part in fields(Answers)} - {"region", "trap"}
    for place, made in {"forms/step.py, ASKED": ASKED, "forms/answers.py, Answers": read}.items():
        for name in questions.STEPS:
            if name not in made:
                cure = "Write its class in forms/screens.py and name the class here."
                yield Fault(place, f"The screen {name} of questions.py has no form class.", cure)
        for name in sorted(set(made) - set(questions.STEPS)):
            cure = "Put it into questions.py, or remove its class."
            yield Fault(place, f"The screen {name} is never asked.", cure)


def _defaults() -> Iterator[Fault]:
    """What a family left open is no, and never yes."""
    for record in (SafeContact, Access, Child, Help):
        for part in fields(record):
            if part.default is not MISSING and part.default not in ("", False, None, ()):
                problem = f"{record.__name__}.{part.name} is answered before anybody was asked."
                yield Fault("referral/model.py", problem, "Let its default be empty.")


def _orders(region: Region, words: list[Words], answers: Answers) -> Iterator[Fault]:
    referral = _filled(region, _needed(answers))
    orders = {
        "forms/answers.py": [screen.step for screen in answers.screens if screen.step != "trap"],
        "forms/summary.py": [part.step for part in summary(referral, region, words[0])],
        "forms/paper.py": [part.name for part in paper_form(region, words[0])[:-1]],
    }
    for place, order in orders.items():
        if tuple(order) != questions.STEPS:
            problem = f"The screens stand in the order {', '.join(order)}."
            yield Fault(
                place, problem, f"Put them as in questions.py: {', '.join(questions.STEPS)}."
            )


def _shape(screen: QuestionScreen, form: Any) -> Iterator[Fault]:
    place = f"forms/screens.py, screen {screen.name}"
    listed = [question.name for question in screen.questions]
    if listed != [field.name for field in form]:
        both = f"{', '.join(field.name for field in form)}; questions.py has {', '.join(listed)}."
        yield Fault(place, f"The fields are {both}", "Let both name the same in the same order.")
        return
    for question, field in zip(screen.questions, form, strict=True):
        optional = field.kind == "ticks" or bool(getattr(field, "optional", False))
        told = {
            "kind": (field.kind, question.kind),
            "limit": (getattr(field, "limit", 0), question.limit),
            "optional": (optional, question.optional),
            "default": (bool(field.data), False),
        }
        for what, (here, there) in told.items():
            if here != there:
                problem = f"{question.name} has {what} {here}; questions.py says {there}."
                yield Fault(place, problem, "Let both say the same.")


def _template(screen: QuestionScreen) -> Iterator[Fault]:
    page = TEMPLATES / f"{screen.name}.html"
    text = page.read_text("utf-8") if page.is_file() else ""
    listed = [question.name for question in screen.questions]
    shown = re.findall(r"parts\.(?:line|paragraph|choice|ticks|tick)\([\w.]*\.(\w+)", text)
    if shown != listed:
        asked = ", ".join(shown) or "nothing"
        problem = f"It asks {asked}; questions.py has {', '.join(listed)}."
        cure = "Ask every question once, in that order."
        yield Fault(f"templates/screens/{screen.name}.html", problem, cure)


def _titles(screen: QuestionScreen, texts: Mapping[str, Text]) -> Iterator[Fault]:
    if f"ask.{screen.name}.title" not in texts:
        problem = f"The screen {screen.name} has no words ask.{screen.name}.title."
        yield Fault("content/words/ask.yml", problem, "Write them in both languages.")


def _words(form: Any, texts: Mapping[str, Text]) -> Iterator[Fault]:
    for field in form:
        keys = [f"ask.{field.name}.label"]
        if field.name != "criteria":  # the region's own words
            keys += [f"ask.{field.name}.is_{value}" for value in getattr(field, "values", ())]
        if not getattr(field, "optional", True):
            keys.append(f"errors.{field.name}.missing")
        for key in keys:
            if key not in texts:
                file = "errors.yml" if key.startswith("errors") else "ask.yml"
                problem = f"The question {field.name} has no words {key}."
                yield Fault(f"content/words/{file}", problem, "Write them in both languages.")


def _papers(region: Region, words: list[Words]) -> Iterator[Fault]:
    for spoken in words:
        printed = {q.name: q for part in paper_form(region, spoken) for q in part.questions}
        for screen in questions.SCREENS:
            for question in screen.questions:
                condition = printed[question.name].only_if
                told = (condition.question, condition.answers) if condition else None
                only = question.only_if
                asked = printed[only.question].answers if only else ()
                offered = {answer.value for answer in asked}
                # Where it belongs to every answer that the region offers, paper says no condition.
                for_some = only if only and not offered <= set(only.answers) else None
                if told != ((for_some.question, for_some.answers) if for_some else None):
                    problem = f"{question.name} is asked only if {told}; questions.py says {only}."
                    cure = "Let `skipped` of its screen and questions.py say the same."
                    yield Fault("forms/screens.py", problem, cure)


def _arrivals(region: Region, words: list[Words], answers: Answers) -> Iterator[Fault]:
    forms = {screen.step: screen for screen in answers.screens}
    for screen in questions.SCREENS:
        for question in screen.questions:
            if question.arrives:
                values = getattr(forms[screen.name][question.name], "values", ())
                yield from _arrives(question, values, region, words, _needed(answers))


def _arrives(
    question: Question, values: tuple[str, ...], region: Region, words: list[Words], needed: Typed
) -> Iterator[Fault]:
    if question.only_if:
        needed = needed | {question.only_if.question: question.only_if.answers[0]}
    one, other = _two_answers(question, values)
    try:
        before = _seen(region, words, needed | {question.name: one})
        after = _seen(region, words, needed | {question.name: other})
    except KeyError as error:
        cure = "Write them in both languages."
        yield Fault("content/words", f"{question.name} needs the words {error}.", cure)
        return
    for place, cure in CURES.items():
        if before[place] == after[place]:
            yield Fault(place, f"The question {question.name} does not arrive there.", cure)
    if not _is_described(after["referral.json"], SCHEMA):
        cure = "Describe it in SCHEMA in intake_app/referral/document.py."
        yield Fault("schema", f"It does not know the question {question.name}.", cure)


def _two_answers(question: Question, values: tuple[str, ...]) -> tuple[Any, Any]:
    if question.kind == "tick":
        return [], "yes"
    if values:
        return values[0], values[1]
    # Neither is empty: that a part was left open is said in one row for all its questions.
    return _another(question.example), question.example


def _another(example: str) -> str:
    """An answer of the same kind: a number keeps its length, or it could not be called."""
    last = example[-1]
    return example[:-1] + str((int(last) + 1) % 10) if last.isdigit() else f"{example} 4"


def _needed(answers: Answers) -> Typed:
    """Answers to everything that wants one, and to what may come to want one."""
    needed: Typed = {"family_agrees": "yes"}
    forms = {screen.step: screen for screen in answers.screens}
    for screen in questions.SCREENS:
        for question in screen.questions:
            field = forms[screen.name][question.name]
            if not question.optional and question.kind != "tick":
                needed[question.name] = getattr(field, "values", (question.example,))[0]
    return needed


def _filled(region: Region, typed: Typed) -> Any:
    return Answers.read(region, MultiDict(typed)).referral(language="en", way_in=WayIn.STEPS)


def _seen(region: Region, words: list[Words], typed: Typed) -> dict[str, Any]:
    referral = _filled(region, typed)
    sheets = [lay_out(referral, LETTERHEAD, region, spoken) for spoken in words]
    return {
        "check page": [summary(referral, region, spoken) for spoken in words],
        "mail text": [as_text(*both) for both in zip(sheets, words, strict=True)],
        "mail HTML": [as_html(sheet) for sheet in sheets],
        "referral.json": to_json(
            referral, number=LETTERHEAD.number, reference=LETTERHEAD.reference, accepted_at=NOW
        ),
    }


def _is_described(value: Any, schema: Any) -> bool:
    """Names and choices alone: the rest of the schema is held by tests."""
    if "oneOf" in schema:
        return any(_is_described(value, one) for one in schema["oneOf"])
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return all(name in known and _is_described(v, known[name]) for name, v in value.items())
    if isinstance(value, list):
        return all(_is_described(item, schema.get("items", {})) for item in value)
    return bool(value in schema.get("enum", [value]) and value == schema.get("const", value))
