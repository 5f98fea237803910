"""Answers the form in every way it can be answered, and sees each answer reach staff as given.

Every question gets an answer of its own, so that two exchanged are noticed, and every option is
given once under every answer on which other questions depend. Instead of words the keys of the
words are shown: they tell what stands where in any language.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app import questions
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.errors import Fault
from intake_app.forms.answers import Answers
from intake_app.forms.screens import NOT_SURE
from intake_app.forms.summary import criterion_texts
from intake_app.forms.summary import summary
from intake_app.message.html import as_html
from intake_app.message.metadata import Metadata
from intake_app.message.sheet import Sheet
from intake_app.message.sheet import lay_out
from intake_app.message.text import as_text
from intake_app.question_forms import TICKED
from intake_app.questions import ALL_QUESTIONS
from intake_app.questions import Question
from intake_app.referral import SCHEMA
from intake_app.referral import WayIn
from intake_app.referral import to_json

NOW = datetime(2000, 1, 1, tzinfo=UTC)
METADATA = Metadata(
    number="XXX-2000-0001",
    reference="2222-2222",
    accepted_at=NOW,
    sender="a@example.com",
    recipients=("b@example.com",),
    message_id="<0@example.com>",
)
MAIL = "Give it a line in intake_app/message, under the words that questions.py names."
CURES = {
    "check page": "Give it a row of its own in intake_app/forms/summary.py.",
    "mail": MAIL,
    "mail text": MAIL,
    "mail HTML": MAIL,
    "referral.json": "Put it into intake_app/forms/answers.py and intake_app/referral.",
    "schema": "Describe it in SCHEMA in intake_app/referral/document.py.",
}
LEFT_OPEN = {"tick": "no", "choice": "not-sure", "ticks": "nothing", "several": "nothing"}
"""What may be said of a question that nobody answered."""
SEVERAL = ("ticks", "several")
"""Kinds of questions with as many answers as somebody likes."""
KINDS = {question.name: question.kind for question in ALL_QUESTIONS}
Typed = dict[str, list[str]]
Seen = Mapping[str, tuple[str, ...]]
"""What stands below each label."""


class TextKeys(Words):
    """Shows the key of every text in its place, and remembers those that have no text."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        super().__init__("en", texts)
        self.missing: set[str] = set()

    def spoken_to(self, *voices: str) -> TextKeys:
        """The same: a text has one key, whoever is spoken to. Only a region's words differ."""
        self.voices = voices
        return self

    def __call__(self, key: str, **values: object) -> str:
        if key not in self:
            self.missing.add(key)
        return " ".join((key, *map(str, values.values())))


@dataclass(frozen=True)
class Shown:
    """One request, wherever it is read."""

    typed: Typed
    order: tuple[str, ...]
    check_page: Seen
    sheet: Sheet
    text: str
    html: str
    document: dict[str, Any]


def arrival_faults(region: Region, texts: Mapping[str, Text]) -> list[Fault]:
    """Every answer that is lost, or stands where another belongs.

    The region offers all that can be offered.
    """
    keys = TextKeys(texts)
    found: dict[tuple[str, str], Fault] = {}
    for typed in _every_way(_options(region)):
        answers = Answers.read(region, MultiDict(typed))
        if not answers.are_valid():
            names = ", ".join(field.name for field in answers.faulty())
            problem = f"The answer that questions.py gives to {names} is refused."
            return [Fault("questions.py", problem, "Let `example` be an answer that is taken.")]
        shown = _shown(answers, region, keys)
        for fault in _order_faults("forms/summary.py", shown.order):
            found.setdefault((fault.place, ""), fault)
        for place, name, problem in _complaints(shown, region, keys):
            found.setdefault((place, name), Fault(place, problem, CURES[place]))
    missing = (
        Fault("content/words", f"There are no words {key}.", "Write them in both languages.")
        for key in sorted(keys.missing)
    )
    return [*missing, *found.values()]


def _order_faults(place: str, order: tuple[str, ...]) -> Iterator[Fault]:
    """Whether the screens stand as in the registry."""
    if order != questions.SCREEN_NAMES:
        problem = f"The screens stand in the order {', '.join(order)}."
        yield Fault(
            place, problem, f"Put them as in questions.py: {', '.join(questions.SCREEN_NAMES)}."
        )


def _options(region: Region) -> dict[str, tuple[str, ...]]:
    fields = (field for screen in Answers.read(region, MultiDict()).screens for field in screen)
    return {field.name: getattr(field, "values", ()) for field in fields}


def _every_way(options: Mapping[str, tuple[str, ...]]) -> Iterator[Typed]:
    """Everything under every answer on which a question depends, and then as little as can be."""
    rounds = range(max(len(offered) for offered in options.values()))
    for name in sorted({q.only_if.question for q in ALL_QUESTIONS if q.only_if}):
        for option in options[name] or TICKED:
            for turn in rounds:
                yield {q.name: _answer(q, turn, options) for q in ALL_QUESTIONS} | {name: [option]}
            wanted = (q for q in ALL_QUESTIONS if _is_needed(q, {name: option}))
            yield {q.name: _answer(q, 0, options) for q in wanted} | {name: [option]}


def _is_needed(question: Question, chosen: Mapping[str, str]) -> bool:
    asked = question.only_if.question if question.only_if else ""
    if question.optional:
        return chosen.get(asked, "") in question.needed_from
    return question.kind != "tick" or not question.arrives


def _answer(question: Question, turn: int, options: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Each time another one, and never the same as that of a question of the same kind."""
    offered = options[question.name]
    alike = [q for q in ALL_QUESTIONS if (q.kind, options[q.name]) == (question.kind, offered)]
    rank = alike.index(question)
    if question.kind == "tick":
        numbers = len(alike) + 1  # 0 and the last number would always be left open, or ticked
        ticked = (rank + 1) >> turn % numbers.bit_length() & 1
        return ["yes"] if ticked or not question.arrives else []
    if question.kind == "ticks":
        return [*offered[turn % len(offered) :][:2]]
    if question.kind == "several":
        return [*offered[turn % len(offered) :][:2], offered[0], offered[0]]
    if offered:
        return [offered[(turn + rank) % len(offered)]]
    return [question.example or f"Answer to {question.name}"]


def _shown(answers: Answers, region: Region, keys: TextKeys) -> Shown:
    referral = answers.referral(language="en", way_in=WayIn.STEPS)
    keys = keys.spoken_to(*referral.who.voices)
    sheet = lay_out(referral, METADATA, region, keys)
    parts = summary(referral, region, keys)
    rows = (row for part in parts for row in part.rows)
    return Shown(
        typed=answers.typed(),
        order=tuple(part.step for part in parts),
        check_page={_key(row.question): tuple(row.answer.split("\n")) for row in rows},
        sheet=sheet,
        text=as_text(sheet, keys),
        html=html.unescape(as_html(sheet)),
        document=to_json(
            referral, number=METADATA.number, reference=METADATA.reference, accepted_at=NOW
        ),
    )


def _sheet(sheet: Sheet) -> Seen:
    box = sheet.safe
    permissions = (one.text.rpartition("_") for one in box.permissions)
    lines = (*box.lines, *(line for section in sheet.sections for line in section.lines))
    return {
        box.title: (box.action,),
        **({box.action: (box.address,)} if box.address else {}),
        **{about: (said,) for about, _, said in permissions},
        **{_key(line.label): (line.typed,) if line.typed else line.said for line in lines},
    }


def _key(text: str) -> str:
    return text.split(" ")[0]


def _complaints(shown: Shown, region: Region, keys: TextKeys) -> Iterator[tuple[str, str, str]]:
    """Place, question, and what is wrong there."""
    given = {q.name: _given(q, shown.typed) for q in ALL_QUESTIONS if q.arrives}
    criteria = criterion_texts(region, keys)  # the region's own words
    rows = {q.name: (f"ask.{q.row or q.name}.label",) for q in ALL_QUESTIONS}
    lines = {q.name: q.mail for q in ALL_QUESTIONS}
    for place, seen, labels in (
        ("check page", shown.check_page, rows),
        ("mail", _sheet(shown.sheet), lines),
    ):
        for name, answers in _last_words(given, labels).items():
            wanted = tuple(criteria[one] for one in answers) if name == "criteria" else answers
            found = next((seen[label] for label in labels[name] if label in seen), ())
            if not _agree(found, wanted, KINDS[name]):
                yield place, name, _told(name, found, wanted)
    yield from _document_complaints(shown.document, given)
    for place, text in {"mail text": shown.text, "mail HTML": shown.html}.items():
        lost = _lost(text, shown.sheet)
        if lost:
            yield place, lost, f"{lost} is missing, or stands at the wrong place."


def _given(question: Question, typed: Typed) -> tuple[str, ...]:
    """The answer as far as it applies."""
    only = question.only_if
    if only and not set(typed.get(only.question, ())) & set(only.answers):
        return ()
    return tuple(value for value in typed.get(question.name, ()) if value != question.same_as_open)


def _last_words(
    given: Mapping[str, tuple[str, ...]], labels: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Of questions below one label, the last that was answered."""
    told: dict[tuple[str, ...], str] = {}
    for name, answers in given.items():
        if answers or labels[name] not in told:
            told[labels[name]] = name
    return {name: given[name] for name in told.values()}


def _agree(found: tuple[str, ...], wanted: tuple[str, ...], kind: str) -> bool:
    ends = tuple(re.split(r"[._]", _key(text))[-1] for text in found)
    if not wanted:
        return set(ends) <= {LEFT_OPEN.get(kind)}
    if kind == "tick":
        return len(ends) == 1 and ends[0] != LEFT_OPEN[kind]
    return wanted in (found, ends)


def _told(name: str, found: object, wanted: object) -> str:
    if not found:
        return f"The question {name} does not arrive there."
    return f"The question {name} arrives there as {found}, and not as {wanted or 'left open'}."


def _document_complaints(
    document: dict[str, Any], given: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    paths = {q.name: (q.json,) for q in ALL_QUESTIONS}
    for name, answers in _last_words(given, paths).items():
        found: Any = document
        for part in paths[name][0].split("."):
            found = found.get(part, {}) if isinstance(found, dict) else {}
        wanted: Any = list(answers)
        if name == "criteria":
            wanted = [answer for answer in answers if answer != NOT_SURE]
        elif answers and KINDS[name] not in SEVERAL:
            wanted = KINDS[name] == "tick" or answers[0]
        if found != wanted and (found or wanted):
            yield "referral.json", name, _told(name, found, wanted)
    if document["help"]["not_sure"] != (NOT_SURE in given["criteria"]):
        yield "referral.json", "criteria", f"The tick {NOT_SURE} of criteria is not in not_sure."
    unknown = next(_undescribed(document, SCHEMA), "")
    if unknown:
        yield "schema", unknown, f"It does not know {unknown}."


def _lost(text: str, sheet: Sheet) -> str:
    """The first piece of the sheet that the text does not say in its turn."""
    text, at = " ".join(text.split()).lower(), 0
    for piece in _pieces(sheet):
        at = text.find(" ".join(piece.split()).lower(), at)
        if at < 0:
            return piece
    return ""


def _pieces(sheet: Sheet) -> Iterator[str]:
    box = sheet.safe
    yield from (box.title, box.action, box.address, box.only)
    yield from (permission.text for permission in box.permissions)
    lines = [*box.lines]
    for section in sheet.sections:
        lines += section.lines
    for line in lines:
        yield from (line.label, *((line.shown,) if line.typed else line.said))


def _undescribed(value: Any, schema: Any, name: str = "it") -> Iterator[str]:
    """Names and choices alone: the rest of the schema is held by tests."""
    if "oneOf" in schema:
        kinds = [list(_undescribed(value, one, name)) for one in schema["oneOf"]]
        yield from min(kinds, key=len)
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for part, inner in value.items():
            if part not in known:
                yield part
            else:
                yield from _undescribed(inner, known[part], part)
    elif isinstance(value, list):
        for item in value:
            yield from _undescribed(item, schema.get("items", {}), name)
    elif value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{name} {value}"
