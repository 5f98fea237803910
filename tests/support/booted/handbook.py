"""The operator's handbook as commands: what it tells an operator to type, a test types."""

from __future__ import annotations

import re

from tests.support.project import PROJECT

OPERATOR = PROJECT / "docs" / "operator.md"
CHAPTER = re.compile(r"^## How to deploy\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^### \d+\. ([^\n]+)\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = re.compile(r"^## Settings\n.*?^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps() -> dict[str, list[str]]:
    """What each step of “How to deploy” tells to type, by the step's heading."""
    chapter = CHAPTER.search(OPERATOR.read_text(encoding="utf-8"))
    assert chapter
    return {heading: TYPED.findall(text) for heading, text in STEP.findall(chapter[1])}


def example_settings() -> dict[str, str]:
    """The example of a settings file."""
    found = SETTINGS.search(OPERATOR.read_text(encoding="utf-8"))
    assert found
    return dict(line.split("=", 1) for line in found[1].splitlines())
