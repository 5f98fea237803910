"""Every block of the operator's handbook is typed by a test, or says why it is not."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from intake_app.cli import main
from tests.support.booted import agency
from tests.support.booted import handbook
from tests.support.booted import several
from tests.support.booted import year
from tests.support.project import PROJECT
from tests.support.project import in_project

HANDBOOKS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]
INLINE = re.compile(r"(?<!`)`(intake [^`\n]+)`(?!`)")
TYPING = [Path(str(module.__file__)) for module in (agency, year, several)]


def test_a_block_that_is_not_typed_says_why() -> None:
    silent = [one.part for one in handbook.blocks() if not one.typed and not one.why_not]
    assert silent == []


def test_a_block_that_is_typed_has_no_excuse() -> None:
    assert [one.part for one in handbook.blocks() if one.typed and one.why_not] == []


def test_every_part_with_commands_is_named_where_they_are_typed() -> None:
    """The booted machine types them all; here it is seen at once that one was forgotten."""
    named = {
        node.value
        for file in TYPING
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(handbook.to_type()) - named == set()


def _typed(handbook_file: Path) -> Iterator[str]:
    """Every command of ours in the prose; `…` and words in capitals stand for something."""
    for said in INLINE.findall(handbook_file.read_text(encoding="utf-8")):
        if "…" not in said and said.split()[1].lstrip("@"):
            yield said


def _unknown(said: str) -> str:
    """What of it does not exist; empty when all does."""
    command: click.Command = main
    words = [word for word in shlex.split(said)[1:] if not word.startswith("@")]
    for word in words:
        inner = command.get_command(click.Context(command), word) if _is_group(command) else None
        if inner is not None:
            command = inner
        elif word.startswith("--"):
            known = {name for one in command.params for name in one.opts} | {"--help"}
            if word.partition("=")[0] not in known:
                return word
        elif _is_group(command):
            return word
    return ""


def _is_group(command: click.Command) -> bool:
    return isinstance(command, click.Group)


@pytest.mark.parametrize("file", HANDBOOKS, ids=in_project)
def test_commands_in_the_prose_exist_with_their_options(file: Path) -> None:
    assert [said for said in _typed(file) if _unknown(said)] == []
