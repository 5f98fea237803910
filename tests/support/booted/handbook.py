"""The operator's handbook as commands: what it tells an operator to type, a test types."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.project import PROJECT

OPERATOR = PROJECT / "docs" / "operator.md"
PART = re.compile(r"^##+ (?:\d+\. )?([^\n]+)\n(.*?)(?=^##+ |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"(?:^<!-- Not typed: ([^\n]+) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
SETTINGS = "Settings"
OF_THE_PORTAL = ("REGION", "INTAKE_PUBLIC_URL", "INTAKE_CONTENT_DIR")
"""The lines of the file `portal`."""


@dataclass(frozen=True)
class Block:
    """One block of the handbook, below the heading `part`."""

    part: str
    text: str
    typed: bool
    """Whether it is commands for the server, which a test types."""
    why_not: str
    """Where it is not, the handbook's own reason."""


def blocks() -> list[Block]:
    """Every block, in the order of the handbook."""
    return [
        Block(part, text, kind == "sh", why_not)
        for part, whole in PART.findall(OPERATOR.read_text(encoding="utf-8"))
        for why_not, kind, text in BLOCK.findall(whole)
    ]


def to_type() -> dict[str, list[str]]:
    """What each part tells to type, by its heading."""
    found: dict[str, list[str]] = {}
    for block in blocks():
        if block.typed:
            found.setdefault(block.part, []).append(block.text)
    return found


def example_settings() -> dict[str, str]:
    """The example of a settings file."""
    [example] = [block.text for block in blocks() if block.part == SETTINGS]
    return dict(line.split("=", 1) for line in example.splitlines())
