"""Every question of the form, in the order it is asked. Knows no other module.

The order of screens comes from here; forms, words, pages, mail, referral.json and paper are held
to it when the service starts, see `question_places.py`. How to add one: CONTRIBUTING.md.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """`line`, `paragraph`, `choice`, `ticks` or `tick`."""
    limit: int = 0
    """The longest answer in characters, for lines and paragraphs."""
    optional: bool = False
    only_if: OnlyIf | None = None
    example: str = "Example"
    """An answer that the checks of the field take; lines and paragraphs alone need one."""
    arrives: bool = True
    """False where the request says it by another answer already."""


@dataclass(frozen=True)
class QuestionScreen:
    """The questions that stand on one page."""

    name: str
    questions: tuple[Question, ...]


def _line(name: str, limit: int, only_if: OnlyIf | None = None, **more: object) -> Question:
    return Question(name=name, kind="line", limit=limit, only_if=only_if, **more)  # type: ignore[arg-type]


def _choice(name: str, only_if: OnlyIf | None = None, *, optional: bool = False) -> Question:
    return Question(name=name, kind="choice", only_if=only_if, optional=optional)


def _tick(name: str, only_if: OnlyIf | None = None, *, arrives: bool = True) -> Question:
    return Question(name=name, kind="tick", only_if=only_if, arrives=arrives)


def _ticks(name: str) -> Question:
    return Question(name=name, kind="ticks", optional=True)


def _paragraph(name: str, limit: int) -> Question:
    return Question(name=name, kind="paragraph", limit=limit, optional=True)


HELPS = OnlyIf("who", ("friend", "worker"))
PHONE = OnlyIf("reach", ("phone",))
TEXT = OnlyIf("reach", ("text",))
EMAIL = OnlyIf("reach", ("email",))
REACHED = OnlyIf("reach", ("phone", "text", "email"))
OTHER = OnlyIf("talk_language", ("other",))

SCREENS = (
    QuestionScreen("who", (_choice("who"), _tick("family_agrees", HELPS, arrives=False))),
    QuestionScreen("name", (_line("name", 100),)),
    QuestionScreen(
        "reach",
        (
            _choice("reach"),
            _line("phone", 120, PHONE, example="613-555-0123"),
            _tick("leave_message", PHONE),
            _tick("say_who_call", PHONE),
            _line("text_phone", 120, TEXT, example="613-555-0123"),
            _tick("say_who_text", TEXT),
            _line("email", 254, EMAIL, example="name@example.com"),
            _choice("others_read_email", EMAIL, optional=True),
            _tick("say_who_email", EMAIL),
            _line("good_times", 200, REACHED, optional=True),
            _line("bad_times", 200, REACHED, optional=True),
            _line("do_not_contact", 300, optional=True),
        ),
    ),
    QuestionScreen(
        "language",
        (
            _choice("talk_language"),
            _line("other_language", 60, OTHER),
            _tick("interpreter"),
            _choice("sign_language", optional=True),
            _paragraph("easier", 300),
        ),
    ),
    QuestionScreen("place", (_choice("lives_in_region"), _line("place", 60, optional=True))),
    QuestionScreen(
        "child",
        (_choice("age_band"), _tick("more_children"), _line("child_name", 60, optional=True)),
    ),
    QuestionScreen(
        "help",
        (
            _ticks("criteria"),
            _ticks("services"),
            _paragraph("going_well", 500),
            _paragraph("own_words", 1000),
            _ticks("wishes"),
        ),
    ),
)
STEPS = tuple(screen.name for screen in SCREENS)
"""The screens' names in the order they are asked."""
