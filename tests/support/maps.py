"""Reads the project's Markdown and Python as a map: sections, tables, and what a file defines."""

from __future__ import annotations

import ast
import re
from pathlib import Path


def section(document: Path, heading: str) -> str:
    """What stands below `## heading`, up to the next heading of that height."""
    text = document.read_text(encoding="utf-8")
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{document.name} has no section “{heading}”"
    return found[1]


def rows(text: str | Path) -> list[list[str]]:
    """The cells of every row of its tables, rulers left out."""
    words = text.read_text(encoding="utf-8") if isinstance(text, Path) else text
    lines = [line for line in words.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if set(row[0]) - set("-: ") or not row[0]]


def definitions(file: Path) -> set[str]:
    """Names that a Python file defines, fields included, and its texts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found
