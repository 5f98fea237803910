"""What tests share stands in tests/support, and nobody imports from a test."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.project import in_project
from tests.support.project import python_files

FILES = python_files()
TESTS = [file for file in FILES if file.is_relative_to(PROJECT / "tests")]
PRODUCT = [file for file in FILES if in_project(file).startswith(("intake_app/", "site/"))]
WITHOUT_ANYTHING = "tests.ground"
"""Started before anything is installed: its own modules, and Python's."""


def imported(file: Path) -> Iterator[str]:
    """Dotted names of modules, and of what is taken from them: either may be a module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def belongs_to_pytest(name: str) -> bool:
    return name.startswith("test_") or name == "conftest"


@pytest.mark.parametrize(
    "module", [file.stem for file in FILES if file.parent == PROJECT / "bench"]
)
def test_each_part_of_the_benchmark_finds_what_it_takes_from_elsewhere(module: str) -> None:
    """Nothing else starts it, and a name that has moved would be noticed after weeks."""
    importlib.import_module(f"bench.{module}")


def test_nothing_is_imported_from_a_test_or_a_conftest() -> None:
    found = [
        f"{in_project(file)}: {name}"
        for file in FILES
        for name in imported(file)
        if name.startswith("tests.") and any(map(belongs_to_pytest, name.split(".")))
    ]
    assert found == []


def test_support_code_stands_in_tests_support() -> None:
    """Beside the tests stand tests and conftests; `ground` is a program of its own."""
    homes = (PROJECT / "tests" / "support", PROJECT / "tests" / "ground")
    others = [file for file in TESTS if not file.is_relative_to(homes[0])]
    astray = [file for file in others if not file.is_relative_to(homes[1])]
    assert [in_project(file) for file in astray if not belongs_to_pytest(file.stem)] == []


def test_tests_import_no_other_layer_of_tests() -> None:
    shared = ("tests.support.", "tests.ground.")
    found = [
        f"{in_project(file)}: {name}"
        for file in TESTS
        for name in imported(file)
        if name.startswith("tests.") and not f"{name}.".startswith(shared)
    ]
    assert found == []


def test_the_product_knows_no_test() -> None:
    roots = {name.split(".")[0] for file in PRODUCT for name in imported(file)}
    assert roots & {"tests", "bench"} == set()


def test_a_bare_machine_is_tried_with_python_alone() -> None:
    """`python3 -m tests.ground` runs where nothing is installed."""
    waiting, seen = [f"{WITHOUT_ANYTHING}.__main__"], set[str]()
    while waiting:
        module = waiting.pop()
        file = PROJECT.joinpath(*module.split(".")).with_suffix(".py")
        if module in seen or not file.exists():
            continue
        seen.add(module)
        names = list(imported(file))
        foreign = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)
        assert foreign <= {"__future__", "tests"}, in_project(file)
        ours = [name for name in names if name.startswith("tests.")]
        assert all(name.startswith(WITHOUT_ANYTHING) for name in ours), in_project(file)
        waiting += [*ours, *(name.rpartition(".")[0] for name in ours)]
    assert len(seen) > 5
