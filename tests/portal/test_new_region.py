"""A third, invented region, made from nothing by the steps of docs/editor.md."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.portal.builds import Built
from tests.support.portal.builds import build_pages
from tests.support.portal.handbook import HANDBOOK
from tests.support.portal.handbook import Hands
from tests.support.portal.handbook import lay_out_project
from tests.support.portal.handbook import read_steps

NAME = "north-shore"
OLD = re.compile(r"halton|\brock\b|289-266|905-878", re.IGNORECASE)


@pytest.fixture(scope="module")
def new_region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    project = lay_out_project(tmp_path_factory.mktemp("handbook") / "one-story")
    hands = Hands(project, lambda line: _type(line, project), b"")
    for step in read_steps(HANDBOOK.read_text(encoding="utf-8")):
        if step.part == "Make your region":
            hands.do(step)
    folder = project / "content/regions" / NAME
    outcome = build_pages(project, REGION=NAME)
    assert outcome.faults == ()
    return folder, Built(NAME, outcome.folder)


def _type(line: str, project: Path) -> None:
    subprocess.run(["/bin/sh", "-c", line], cwd=project, check=True)


def test_only_where_facts_come_from_another_region_is_named(
    new_region: tuple[Path, Built],
) -> None:
    for file in new_region[0].rglob("*.*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert not OLD.search(line) or line.lstrip().startswith(("#", "source:")), line


def test_every_page_is_the_new_region_s_and_none_is_the_old_one_s(
    new_region: tuple[Path, Built],
) -> None:
    _, built = new_region
    for page in built.pages:
        (body,) = page.all("body")
        assert not OLD.search(page.words(body)), page.name
    assert "North Shore" in built.page("en/contact/").text
    assert "Rive-Nord" in built.page("fr/contact/").text


def test_it_has_every_page_that_the_others_have(
    new_region: tuple[Path, Built], portals: dict[str, Built]
) -> None:
    names = [page.name for page in new_region[1].pages]
    assert names == [page.name for page in portals["halton"].pages]


def test_what_is_not_known_is_said_and_not_guessed(new_region: tuple[Path, Built]) -> None:
    page = new_region[1].page("en/contact/")
    (foot,) = page.all("footer")
    assert "Phone: not supplied" in page.words(foot)
    assert "Shoreline Family Centre" in page.words(foot)
    assert "not on this site yet" in page.text
