"""Looks at the pages that ask: each question once, as its kind, and seen by those it concerns.

The page of a screen is drawn with marks in place of the parts of a form, and the marks are read.
Whoever it does not concern still has it on the page; static/ask.css hides it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined
from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import TemplateNotFound
from jinja2 import TemplateSyntaxError
from markupsafe import Markup

from intake_app.errors import Fault
from intake_app.forms.screens import FIELDS
from intake_app.questions import Question
from intake_app.questions import QuestionScreen

HERE = Path(__file__).parent
HIDING = re.compile(r"@supports selector\(:has\(a\)\) \{(.*?)\{ display: none; \}", re.DOTALL)
"""The one rule of static/ask.css that hides what an answer has not called for."""
CALLED_FOR = re.compile(r"\.screen:not\(:has\(([^)]*)\)\) >? ?\.([\w-]+)")
MARK, BELOW = Markup('<input name="{}" class="{}">{}'), Markup('<div data-below="{}">{}</div>')
EMPTY = ("input", "br", "hr", "img")
Inputs = frozenset[str]
"""Ids of the inputs of which one must be checked for something to be seen."""


def page_faults(screen: QuestionScreen, form: Any) -> Iterator[Fault]:
    """How the page of one screen differs from the registry."""
    place = f"templates/screens/{screen.name}.html"
    try:
        asked, seen = _read(_drawn(screen.name, form))
    except TemplateSyntaxError as error:
        yield Fault(f"{place}:{error.lineno}", str(error.message), "Mend it.")
        return
    listed = {question.name: question.kind for question in screen.questions}
    if [name for name, _ in asked] != [*listed]:
        shown = ", ".join(name for name, _ in asked) or "nothing"
        problem = f"It asks {shown}; questions.py has {', '.join(listed)}."
        yield Fault(place, problem, "Ask every question once, in that order.")
        return
    for name, kind in asked:
        if kind != listed[name]:
            problem = f"It asks {name} as a {kind}, which questions.py calls a {listed[name]}."
            yield Fault(place, problem, f"Write parts.{listed[name]}.")
    for question in screen.questions:
        wanted = _inputs(question, listed)
        if seen[question.name] != wanted:
            problem = f"{question.name} is seen {_by(seen[question.name])}, not {_by(wanted)}."
            cure = "Put it below its answer, or into a class for which static/ask.css has the rule."
            yield Fault(place, problem, cure)


def _inputs(question: Question, kinds: dict[str, str]) -> Inputs | None:
    """None where everybody is asked."""
    only = question.only_if
    if only is None:
        return None
    if kinds[only.question] == "tick":
        return frozenset({only.question})
    return frozenset(f"{only.question}-{answer}" for answer in only.answers)


def _by(inputs: Inputs | None) -> str:
    return "by everybody" if inputs is None else f"with {', '.join(sorted(inputs)) or 'nothing'}"


class _Anything(ChainableUndefined):
    """The facts and words of a page, which do not matter here; and a question nobody knows."""

    def __call__(self, *_: object, **__: object) -> str:  # type: ignore[override]
        return ""

    def __str__(self) -> str:
        return self._undefined_name or ""


class _Marks:
    """In place of the parts of a form."""

    def __getattr__(self, part: str) -> Callable[..., str]:
        return partial(_mark, part) if part in FIELDS else lambda *_, **__: ""


def _mark(kind: str, field: Any, *_: object, caller: Callable[[str], str] | None = None) -> str:
    values = field.values if caller else ()
    below = [BELOW.format(f"{field.name}-{value}", caller(value)) for value in values if caller]
    return MARK.format(field.name, kind, Markup().join(below))


def _drawn(name: str, form: Any) -> str:
    pages = FileSystemLoader(HERE / "templates" / "screens")
    environment = Environment(loader=pages, autoescape=True, undefined=_Anything)
    try:
        page = environment.get_template(f"{name}.html")
    except TemplateNotFound:
        return ""
    return page.render(parts=_Marks(), answers={name: form})


def _read(page: str) -> tuple[list[tuple[str, str]], dict[str, Inputs | None]]:
    """Each question with its kind, in order; and with which inputs it is seen."""
    reader = _Reader()
    reader.feed(page)
    return reader.asked, reader.seen


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []
        self.seen: dict[str, Inputs | None] = {}
        self._within: list[tuple[str, list[Inputs]]] = []
        self._rules = _rules()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in given:
            self.asked.append((given["name"], given["class"]))
            limits = [one for _, found in self._within for one in found]
            self.seen[given["name"]] = frozenset.intersection(*limits) if limits else None
        if tag not in EMPTY:
            self._within.append((tag, [*self._limits(given)]))

    def _limits(self, given: dict[str, str]) -> Iterator[Inputs]:
        classes = given.get("class", "").split()
        yield from (self._rules[name] for name in classes if name in self._rules)
        if "data-below" in given:
            yield frozenset({given["data-below"]})

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop()[0] != tag:
            pass


def _rules() -> dict[str, Inputs]:
    """By class, with which inputs the look of the form shows it."""
    look = (HERE / "static" / "ask.css").read_text(encoding="utf-8")
    hiding = HIDING.search(look)
    found = CALLED_FOR.findall(hiding[1]) if hiding else []
    return {name: frozenset(re.findall(r"#([\w-]+):checked", inputs)) for inputs, name in found}
