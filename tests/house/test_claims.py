"""What the documents say is shown by a test is shown by a test that exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.project import in_project

DOCUMENTS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
CLAIM = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")

REQUIREMENT = re.compile(r"V(\d+)\.\d+\.(\d+)(?:-V\d+\.\d+\.(\d+))?")
ASVS_LEVEL_2 = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 11: 14, 12: 9, 13: 13, 14: 9,
    15: 13, 16: 16,
}  # fmt: skip
"""Of OAuth and WebRTC (10 and 17) we have nothing: one row each."""


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


def test_every_requirement_of_asvs_has_its_row():
    """As many as levels 1 and 2 of version 5.0.0 have, chapter by chapter."""
    text = (PROJECT / "docs" / "asvs.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| V")]
    counts = Counter(
        int(chapter)
        for cell in cells
        for chapter, first, last in REQUIREMENT.findall(cell)
        for _ in range(int(first), int(last or first) + 1)
    )
    assert counts == ASVS_LEVEL_2


def _exists(file: str, name: str) -> bool:
    path = PROJECT / file
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return not name or name in functions
