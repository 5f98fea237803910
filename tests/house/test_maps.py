"""The documents that lead through the code lead somewhere: every place they name is there."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from intake_app.cli import COMMANDS
from intake_app.settings.table import SETTINGS
from intake_app.store.tables import metadata
from tests.support.maps import definitions
from tests.support.maps import rows
from tests.support.maps import section
from tests.support.project import PROJECT
from tests.support.project import in_project
from tests.support.project import tracked

ARCHITECTURE, GLOSSARY = PROJECT / "ARCHITECTURE.md", PROJECT / "docs" / "glossary.md"
DECISIONS = PROJECT / "docs" / "adr"
MAPS = [
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "SECURITY.md",
    ARCHITECTURE,
    GLOSSARY,
    DECISIONS / "README.md",
]
SPAN = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"[\w.-]+/[\w./-]*")
NAMES = re.compile(r"((?:`\w+`(?:, | and )?)+) in `([^`]+)`")
MADE = ("build/", "http")
"""Not in the repository: what a command makes, and addresses."""


@pytest.fixture(params=MAPS, ids=in_project)
def text(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def spans(text: str) -> list[str]:
    """What is set like code, blocks apart."""
    return SPAN.findall(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def test_every_place_exists(text: str) -> None:
    places = [span for span in spans(text) if PLACE.fullmatch(span) and not span.startswith(MADE)]
    assert [place for place in places if not (PROJECT / place).exists()] == []


def test_a_folder_is_written_as_a_folder(text: str) -> None:
    places = {span for span in spans(text) if PLACE.fullmatch(span) and not span.startswith(MADE)}
    assert [at for at in places if (PROJECT / at).is_dir() != at.endswith("/")] == []


def test_every_setting_is_one(text: str) -> None:
    named = re.findall(r"\bINTAKE_[A-Z_]*[A-Z]", text)
    assert set(named) <= {setting.name for setting in SETTINGS}


def test_every_command_is_one(text: str) -> None:
    commands = re.findall(r"`(?:build/venv/bin/)?intake ([a-z]+)", text)
    assert set(commands) <= set(COMMANDS)
    modules = re.findall(r"python3? -m ([\w.]+)", text)
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []


def test_the_readme_shows_every_folder() -> None:
    shown = {row[0].strip("`/") for row in rows(PROJECT / "README.md") if row[0].endswith("/`")}
    kept = (in_project(file) for file in tracked())
    there = {place.partition("/")[0] for place in kept if "/" in place and place[0] != "."}
    assert shown == there | {"build"}


def test_every_decision_is_in_the_index() -> None:
    text = (DECISIONS / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[\d+\]\(([^)]+)\)", text, re.MULTILINE)
    assert linked == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))


def test_every_word_of_the_glossary_leads_to_the_code() -> None:
    words = [row for row in rows(GLOSSARY) if len(row) == 3 and row[0] != "word"]
    assert len(words) > 40
    assert [word for word, _, code in words if "`" not in code and code != "not built yet"] == []


def test_every_name_of_the_glossary_is_defined_where_it_says() -> None:
    found = [
        (name, place)
        for names, place in NAMES.findall(GLOSSARY.read_text(encoding="utf-8"))
        for name in SPAN.findall(names)
    ]
    assert len(found) > 40
    assert [row for row in found if row[0] not in definitions(PROJECT / row[1])] == []


def test_the_storeys_are_those_of_the_contract() -> None:
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    drawn = section(ARCHITECTURE, "Who may import whom")
    told = [sorted(SPAN.findall(row[0])) for row in rows(drawn) if "`" in row[0]]
    assert told == [sorted(re.findall(r"\w+", layer)) for layer in layers]


def test_every_table_of_the_database_is_explained() -> None:
    told = {row[0].strip("`") for row in rows(section(ARCHITECTURE, "What is stored"))}
    assert told - {"table"} == set(metadata.tables)


def test_the_drawing_shows_the_lines_that_the_text_explains() -> None:
    drawing = section(ARCHITECTURE, "The drawing")
    lines = set(re.findall(r"[=-] (\d) [=-]", drawing)) | set(re.findall(r"  (\d) =", drawing))
    told = re.findall(r"^(\d)\. \*\*", section(ARCHITECTURE, "Where trust ends"), re.MULTILINE)
    assert sorted(lines) == told
    assert {f"intake {name}" for name in ("serve", "deliver")} <= set(
        re.findall(r"intake [a-z]+", drawing)
    )
