"""Small enough that one person can read all of it in an afternoon."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.project import in_project
from tests.support.project import python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

FILES = python_files()


@pytest.fixture(params=FILES, ids=in_project)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_python_file_is_short_and_says_what_it_is_for(file: Path):
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = len(text.splitlines())
    too_long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert lines <= LONGEST_FILE, f"{lines} lines"
    assert too_long == []
    assert ast.get_docstring(tree) or not tree.body, "no docstring at the top of the module"


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "manager", "base", "misc"}
    assert [in_project(file) for file in FILES if file.stem in drawers] == []
