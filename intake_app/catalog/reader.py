"""Reads YAML so that every fault is known by file, line and cure, and all are reported together.

Knows nothing of regions or pages: `region`, `selfcheck` and `words` say what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml
from email_validator import EmailNotValidError
from email_validator import validate_email

from intake_app.catalog import twin_texts
from intake_app.catalog import wording
from intake_app.catalog import yaml_files
from intake_app.catalog.model import SHORT_CODES
from intake_app.catalog.model import Phone
from intake_app.catalog.model import Text
from intake_app.catalog.typography import french_spacing
from intake_app.catalog.web_address import NOT_PERSONAL
from intake_app.catalog.web_address import is_personal
from intake_app.catalog.web_address import web_address_flaw
from intake_app.dates import today_in_ontario
from intake_app.errors import Fault
from intake_app.telephone import NotDialled
from intake_app.telephone import Telephone
from intake_app.telephone import read_telephone

Choice = TypeVar("Choice", bound=StrEnum)
AS_A_WHOLE = "Write it like 613-555-0123, 1-800-668-6868 or 613-555-0123 ext. 12."
CURES = {
    "area": f"Add the three digits of the area code. {AS_A_WHOLE}",
    "letters": f"Write digits, not letters. {AS_A_WHOLE}",
    "premium": "Calls to it cost extra: give a number that families can call.",
}
LET_US_READ = "Let the service's account read it."
HTML = re.compile(r"<[a-zA-Z/!]")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_DAY = date(2015, 1, 1)
"""No fact here was checked and nothing approved before."""
THREE_YEARS = timedelta(days=3 * 366)
NULL = "tag:yaml.org,2002:null"


class Faults:
    """Collects faults while reading goes on. What lies in the future depends on `today`."""

    def __init__(self, today: date | None = None) -> None:
        self.found: list[Fault] = []
        self.today = today or today_in_ontario()
        self.samples: set[str] = set()
        """Files of the demo, whose values are invented."""

    def add(self, node: yaml.Node, problem: str, cure: str) -> None:
        mark = node.start_mark
        self.found.append(Fault(f"{mark.name}:{mark.line + 1}", problem, cure))

    def add_file(self, path: Path, line: int, problem: str, cure: str) -> None:
        self.found.append(Fault(f"{path}:{line}", problem, cure))


def parse(path: Path, faults: Faults) -> yaml.MappingNode | None:
    """The top mapping of a YAML file, or None after reporting why there is none."""
    try:
        node, found = yaml_files.read(path)
    except FileNotFoundError:
        faults.add_file(path, 1, "This file is missing.", "Copy it from another region.")
        return None
    except OSError as error:
        faults.add_file(path, 1, f"This file cannot be read: {error.strerror}.", LET_US_READ)
        return None
    except UnicodeDecodeError:
        faults.add_file(path, 1, "This file is not UTF-8 text.", "Save it as UTF-8.")
        return None
    for line, problem, cure in found:
        faults.add_file(path, line, problem, cure)
    return node


def parse_filled(path: Path, samples: Path | None, faults: Faults) -> yaml.MappingNode | None:
    """The same, with the demo's rows where the file has nothing."""
    own = parse(path, faults)
    if own is None or samples is None or not samples.exists():
        return own
    faults.samples.add(str(samples))
    invented = parse(samples, faults)
    return filled(own, invented) if invented else None


def filled(own: yaml.MappingNode, samples: yaml.MappingNode) -> yaml.MappingNode:
    """`own`, with samples where it has nothing: a value that is there always wins."""
    rows = {key.value: (key, value) for key, value in own.value}
    for key, sample in samples.value:
        old = rows.get(key.value, (key, None))[1]
        if isinstance(old, yaml.MappingNode) and isinstance(sample, yaml.MappingNode):
            rows[key.value] = (key, filled(old, sample))
        elif old is None or _says_nothing(old):
            rows[key.value] = (key, sample)
    return yaml.MappingNode(own.tag, list(rows.values()), own.start_mark, own.end_mark)


def _says_nothing(node: yaml.Node) -> bool:
    return node.tag == NULL or (isinstance(node, yaml.SequenceNode) and not node.value)


class Section:
    """One mapping of a YAML file. Ask for every key that may stand here, then `finish()`.

    Asking for a value that is missing or wrong reports a fault and returns a stand-in, so that
    reading goes on and every fault of the file is found; the caller raises at the end.
    """

    def __init__(self, node: yaml.MappingNode, faults: Faults, name: str = "") -> None:
        self.node = node
        self.name = name
        self._faults = faults
        self._asked: set[str] = set()
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in self._values:
                faults.add(key, f"`{self._path(key.value)}` stands here twice.", "Remove one.")
            self._values[str(key.value)] = value

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def fault(self, key: str, problem: str, cure: str) -> None:
        """Report something about `key`, on its line if it is there."""
        node = self._values.get(key, self.node)
        self._faults.add(node, f"`{self._path(key)}` {problem}", cure)

    def value(self, key: str, *, optional: bool = False) -> yaml.Node | None:
        """The node of `key`; None when it is absent or null, which is a fault unless optional."""
        self._asked.add(key)
        node = self._values.get(key)
        if node is None and not optional:
            self.fault(key, "is missing.", f"Add `{key}: …` to this part of the file.")
        if node is None or node.tag == NULL:
            if node is not None and not optional:
                self.fault(key, "is empty.", "Fill it in; this one cannot stay empty.")
            return None
        return node

    def text(self, key: str, *, optional: bool = False) -> str | None:
        """One line or more of plain text."""
        node = self.value(key, optional=optional)
        return None if node is None else self._plain(key, node)

    def _plain(self, key: str, node: yaml.Node) -> str:
        if isinstance(node, yaml.ScalarNode) and not node.value.strip():
            self.fault(key, "is empty.", "Write it; where a line may be unknown, `null`.")
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(key, "must be text.", "Write it on one line, between quotes.")
            return ""
        if HTML.search(node.value):
            self.fault(key, "holds HTML.", wording.PLAIN)
        if not node.style and wording.CURLY.fullmatch(node.value.strip()):
            self.fault(key, "stands between curly quotes.", 'Type straight ones ("), or none.')
        for flaw in wording.flaws_of_words(node.value.strip()):
            self.fault(key, f"{flaw.problem}.", flaw.cure)
        return str(node.value).strip()

    def both(self, key: str, *, optional: bool = False, alike: bool = True) -> Text | None:
        """The same words in English and in French. Not `alike`: each has words of its own."""
        node = self.value(key, optional=optional)
        if node is None:
            return None
        (text,) = self._twins(key, node, ("fr",), alike=alike)
        return text

    def each_french(self, key: str, *names: str) -> tuple[Text, ...]:
        """The English of `key` with each French that stands below it under one of these names."""
        node = self.value(key)
        return () if node is None else self._twins(key, node, names)

    def _twins(
        self, key: str, node: yaml.Node, names: tuple[str, ...], *, alike: bool = True
    ) -> tuple[Text, ...]:
        if not isinstance(node, yaml.MappingNode):
            cure = "Write it as `{en: …, fr: …}`."
            self.fault(key, "must be given in English and in French.", cure)
            return (Text("", ""),) * len(names)
        section = Section(node, self._faults, self._path(key))
        english = section.text("en") or ""
        texts = tuple(Text(english, french_spacing(section.text(name) or "")) for name in names)
        section.finish()
        for text in texts if alike else ():
            for flaw in twin_texts.twin_flaws(text.en, text.fr):
                self.fault(key, f"{flaw.problem}.", flaw.cure)
        return texts

    def number(self, key: str, *, most: int) -> int | None:
        """A whole number of days from 1 to `most`, or None."""
        text = self.text(key, optional=True)
        if not text:
            return None
        if not text.isdecimal() or int(text) == 0:
            self.fault(key, f"is `{text}`, not a number of days.", "Write digits only, like 60.")
            return None
        if int(text) > most:
            self.fault(key, f"is {text} days.", f"Write {most} or fewer.")
        return int(text)

    def day(self, key: str) -> date | None:
        """A calendar date, or None when nobody has supplied one."""
        text = self.text(key, optional=True)
        if not text:
            return None
        try:
            return date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            self.fault(key, f"is `{text}`, not a date.", "Write year-month-day, like 2026-11-23.")
            return None

    def past_day(self, key: str) -> date | None:
        """A day on which somebody has done something: not before 2015, and not to come."""
        day = self.day(key)
        if day and day > self._faults.today:
            self.fault(key, f"is {day}, which is still to come.", "Write the day it was done.")
        if day and day < FIRST_DAY:
            self.fault(key, f"is {day}, which is too long ago.", "Check the year.")
        return day

    def planned_day(self, key: str) -> date | None:
        """A day on which something happens, not more than three years away."""
        day = self.day(key)
        if day and not FIRST_DAY <= day <= self._faults.today + THREE_YEARS:
            self.fault(key, f"is {day}, more than three years away.", "Check the year.")
        return day

    def phone(self, key: str, *, optional: bool = False) -> Phone | None:
        """A telephone number that can be dialled in Canada, short codes included."""
        text = self.text(key, optional=optional)
        if not text:
            return None
        if text.replace("-", "") in SHORT_CODES:
            return Phone(text)
        phone = self._whole_number(key, text)
        return replace(phone, sample=self.is_sample(key))

    def is_sample(self, key: str) -> bool:
        """Whether the value was filled in by the demo, from a file of its own."""
        node = self._values.get(key)
        return node is not None and node.start_mark.name in self._faults.samples

    def _whole_number(self, key: str, text: str) -> Phone:
        try:
            number = read_telephone(text)
        except NotDialled as refused:
            return self._no_phone(key, text, CURES.get(refused.why, AS_A_WHOLE))
        if number.remark:
            return self._no_phone(key, text, f"Leave out `{number.remark}`. {AS_A_WHOLE}")
        return Phone(_as_printed(text, number), number.extension)

    def _no_phone(self, key: str, text: str, cure: str) -> Phone:
        self.fault(key, f"is `{text}`, not a phone number.", cure)
        return Phone("")

    def email(self, key: str) -> str | None:
        """An e-mail address, or None."""
        text = self.text(key, optional=True)
        if text and not is_email(text):
            self.fault(
                key, f"is `{text}`, not an e-mail address.", "Write it like name@agency.example."
            )
        elif text and is_personal(text):
            self.fault(key, f"is `{text}`, a person's own mailbox.", NOT_PERSONAL)
        return text

    def web_address(self, key: str, *, optional: bool = False) -> str | None:
        """A full https address, or None."""
        text = self.text(key, optional=optional)
        if text and (flaw := web_address_flaw(text)):
            self.fault(key, f"is `{text}`, which {flaw.problem}.", flaw.cure)
        return text

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """One of the values that `kind` lists."""
        first = next(iter(kind))
        text = self.text(key)
        if not text:
            return first
        try:
            return kind(text)
        except ValueError:
            self.fault(key, f"is `{text}`.", "Write one of: " + ", ".join(kind) + ".")
            return first

    def section(self, key: str) -> Section:
        """The mapping below `key`; an empty one after a fault."""
        node = self.value(key)
        if isinstance(node, yaml.MappingNode):
            return Section(node, self._faults, self._path(key))
        if node is not None:
            self.fault(key, "must hold `key: value` lines.", "Indent them below it.")
        empty = yaml.MappingNode("", [], self.node.start_mark, self.node.end_mark)
        return Section(empty, Faults(), self._path(key))

    def rows(self, key: str, *, optional: bool = False) -> Iterator[Section]:
        """The mappings of the list below `key`."""
        for number, node in enumerate(self._list(key, optional=optional), 1):
            if isinstance(node, yaml.MappingNode):
                yield Section(node, self._faults, f"{self._path(key)}[{number}]")
            else:
                self._faults.add(node, f"Row {number} of `{key}` has no keys.", "Copy another row.")

    def _list(self, key: str, *, optional: bool) -> list[yaml.Node]:
        node = self.value(key, optional=optional)
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode) and node.value:
            return list(node.value)
        if isinstance(node, yaml.SequenceNode):
            self.fault(key, "is an empty list.", "Write a row below it, or `null` in its place.")
            return []
        self.fault(key, "must be a list.", "Begin each row with a dash: `- …`.")
        return []

    def names(self) -> list[str]:
        """Every key that stands here, in order."""
        return list(self._values)

    def node_of(self, key: str) -> yaml.Node:
        """The node of a key that `names()` listed."""
        self._asked.add(key)
        return self._values[key]

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key, _ in self.node.value:
            if key.value not in self._asked:
                known = ", ".join(sorted(self._asked))
                self._faults.add(
                    key,
                    f"`{self._path(key.value)}` is not known here.",
                    f"Remove it or mend its spelling; known are: {known}.",
                )


def is_day(text: str) -> bool:
    """Whether it is a date, written like 2026-11-23."""
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def is_email(text: str) -> bool:
    """Whether mail could be sent there; nothing is looked up."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _as_printed(text: str, number: Telephone) -> str:
    """In one form for all; a toll-free number keeps the 1 that people know it by."""
    return f"1-{number.display}" if text.startswith("1") else number.display
