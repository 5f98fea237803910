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
from intake_app.referral import ConsentKind
from intake_app.referral import Reach
from intake_app.referral import Who
from intake_app.referral import consent_kind

TICKED = "yes"
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
    questions = tuple(_question(field, screen, region, words) for field in screen)
    return PaperPart(screen.step, title, questions)


def _question(field: Any, screen: Any, region: Region, words: Words) -> PaperQuestion:
    key, name = f"ask.{field.name}", region.name[words.language]
    return PaperQuestion(
        name=field.name,
        kind=field.kind,
        label=words(f"{key}.label", region=name),
        hint=_hint(key, words),
        optional=field.kind == "ticks" or bool(getattr(field, "optional", False)),
        needed_from=getattr(field, "needed_from", ()),
        limit=getattr(field, "limit", 0),
        answers=tuple(_offered(field, region, words)),
        only_if=_condition(field.name, screen, region),
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


def _condition(name: str, screen: Any, region: Region) -> OnlyIf | None:
    """The answer of the same part on which this question depends, found by asking the part."""
    for other in (field for field in screen if field.kind in ("choice", "tick")):
        offered = getattr(other, "values", (TICKED,))
        asked = tuple(
            str(value)
            for value in offered
            if name not in type(screen)(region, MultiDict({other.name: value})).skipped()
        )
        always = len(asked) == len(offered) and (other.kind == "choice" or not _waits(name, screen))
        if asked and not always:
            return OnlyIf(other.name, asked)
    return None


def _waits(name: str, screen: Any) -> bool:
    """True of a question that is not asked before another one is answered."""
    return name in screen.skipped()


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
