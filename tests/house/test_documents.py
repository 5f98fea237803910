"""The handbooks and the code say the same: settings, commands, keys, links."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from intake_app.catalog import LANGUAGES
from intake_app.catalog import region_names
from intake_app.cli import main
from intake_app.drafts.draft import LATER
from intake_app.settings.table import SETTINGS
from intake_app.store import NAMES_DAYS
from intake_app.store import SEALED_DAYS
from tests.support.maps import section
from tests.support.project import PROJECT
from tests.support.project import in_project

README = PROJECT / "README.md"
OPERATOR = PROJECT / "docs" / "operator.md"
EDITOR = PROJECT / "docs" / "editor.md"
CONTENT = PROJECT / "content"
HANDBOOKS = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]

SPELLED = {7: "seven"}
SETTING = re.compile(r"REGION|SOURCE_DATE_EPOCH|INTAKE_[A-Z][A-Z_]*[A-Z]")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def _first_column(table: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE))


def _settings_in_code() -> set[str]:
    """Whatever name of ours is written as a whole string anywhere in the code."""
    files = [*(PROJECT / "intake_app").rglob("*.py"), *(PROJECT / "site").rglob("*.py")]
    return {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SETTING.fullmatch(node.value)
    }


def _commands(group: click.Group, before: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{before} {name}"
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")


def _keys(value: object, above: str = "") -> Iterator[tuple[str, object]]:
    """`lead_agency.phone` and its value, and so on; rows of a list share the list's name."""
    rows = value if isinstance(value, list) else [value]
    for row in rows:
        names = set(row) - set(LANGUAGES) if isinstance(row, dict) else set()
        for key in names:
            yield from _keys(row[key], f"{above}.{key}" if above else str(key))
        if not names:
            yield above, row


def _lines_of(file: str) -> dict[str, set[object]]:
    """Every line that any region's file has, with whether it is empty there."""
    lines: dict[str, set[object]] = {}
    for region in region_names(CONTENT):
        text = (CONTENT / "regions" / region / file).read_text(encoding="utf-8")
        for key, value in _keys(yaml.safe_load(text)):
            lines.setdefault(key, set()).add(value is None)
    return lines


def test_the_readme_explains_every_setting():
    table = section(README, "Settings")
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [setting.row for setting in SETTINGS]


def test_the_code_reads_no_other_setting():
    assert _settings_in_code() == {setting.name for setting in SETTINGS}


def test_build_and_service_fall_back_on_the_same_region_and_folder():
    """MkDocs and make cannot read the table, so they are held to it."""
    defaults = {setting.name: setting.default for setting in SETTINGS}
    mkdocs, make = (
        README.with_name(name).read_text("utf-8") for name in ("mkdocs.yml", "Makefile")
    )
    found = re.findall(r"!ENV \[(REGION|INTAKE_PORTAL_DIR), ([^\]]+)\]", mkdocs)
    assert sorted(found) == sorted(
        (name, defaults[name]) for name in ("REGION", "INTAKE_PORTAL_DIR")
    )
    assert f"REGION ?= {defaults['REGION']}\n" in make


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("command", sorted(_commands(main, "intake")))
def test_a_command_of_the_operator_is_explained(command: str):
    assert f"`{command}" in OPERATOR.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["region.yml", "selfcheck.yml"])
def test_the_editors_handbook_explains_every_line_there_is_and_no_other(file: str):
    table = section(EDITOR, f"{file}[^\n]*")
    lines, explained = _lines_of(file), _first_column(table)
    # Rows below a list that is empty in every region cannot be seen in the files.
    empty = {key for key, values in lines.items() if values == {True}}
    unseen = {key for key in explained if key.rpartition(".")[0] in empty}
    assert explained - unseen == set(lines)


def test_the_letter_after_a_breach_names_the_commissioner_as_the_pages_do():
    letter = (PROJECT / "docs" / "breach.md").read_text(encoding="utf-8")
    known = yaml.safe_load((CONTENT / "commissioner.yml").read_text(encoding="utf-8"))
    lines = [*known["address"].values(), known["phone"], known["toll_free"]]
    assert [line for line in lines if line not in letter] == []


@pytest.mark.parametrize("name", ["privacy.md", "privacy-impact-assessment.md"])
def test_privacy_officers_read_the_days_that_the_code_keeps(name: str):
    text = (PROJECT / "docs" / name).read_text(encoding="utf-8")
    for days in (SEALED_DAYS, NAMES_DAYS, LATER.days):
        assert re.search(rf"\b({days}|{SPELLED.get(days, days)}) days", text), days


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=in_project)
def test_links_between_handbooks_lead_somewhere(handbook: Path):
    text = re.sub(r"`[^`]*`", "", handbook.read_text(encoding="utf-8"))  # examples lead nowhere
    links = LINK.findall(text)
    assert [link for link in links if not (handbook.parent / link).exists()] == []


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=in_project)
def test_make_commands_in_handbooks_exist(handbook: Path):
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"`(?:[A-Z]+=\S+ )*make ([a-z]+)", handbook.read_text(encoding="utf-8"))
    assert set(named) <= set(targets)
