"""Holds every place a question must reach to the registry, before a family is served.

Here are the places where it is asked; `question_arrivals` looks at those where the answer is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app import questions
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.errors import Fault
from intake_app.forms.answers import BESIDE
from intake_app.forms.answers import Answers
from intake_app.forms.paper import paper_form
from intake_app.forms.screens import SCREEN_FORMS
from intake_app.question_arrivals import arrival_faults
from intake_app.question_arrivals import order_faults
from intake_app.questions import QuestionScreen
from intake_app.referral import Access
from intake_app.referral import Child
from intake_app.referral import Help
from intake_app.referral import Helper
from intake_app.referral import SafeContact

TEMPLATES = Path(__file__).parent / "templates" / "screens"


def question_faults(region: Region, texts: Mapping[str, Text]) -> list[Fault]:
    """Every question that misses one of its places, all at once."""
    without_form = [*_forms()]
    if without_form:
        return without_form  # nothing can be asked of a screen that is not there
    answers = Answers.read(region, MultiDict())
    asked = {screen.step: screen for screen in answers.screens}
    found = list(_defaults())
    for screen in questions.SCREENS:
        found += _options(screen, asked[screen.name])
        found += _template(screen)
        found += _titles(screen, texts)
        found += _words(asked[screen.name], texts)
    if not found:  # paper and answers would stumble over these
        on_paper = tuple(part.name for part in paper_form(region, Words(LANGUAGES[0], texts))[:-1])
        found += order_faults("forms/paper.py", on_paper)
    return found or arrival_faults(region, texts)


def _forms() -> Iterator[Fault]:
    """Every screen has its class in both lists of classes, and neither lists another."""
    read = {part.name for part in fields(Answers)} - {"region", *BESIDE}
    for place, made in {
        "forms/screens.py, SCREEN_FORMS": SCREEN_FORMS,
        "forms/answers.py, Answers": read,
    }.items():
        for name in questions.SCREEN_NAMES:
            if name not in made:
                cure = "Write its class in forms/screens.py and name the class here."
                yield Fault(place, f"The screen {name} of questions.py has no form class.", cure)
        for name in sorted(set(made) - set(questions.SCREEN_NAMES)):
            cure = "Put it into questions.py, or remove its class."
            yield Fault(place, f"The screen {name} is never asked.", cure)


def _defaults() -> Iterator[Fault]:
    """What a family left open is no, and never yes."""
    for record in (SafeContact, Access, Child, Help, Helper):
        for part in fields(record):
            if part.default is not MISSING and part.default not in ("", False, None, ()):
                problem = f"{record.__name__}.{part.name} is answered before anybody was asked."
                yield Fault("referral/model.py", problem, "Let its default be empty.")


def _options(screen: QuestionScreen, form: Any) -> Iterator[Fault]:
    """What a class adds to the registry, it adds to a question that is asked there."""
    place = f"forms/screens.py, screen {screen.name}"
    listed = [question.name for question in screen.questions]
    for name in sorted({*form.options, *(field.name for field in form)} - {*listed}):
        problem = f"{name} is no question of this screen; questions.py has {', '.join(listed)}."
        yield Fault(place, problem, "Put it into questions.py, or remove it here.")
    for field in form:
        if field.data:
            problem = f"{field.name} is answered before anybody was asked."
            yield Fault(place, problem, "Give it no default.")
        if field.kind == "choice" and not field.values:
            problem = f"{field.name} offers no answer to choose."
            yield Fault(place, problem, "Name them in `options`, as `values`.")


def _template(screen: QuestionScreen) -> Iterator[Fault]:
    page = TEMPLATES / f"{screen.name}.html"
    text = page.read_text("utf-8") if page.is_file() else ""
    listed = [question.name for question in screen.questions]
    shown = re.findall(r"parts\.(?:line|paragraph|choice|several|ticks|tick)\([\w.]*\.(\w+)", text)
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
            own = getattr(field, "words_of", field.name)
            keys += [f"ask.{own}.is_{value}" for value in getattr(field, "values", ())]
        if not getattr(field, "optional", True) or bool(getattr(field, "needed_from", ())):
            keys.append(f"errors.{field.name}.missing")
        for key in keys:
            if key not in texts:
                file = "errors.yml" if key.startswith("errors") else "ask.yml"
                problem = f"The question {field.name} has no words {key}."
                yield Fault(f"content/words/{file}", problem, "Write them in both languages.")
