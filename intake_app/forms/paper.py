"""The questions of the form as the paper form asks them: in words, with their answers offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.forms.answers import BESIDE
from intake_app.forms.answers import Answers
from intake_app.forms.summary import criterion_texts
from intake_app.questions import OnlyIf
from intake_app.questions import Question
from intake_app.referral import ConsentKind
from intake_app.referral import Reach
from intake_app.referral import Who
from intake_app.referral import consent_kind

THEY_CALL = "keep-until-they-call"
"""On paper beside the kinds of consent: nothing there knows who is asking."""


@dataclass(frozen=True)
class PaperAnswer:
    """One of the answers offered."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """One question in one language."""

    name: str
    kind: str
    """`line`, `paragraph`, `choice`, `several`, `ticks` or `tick`."""
    label: str
    hint: str
    optional: bool
    needed_from: tuple[str, ...] = ()
    """Who must answer it although it is optional."""
    limit: int = 0
    """The longest answer in characters; 0 where none is written."""
    answers: tuple[PaperAnswer, ...] = ()
    only_if: OnlyIf | None = None


@dataclass(frozen=True)
class PaperPart:
    """The questions of one screen."""

    name: str
    title: str
    questions: tuple[PaperQuestion, ...]


def paper_form(region: Region, words: Words) -> tuple[PaperPart, ...]:
    """Every part of the form in one language, in the order it is asked; consent comes last."""
    answers = Answers.read(region, MultiDict())
    parts = [
        _part(screen, region, words) for screen in answers.screens if screen.step not in BESIDE
    ]
    return (*parts, _consent(region, words, answers.reach.reach.values))


def _part(screen: Any, region: Region, words: Words) -> PaperPart:
    title = words(f"ask.{screen.step}.title", region=region.name[words.language])
    printed = tuple(_printed(question, screen, region, words) for question in screen.asked)
    return PaperPart(screen.step, title, printed)


def _printed(question: Question, screen: Any, region: Region, words: Words) -> PaperQuestion:
    key = f"ask.{question.name}"
    return PaperQuestion(
        name=question.name,
        kind=question.kind,
        label=words(f"{key}.label", region=region.name[words.language]),
        hint=_hint(key, words),
        optional=question.optional,
        needed_from=question.needed_from,
        limit=question.limit,
        answers=tuple(_offered(screen[question.name], region, words)),
        only_if=_condition(question.only_if, screen),
    )


def _hint(key: str, words: Words) -> str:
    """Paper may need another one than the screen."""
    keys = (f"documents.paper.hint_{key.removeprefix('ask.')}", f"{key}.hint")
    return next((words(one) for one in keys if one in words), "")


def _offered(field: Any, region: Region, words: Words) -> Iterator[PaperAnswer]:
    criteria = criterion_texts(region, words) if field.name == "criteria" else {}
    own = getattr(field, "words_of", field.name)
    for value in getattr(field, "values", ()):
        label = criteria.get(value) or words(f"ask.{own}.is_{value}")
        yield PaperAnswer(str(value), label)


def _condition(asked: OnlyIf | None, screen: Any) -> OnlyIf | None:
    """None too where the region offers no answer without the question."""
    offered = getattr(screen[asked.question], "values", ()) if asked else ()
    return asked if asked and not (offered and set(offered) <= set(asked.answers)) else None


def _consent(region: Region, words: Words, reaches: tuple[str, ...]) -> PaperPart:
    offered = {consent_kind(who, reach) for who in Who for reach in map(Reach, reaches)}
    kinds = [kind for kind in ConsentKind if kind in offered]
    texts = {str(kind): region.consent.of_kind(kind)[words.language] for kind in kinds}
    if ConsentKind.KEEP_UNTIL_I_CALL in offered:
        texts[THEY_CALL] = region.consent.of_kind(THEY_CALL)[words.language]
    title = words("ask.check.consent_title")
    question = PaperQuestion(
        name="consent",
        kind="choice",
        label=title,
        hint=words("documents.paper.not_share"),
        optional=False,
        answers=tuple(PaperAnswer(value, text) for value, text in texts.items()),
    )
    return PaperPart("check", title, (question,))
