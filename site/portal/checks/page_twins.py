"""What the two languages of a page must have alike: what it says in numbers, names and shows.

Each part of a page is held against the same part of its twin; where the parts differ in number,
which is told elsewhere, the pages are compared as wholes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from intake_app.catalog import said
from intake_app.catalog.twin_texts import SAME_FACTS
from intake_app.errors import Fault

FRONT = re.compile(r"\A---.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
FENCES = re.compile(r"(?m)^(?:title|description|menu):")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
HEADING = re.compile(r"(?m)^(?=#{1,6} )")
TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)[^)]*\)|<((?:https|mailto|tel|sms):[^>\s]+)>")
NAME = re.compile(r"\{\{-?\s*([A-Za-z_][\w.]*)")
CONDITION = re.compile(r"\{%-?\s*(?:el)?if\s+(.*?)-?%\}", re.DOTALL)
ITEM = re.compile(r"(?m)^\s*(?:[-*+]|\d{1,2}[.)])\s+\S")
ROW = re.compile(r"(?m)^\s*\|.*\|\s*$")
STEP = re.compile(r"(?m)^#{1,6} (\d+)[.)]")
NUMBER_OF_LIST = re.compile(r"(?m)^(\s*)\d{1,2}[.)] ")


class PageFeature(NamedTuple):
    """One sort of thing that both must have as often."""

    told: str
    find: Callable[[str], list[str]]
    cure: str
    sign: re.Pattern[str] | None = None
    """Where the first of them stands, if they have no words of their own."""


def twin_faults(english: str, path: Path, french: str) -> Iterator[Fault]:
    """Faults of the French page at `path`, by its lines."""
    one, other = _parts(english), _parts(french)
    if len(one) != len(other):
        one, other = [(1, english)], [(1, french)]
    for (_, part), (line, twin) in zip(one, other, strict=True):
        for words, problem, cure in _compared(part, twin):
            yield Fault(f"{path}:{line + _line_of(words, twin)}", problem, cure)


def _parts(text: str) -> list[tuple[int, str]]:
    """From heading to heading, each with the line on which it begins."""
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    parts, line = [], 1
    for part in HEADING.split(text):
        parts.append((line, part))
        line += part.count("\n")
    return parts


def _compared(part: str, twin: str) -> Iterator[tuple[str, str, str]]:
    """One fault for one mistake: a row that is lost also takes its numbers along."""
    for kind in KINDS:
        one, other = Counter(kind.find(part)), Counter(kind.find(twin))
        if one != other:
            lost, more = list(one - other), list(other - one)
            problem = f"The two languages of this part differ: {_shown(kind.told, lost, more)}."
            yield (more or [""])[0] or _first(kind.sign, twin), problem, kind.cure
            return
    only = said.said_by_one(_plain(part), _plain(twin))
    if any(only):
        problem = "This part says {} in English and {} in French.".format(
            *(", ".join(some) or "nothing" for some in only)
        )
        yield (only[1] or [""])[0], problem, SAME_FACTS


def _first(sign: re.Pattern[str] | None, twin: str) -> str:
    found = sign.search(twin) if sign else None
    return found[0].strip() if found else ""


def _shown(told: str, english: list[str], french: list[str]) -> str:
    if not any((*english, *french)):
        return told
    said_in = ((english, "English"), (french, "French"))
    return f"{told} " + " and ".join(
        f"{', '.join(f'`{one}`' for one in some)} in {name} alone" for some, name in said_in if some
    )


def _plain(part: str) -> str:
    """What people read of it, and no more than once."""
    words = JINJA.sub(" ", TARGET.sub("] ", FENCES.sub("", part)))
    return NUMBER_OF_LIST.sub(r"\1", words)


def _line_of(words: str, part: str) -> int:
    at = part.find(words) if words else 0
    return part.count("\n", 0, max(at, 0))


def _names(part: str) -> list[str]:
    return NAME.findall(part)


def _questions(part: str) -> list[str]:
    return [" ".join(found.split()) for found in CONDITION.findall(part)]


def _targets(part: str) -> list[str]:
    """Pages by their file, numbers and e-mails whole; another site may have a page for each."""
    found = [in_words or in_angles for in_words, in_angles in TARGET.findall(part)]
    # A picture that one language lacks is told by its name.
    found = [to for to in found if not to.startswith("pictures/")]
    return ["https://…" if to.startswith("https:") else _same_in_both(to) for to in found]


def _same_in_both(target: str) -> str:
    return re.sub(r"^/(?:en|fr)/", "/", target).partition("#")[0]


def _items(part: str) -> list[str]:
    return ["" for _ in ITEM.findall(FRONT.sub("", part))]


def _rows(part: str) -> list[str]:
    return ["" for _ in ROW.findall(part)]


def _steps(part: str) -> list[str]:
    return STEP.findall(part)


KINDS = (
    PageFeature("it names", _names, "Name the same `{{ … }}` in both languages, as often."),
    PageFeature("it asks", _questions, "Ask the same `{% if … %}` in both languages."),
    PageFeature(
        "a link leads to", _targets, "Lead to the same pages and addresses in both languages."
    ),
    PageFeature(
        "their lists have more and fewer points", _items, "List the same points in both.", ITEM
    ),
    PageFeature(
        "their tables have more and fewer rows", _rows, "Write the same rows in both.", ROW
    ),
    PageFeature("a heading has the number", _steps, "Number the headings alike in both languages."),
)
