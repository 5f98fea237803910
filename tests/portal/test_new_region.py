"""A third, invented region, made by the steps of docs/editor.md, "A new region"."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.portal.builds import build_pages

NAME = "north-shore"
OLD = re.compile(r"halton|\brock\b|289-266|905-878", re.IGNORECASE)
UNKNOWN = {
    "last_checked": None,
    "phone": None,
    "email": None,
}


def _both(english: str, french: str) -> dict[str, str]:
    return {"en": english, "fr": french}


def _change(file: Path, **values: Any) -> None:
    rows = yaml.safe_load(file.read_text(encoding="utf-8")) | values
    file.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")


def _follow_the_handbook(project: Path) -> Path:
    folder = project / "content/regions" / NAME
    shutil.copytree(project / "content/regions/halton", folder)  # 1
    shutil.rmtree(folder / "pages")  # 2
    _change(folder / "partners.yml", partners=[])  # 3
    _change(folder / "training.yml", dates=[])
    region = folder / "region.yml"
    rows = yaml.safe_load(region.read_text(encoding="utf-8"))
    _change(  # 4
        region,
        name=_both("North Shore", "Rive-Nord"),
        code="NSH",
        lead_agency=rows["lead_agency"]
        | UNKNOWN
        | {
            "name": _both("Shoreline Family Centre", "Centre familial Shoreline"),
            "address": _both("North Shore, Ontario", "Rive-Nord (Ontario)"),
            "source": "invented for a test",
        },
        child_protection=None,
        crisis_lines=[line for line in rows["crisis_lines"] if line["id"] != "local"],
        door_rules={
            "service_coordination": _both("You can ask yourself.", "Demandez vous-même."),
            "coordinated_service_planning": _both("A provider asks.", "Un service demande."),
            "source": "invented for a test",
            "last_checked": None,
        },
        history=None,
    )
    return folder


@pytest.fixture(scope="module")
def new_region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    project = tmp_path_factory.mktemp("handbook")
    shutil.copytree(PROJECT / "content", project / "content")
    shutil.copy(PROJECT / "mkdocs.yml", project)
    (project / "site").symlink_to(PROJECT / "site")
    folder = _follow_the_handbook(project)
    outcome = build_pages(project, REGION=NAME)
    assert outcome.faults == ()
    return folder, Built(NAME, outcome.folder)


def test_the_handbook_s_search_for_the_old_name_finds_only_where_facts_come_from(
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
