"""The six kinds of field that the screens are made of.

A field knows its shape and its faults, not its words: a fault is a `Complaint` that names the
text to show, so that one form serves both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from wtforms import Field  # type: ignore[import-untyped]
from wtforms.validators import StopValidation  # type: ignore[import-untyped]

from intake_app.forms.cleaning import clean_line
from intake_app.forms.cleaning import clean_paragraph


@dataclass(frozen=True)
class Complaint:
    """What is wrong with an answer: the key of the text to show, and its named values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class AnswerFault(StopValidation):  # type: ignore[misc]
    """Raised by a check, ends the field's checks; its complaint stands in `field.errors` then."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(Complaint(key, values))


Check = Callable[[Any, Any], None]
"""Takes the form and the field."""


def is_answered(_form: Any, field: Any) -> None:
    """Only what is optional may be left out."""
    if not field.data and not field.optional:
        raise AnswerFault(f"errors.{field.name}.missing")


def is_short_enough(_form: Any, field: Any) -> None:
    """Within the field's limit, in characters."""
    if len(field.data) > field.limit:
        raise AnswerFault("errors.too_long", limit=field.limit, count=len(field.data))


class Line(Field):  # type: ignore[misc]
    """One line of text."""

    kind = "line"
    takes = frozenset({"checks", "look", "keep"})
    """What `options` of its screen may say of it."""
    data: Any
    clean = staticmethod(clean_line)

    def __init__(
        self, checks: Sequence[Check] = (), *, limit: int, optional: bool = False, **options: Any
    ) -> None:
        self.limit = limit
        self.optional = optional
        self.needed_from: tuple[str, ...] = options.pop("needed_from", ())
        """Who must answer all the same: the screen, which knows who is asking, sees to it."""
        self.look: Mapping[str, str] = options.pop("look", {})
        self.keep: Callable[[str], str] = options.pop("keep", str)
        """What of an answer may rest in a draft; nothing, where even that would be too much."""
        super().__init__("", [is_answered, is_short_enough, *checks], **options)

    @property
    def longest_paste(self) -> int:
        """Room to paste too much and be told so, before page and draft become too large."""
        return self.limit * 4

    def process_data(self, value: object) -> None:
        self.data = value or ""

    def process_formdata(self, values: Sequence[str]) -> None:
        self.data = self.clean(values[0]) if values else ""


class Paragraph(Line):
    """Several lines of text."""

    kind = "paragraph"
    clean = staticmethod(clean_paragraph)


class Choice(Field):  # type: ignore[misc]
    """One of a few; values that nobody offered count as no answer."""

    kind = "choice"
    takes = frozenset({"values"})
    needed_from = ()
    data: Any

    def __init__(
        self, values: Iterable[str] = (), *, optional: bool = False, **options: Any
    ) -> None:
        self.values = tuple(str(value) for value in values)
        self.optional = optional
        super().__init__("", [is_answered], **options)

    def process_data(self, value: object) -> None:
        self.data = value or ""

    def process_formdata(self, values: Sequence[str]) -> None:
        typed = values[0] if values else ""
        self.data = typed if typed in self.values else ""


class Ticks(Field):  # type: ignore[misc]
    """Any number of a few, kept in the order they are offered; unknown ticks are ignored."""

    kind = "ticks"
    takes = frozenset({"values"})
    data: Any

    def __init__(self, values: Iterable[str] = (), **options: Any) -> None:
        self.values = tuple(str(value) for value in values)
        super().__init__("", **options)

    def process_data(self, value: Iterable[str] | None) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, values: Sequence[str]) -> None:
        self.data = tuple(value for value in self.values if value in values)


class Several(Ticks):
    """One of a few, asked again and again, in the order that it was answered."""

    kind = "several"
    takes = frozenset({"values", "most", "words_of"})
    optional = True

    def __init__(
        self, values: Iterable[str] = (), *, most: int = 0, words_of: str = "", **options: Any
    ) -> None:
        self.most = most
        super().__init__(values, **options)
        self.words_of = words_of or self.name
        """The question that has words for the same answers."""

    def process_formdata(self, values: Sequence[str]) -> None:
        self.data = tuple(value for value in values if value in self.values)[: self.most]


class Tick(Field):  # type: ignore[misc]
    """One box; anything sent counts as ticked."""

    kind = "tick"
    takes = frozenset[str]()
    data: Any

    def process_data(self, value: object) -> None:
        self.data = bool(value)

    def process_formdata(self, values: Sequence[str]) -> None:
        self.data = bool(values)
