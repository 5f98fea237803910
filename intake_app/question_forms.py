"""Holds the form classes to the registry: what they add to it is all there, and fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from intake_app import questions
from intake_app.errors import Fault
from intake_app.forms.answers import BESIDE
from intake_app.forms.answers import Answers
from intake_app.forms.screens import FIELDS
from intake_app.forms.screens import SCREEN_FORMS
from intake_app.questions import Question
from intake_app.questions import QuestionScreen

TICKED = ("yes",)
"""All that a tick offers."""


def class_faults() -> Iterator[Fault]:
    """What keeps the classes from being filled in at all."""
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
    for screen in questions.SCREENS:
        if screen.name in SCREEN_FORMS:
            yield from _options_taken(screen)


def _options_taken(screen: QuestionScreen) -> Iterator[Fault]:
    options = SCREEN_FORMS[screen.name].options
    for question in screen.questions:
        takes = FIELDS[question.kind].takes
        for name in sorted(set(options.get(question.name, {})) - takes - {"default"}):
            problem = f"{question.name} is a {question.kind} and takes no `{name}`."
            cure = f"Take it out of `options`; it takes {', '.join(sorted(takes)) or 'none'}."
            yield Fault(_place(screen), problem, cure)


def offer_faults(screen: QuestionScreen, form: Any) -> Iterator[Fault]:
    """What one class offers to choose from; its region offers all that can be offered."""
    place, listed = _place(screen), [question.name for question in screen.questions]
    for name in sorted({*form.options, *(field.name for field in form)} - {*listed}):
        problem = f"{name} is no question of this screen; questions.py has {', '.join(listed)}."
        yield Fault(place, problem, "Put it into questions.py, or remove it here.")
    for field in form:
        if field.data:
            problem = f"{field.name} is answered before anybody was asked."
            yield Fault(place, problem, "Give it no default.")
        if not getattr(field, "values", True):
            problem = f"{field.name} offers no answer to choose."
            yield Fault(place, problem, "Name them in `options`, as `values`.")
        if not getattr(field, "most", True):
            problem = f"{field.name} takes no answer."
            yield Fault(place, problem, "Say in `options` how many it takes, as `most`.")
    for question in screen.questions:
        yield from _not_offered(question, screen, form)


def _not_offered(question: Question, screen: QuestionScreen, form: Any) -> Iterator[Fault]:
    """Answers that questions.py names and nobody can give."""
    named = {question.name: {question.same_as_open} - {""}}
    if question.only_if:
        named[question.only_if.question] = set(question.only_if.answers)
    for other, answers in named.items():
        offered = TICKED if form[other].kind == "tick" else getattr(form[other], "values", ())
        for answer in sorted(answers - {*offered}):
            problem = f"{question.name} names an answer to {other} that is not offered: {answer}."
            cure = f"Name one of those offered: {', '.join(offered) or 'there are none'}."
            yield Fault(f"questions.py, screen {screen.name}", problem, cure)


def _place(screen: QuestionScreen) -> str:
    return f"forms/screens.py, screen {screen.name}"
