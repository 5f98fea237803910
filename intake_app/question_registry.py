"""Looks at the registry of questions by itself: what no form could ask as it is described there."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from intake_app import questions
from intake_app.errors import Fault
from intake_app.forms.screens import FIELDS
from intake_app.forms.screens import Screen
from intake_app.questions import OnlyIf
from intake_app.questions import Question

WRITTEN = ("line", "paragraph")
TAKEN = frozenset((*dir(Screen), *Screen.__annotations__))
"""Names that mean something else to a form."""
Problem = tuple[str, str]
"""What is wrong with a question, and the cure."""


def registry_faults() -> Iterator[Fault]:
    """Every question that contradicts itself or another one."""
    asked_on: dict[str, str] = {}
    for screen in questions.SCREENS:
        place, above = f"questions.py, screen {screen.name}", dict[str, Question]()
        if questions.SCREEN_NAMES.count(screen.name) > 1:
            yield Fault(place, "There are two screens of that name.", "Rename one of them.")
        for question in screen.questions:
            for problem, cure in (
                *_of_name(question.name, asked_on),
                *_of_kind(question),
                *_of_answer(question, above),
                *_of_whom_needed(question),
                *(_of_whom_asked(question.only_if, above) if question.only_if else ()),
            ):
                yield Fault(place, f"{question.name} {problem}", cure)
            asked_on[question.name], above[question.name] = screen.name, question


def _of_name(name: str, asked_on: Mapping[str, str]) -> Iterator[Problem]:
    if name in asked_on:
        yield f"is asked on the screen {asked_on[name]} already.", "Rename one of the two."
    if name in TAKEN:
        yield "means something else to a form.", "Give it another name."


def _of_kind(question: Question) -> Iterator[Problem]:
    kind = question.kind
    if kind not in FIELDS:
        yield f"is of the kind {kind}, which is none.", f"Take one of {', '.join(FIELDS)}."
    elif kind in WRITTEN and question.limit < 1:
        yield "has no room for an answer.", "Say in `limit` how many characters it may have."
    elif kind not in WRITTEN and question.limit:
        yield "has a `limit`, and nobody writes there.", "Take it out."
    if kind in ("ticks", "several") and not question.optional:
        yield "must be answered, and no tick is an answer too.", "Let it be `optional`."


def _of_answer(question: Question, above: Mapping[str, Question]) -> Iterator[Problem]:
    if question.arrives and not (question.mail and question.json):
        cure = "Name the words above it in `mail` and its place in `json`."
        yield "is told to nobody.", cure
    if question.row and question.row not in above:
        cure = "Let `row` name a question that stands above it."
        yield f"stands on the row of {question.row}, which is not asked before it.", cure


def _of_whom_needed(question: Question) -> Iterator[Problem]:
    needed, only_if = set(question.needed_from), question.only_if
    if not needed:
        return
    if question.kind not in WRITTEN:
        yield "has `needed_from`, which only lines and paragraphs may have.", "Take it out."
    if not question.optional:
        yield "is needed from some and from everybody.", "Let it be `optional`."
    if only_if is None:
        yield "does not say to which question `needed_from` are answers.", "Give it `only_if`."
    elif never := sorted(needed - set(only_if.answers)):
        cure = "Add them to `only_if`, or take them out of `needed_from`."
        yield f"is needed from who never sees it: {', '.join(never)}.", cure


def _of_whom_asked(only_if: OnlyIf, above: Mapping[str, Question]) -> Iterator[Problem]:
    """Who sees it has to be plain from one answer that stands above it."""
    other = above.get(only_if.question)
    if other is None:
        problem = f"depends on {only_if.question}, which is not asked before it on this screen."
        yield problem, "Let `only_if` name a question that stands above it."
    elif other.only_if:
        cure = f"Let it depend on {other.only_if.question} too."
        yield f"depends on {other.name}, which some never see.", cure
    if not only_if.answers:
        yield "is asked of nobody.", "Name in `only_if` after which answers it is asked."
