"""Every block of the operator's handbook is typed by a test, or says why it is not."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.booted import agency
from tests.support.booted import handbook
from tests.support.booted import year

TYPING = [Path(str(module.__file__)) for module in (agency, year)]


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
