"""Every question of the form, in the order it is asked. Knows no other module.

The order of screens, the fields and the paper form are made from this; words, pages, mail and
referral.json are held to it when the service starts, see `question_places.py`. How to add one:
CONTRIBUTING.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class OnlyIf:
    """Seen by those alone who gave one of these answers to another question of the screen."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field: its type, its limits and who sees it."""

    name: str
    kind: str
    """`line`, `paragraph`, `choice`, `several`, `ticks` or `tick`."""
    limit: int = 0
    """The longest answer in characters, for lines and paragraphs."""
    optional: bool = False
    needed_from: tuple[str, ...] = ()
    """Who must answer an optional question all the same: answers to `only_if.question`."""
    only_if: OnlyIf | None = None
    mail: tuple[str, ...] = ()
    """The words that stand above the answer in the mail; the last of them is there at times."""
    json: str = ""
    """Where the answer stands in referral.json."""
    row: str = ""
    """The question on whose row of the check page the answer stands; empty: a row of its own."""
    same_as_open: str = ""
    """An option that tells staff no more than leaving the question open."""
    example: str = ""
    """An answer that the checks of a line take, where they do not take everything."""
    arrives: bool = True
    """False where the request says it by another answer already."""


@dataclass(frozen=True)
class QuestionScreen:
    """The questions that stand on one page."""

    name: str
    questions: tuple[Question, ...]


def _asked(
    kind: str, name: str, mail: str, json: str, only_if: OnlyIf | None = None, **more: Any
) -> Question:
    labels = tuple(f"mail.{label}" for label in mail.split())
    return Question(kind=kind, name=name, mail=labels, json=json, only_if=only_if, **more)


_line = partial(_asked, "line")
_paragraph = partial(_asked, "paragraph", optional=True)
_choice = partial(_asked, "choice")
_tick = partial(_asked, "tick")
_ticks = partial(_asked, "ticks", optional=True)
_several = partial(_asked, "several", optional=True)


def _screen(name: str, *asked: Question) -> QuestionScreen:
    return QuestionScreen(name, asked)


WORKER = ("worker",)
HELPS = OnlyIf("who", ("friend", *WORKER))
WORKS = OnlyIf("who", WORKER)
PHONE = OnlyIf("reach", ("phone",))
TEXT = OnlyIf("reach", ("text",))
EMAIL = OnlyIf("reach", ("email",))
REACHED = OnlyIf("reach", ("phone", "text", "email"))
OTHER = OnlyIf("talk_language", ("other",))
SEVERAL = OnlyIf("more_children", ("yes",))

SCREENS = (
    _screen(
        "who",
        _choice("who", "who.label who.filled_in_by", "who"),
        _tick("family_agrees", "", "", HELPS, arrives=False),
        _choice("agreed_how", "helper.agreed_how", "helper.agreed_how", HELPS),
        _line("agreed_when", "helper.agreed_when", "helper.agreed_when", HELPS, limit=60),
        _line(
            "helper_name",
            "helper.name",
            "helper.name",
            HELPS,
            limit=100,
            optional=True,
            needed_from=WORKER,
        ),
        _line("organisation", "helper.organisation", "helper.organisation", WORKS, limit=100),
        _line(
            "helper_phone",
            "helper.phone",
            "helper.phone",
            HELPS,
            limit=120,
            optional=True,
            needed_from=WORKER,
            example="905-555-0145",
        ),
        _line(
            "helper_email",
            "helper.email",
            "helper.email",
            HELPS,
            limit=254,
            optional=True,
            example="helper@example.com",
        ),
        _tick("tell_helper", "helper.tell", "helper.wants_told", HELPS),
    ),
    _screen("name", _line("name", "who.name", "name", limit=100)),
    _screen(
        "reach",
        _choice("reach", "safe.title", "contact.reach"),
        _line("phone", "safe.phone", "contact.phone", PHONE, limit=120, example="613-555-0123"),
        _tick("leave_message", "safe.message", "contact.may_leave_message", PHONE),
        _tick("say_who_call", "safe.phone_say", "contact.may_say_who", PHONE),
        _line("text_phone", "safe.text", "contact.phone", TEXT, limit=120, example="613-555-0199"),
        _tick("say_who_text", "safe.text_say", "contact.may_say_who", TEXT),
        _line("email", "safe.email", "contact.email", EMAIL, limit=254, example="name@example.com"),
        _choice(
            "others_read_email", "safe.others", "contact.others_read_email", EMAIL, optional=True
        ),
        _tick("say_who_email", "safe.email_say", "contact.may_say_who", EMAIL),
        _line(
            "good_times", "safe.good_times", "contact.good_times", REACHED, limit=200, optional=True
        ),
        _line(
            "bad_times", "safe.bad_times", "contact.bad_times", REACHED, limit=200, optional=True
        ),
        _line(
            "do_not_contact",
            "safe.do_not_contact",
            "contact.do_not_contact",
            limit=300,
            optional=True,
        ),
    ),
    _screen(
        "language",
        _choice("talk_language", "access.talk", "access.talk_language"),
        _line(
            "other_language",
            "access.talk",
            "access.other_language",
            OTHER,
            limit=60,
            row="talk_language",
        ),
        _tick("interpreter", "access.interpreter", "access.interpreter"),
        _choice(
            "sign_language",
            "access.sign",
            "access.sign_language",
            optional=True,
            same_as_open="none",
        ),
        _paragraph("easier", "access.easier", "access.easier", limit=300),
    ),
    _screen(
        "place",
        _choice("lives_in_region", "place.lives", "lives_in_region"),
        _line("place", "place.place", "place", limit=60, optional=True),
    ),
    _screen(
        "child",
        _choice("age_band", "child.age", "child.age_band"),
        _tick("more_children", "child.more", "child.more_children"),
        _several("other_ages", "child.other_ages", "child.other_ages", SEVERAL),
        _line("child_name", "child.name", "child.name", limit=60, optional=True),
    ),
    _screen(
        "help",
        _ticks("criteria", "help.ticked", "help.criteria"),
        _ticks("services", "help.services", "help.services"),
        _paragraph("going_well", "help.going_well", "help.going_well", limit=500),
        _paragraph("own_words", "help.own_words", "help.own_words", limit=1000),
        _ticks("wishes", "help.wishes", "help.wishes"),
    ),
)
SCREEN_NAMES = tuple(screen.name for screen in SCREENS)
"""The screens' names in the order they are asked."""
ALL_QUESTIONS = tuple(question for screen in SCREENS for question in screen.questions)
