"""What speaks by itself is in the page before it speaks: a reader hears only what changes there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake_app import app
from tests.support.project import PROJECT

STYLE = (PROJECT / "intake_app/static/ask.css").read_text(encoding="utf-8")
TEMPLATES = sorted((Path(app.__file__).parent / "templates").rglob("*.html"))
LIVE = re.compile(r'<(\w+)[^>]*?class="([\w-]+)"[^>]*?role="(?:status|log)"')
HIDING = re.compile(r"visibility: *hidden|display: *none|content-visibility: *hidden")


def _rules_of(name: str) -> list[str]:
    """What the stylesheet says of exactly this class, and not of something inside it."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE)
    return [body for selectors, body in rules for one in selectors.split(",")
            if one.strip().endswith(f".{name}")]  # fmt: skip


def test_there_is_such_a_region() -> None:
    assert any(LIVE.search(path.read_text(encoding="utf-8")) for path in TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_live_region_is_never_hidden_itself(template: Path) -> None:
    for _, name in LIVE.findall(template.read_text(encoding="utf-8")):
        assert _rules_of(name), f".{name} has no rule: has it another name now?"
        assert not [rule for rule in _rules_of(name) if HIDING.search(rule)]
