"""Real pages and YAML, spoilt at random: read right or told, never a traceback.

The short form runs each time; `-m prove` runs a thousand rounds, and builds some of them whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.portal.builds import build_pages
from tests.support.portal.desk import Desk
from tests.support.portal.desk import lay_out

SPOILS = (
    *("**", "__", "{{", "}}", "{% if x %}", "{% endif %}", "{", "}", "](", "[", "#", "|", "---"),
    *("<b", "<script>", "</div>", "<!--", "\n", "\n\n", "    ", "- ", ": ", " #", "'", '"', "“"),
    *("&x ", "*y", "!!z ", "null", "\x07", "\u200b", "\ufeff", "Ã©", "2072-01-01", "911", "\\"),
    *("`", "%", "@", "\t"),
)


def _cut(text: str, dice: random.Random) -> str:
    start = dice.randrange(len(text))
    return text[:start] + text[start + dice.randrange(1, 40) :]


def _double(text: str, dice: random.Random) -> str:
    start = dice.randrange(len(text))
    return text[:start] + text[start : start + dice.randrange(1, 200)] + text[start:]


def _insert(text: str, dice: random.Random) -> str:
    start = dice.randrange(len(text))
    return text[:start] + dice.choice(SPOILS) + text[start:]


def _swap_lines(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _indent(text: str, dice: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    lines[at] = f"{' ' * dice.randrange(1, 6)}{lines[at]}"
    return "".join(lines)


def _digit(text: str, dice: random.Random) -> str:
    places = [found.start() for found in re.finditer(r"\d", text)] or [0]
    at = dice.choice(places)
    return f"{text[:at]}{dice.randrange(10)}{text[at + 1 :]}"


WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _cut, _double, _insert, _insert, _swap_lines, _indent, _digit,
)  # fmt: skip


def _spoilt(desk: Desk, dice: random.Random) -> tuple[str, str]:
    files = sorted(
        path.relative_to(desk.content).as_posix()
        for path in desk.content.rglob("*")
        if path.suffix in (".md", ".yml") and "leeds" not in path.as_posix()
    )
    name = dice.choice(files)
    text = desk.text(name)
    for _ in range(dice.randrange(1, 4)):
        text = dice.choice(WAYS)(text, dice) or "x"
    return name, text


def _rounds(desk: Desk, numbers: range) -> int:
    """How many were told; anything but a fault would come out as it is."""
    told = 0
    for number in numbers:
        name, text = _spoilt(desk, random.Random(number))  # noqa: S311 - no secret
        with desk.changed(**{name: text.encode("utf-8", "replace")}):
            faults = desk.faults()
        told += bool(faults)
        for fault in faults:
            place = re.fullmatch(r"(content/.+?|/.+?)(:\d+)?", fault.place)
            assert place, (number, name, fault)
            assert "Traceback" not in str(fault), (number, name, fault)
            assert fault.problem, (number, name, fault)
    return told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return lay_out(tmp_path)


def test_what_is_spoilt_at_random_is_told_or_read(desk: Desk) -> None:
    assert _rounds(desk, range(40)) > 10


@pytest.mark.prove
def test_a_thousand_rounds(desk: Desk) -> None:
    assert _rounds(desk, range(1000)) > 400


@pytest.mark.prove
def test_a_spoilt_project_is_built_right_or_the_last_build_stays(project: Path) -> None:
    """Whole builds: what the check lets through must not fail later without a word."""
    folder = project / "build" / "portal"
    desk = Desk(project / "content")
    assert build_pages(project, REGION="halton").pages
    for number in range(2000, 2030):
        name, text = _spoilt(desk, random.Random(number))  # noqa: S311 - no secret
        before = {path: path.read_bytes() for path in folder.rglob("*.html")}
        with desk.changed(**{name: text.encode("utf-8", "replace")}):
            outcome = build_pages(project, REGION="halton")
        assert bool(outcome.pages) != bool(outcome.faults), (number, name)
        assert not [line for line in outcome.faults if "fault of the program" in line], number
        if not outcome.pages:
            assert {path: path.read_bytes() for path in folder.rglob("*.html")} == before
