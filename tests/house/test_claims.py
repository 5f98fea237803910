"""What the documents say is shown by a test is shown by a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.project import PROJECT
from tests.house.project import in_project

DOCUMENTS = sorted((PROJECT / "docs").rglob("*.md"))
CLAIM = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.fixture(params=DOCUMENTS, ids=in_project)
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_test_that_a_document_names_exists(document: Path):
    claims = CLAIM.findall(document.read_text(encoding="utf-8"))
    missing = [f"{file}::{name}" for file, name in claims if not _exists(file, name)]
    assert missing == []


@pytest.mark.parametrize("name", ["threat-model.md", "proof.md"])
def test_what_is_proven_names_its_tests(name: str):
    assert len(CLAIM.findall((PROJECT / "docs" / name).read_text(encoding="utf-8"))) > 20


def _exists(file: str, name: str) -> bool:
    path = PROJECT / file
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return not name or name in functions
