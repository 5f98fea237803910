"""Portals built once for all tests, and projects of a test's own that it may spoil."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Playwright

from tests.support.browsers.chromium import headless
from tests.support.portal.builds import ADVICE
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import REGIONS
from tests.support.portal.builds import Built
from tests.support.portal.builds import build
from tests.support.portal.builds import build_pages
from tests.support.portal.builds import copy_project
from tests.support.portal.builds import make_fit
from tests.support.shared import Once
from tests.support.web_server import serving


@pytest.fixture(scope="session")
def portals(once: Once) -> dict[str, Built]:
    """Every region's portal, as `python -m portal build` makes it without a public address."""
    made = {
        region: once(f"portal-{region}", functools.partial(_build, region)) for region in REGIONS
    }
    return {region: Built(region, folder / "portal") for region, folder in made.items()}


def _build(region: str, folder: Path) -> None:
    outcome = build(PROJECT, REGION=region, INTAKE_PORTAL_DIR=str(folder / "portal"))
    assert outcome.pages, "\n".join(outcome.faults)
    (folder / ADVICE).write_text("\n".join(outcome.advice), encoding="utf-8")


@pytest.fixture(params=REGIONS)
def portal(request: pytest.FixtureRequest, portals: dict[str, Built]) -> Built:
    """One region's portal; a test that asks for it runs for every region."""
    return portals[request.param]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with content of its own."""
    copy_project(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def production(once: Once) -> Built:
    """Halton as it will be once the agency has checked and approved everything."""
    return Built("halton", once("production", _build_production) / "build" / "portal")


def _build_production(project: Path) -> None:
    copy_project(project)
    make_fit(project / "content/regions/halton/region.yml")
    outcome = build_pages(project, INTAKE_PUBLIC_URL="https://service.example")
    assert outcome.faults == ()


@pytest.fixture
def fault_lines(project: Path) -> Iterator[functools.partial[list[str]]]:
    """Builds the spoilt project and gives its faults; the portal built before must stay."""
    folder = project / "build" / "portal"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("the last good build", encoding="utf-8")
    yield functools.partial(_faults, project)
    assert (folder / "index.html").read_text(encoding="utf-8") == "the last good build"
    assert [path.name for path in folder.parent.iterdir()] == ["portal"]


def _faults(project: Path, *, printing: bool = False, **environment: str) -> list[str]:
    outcome = (build if printing else build_pages)(project, **environment)
    assert not outcome.pages
    return list(outcome.faults)


@pytest.fixture(scope="session")
def addresses(portals: dict[str, Built]) -> Iterator[dict[str, str]]:
    """Every region's portal behind a web server of 127.0.0.1."""
    with ExitStack() as stack:
        yield {
            region: stack.enter_context(serving(built.folder)) for region, built in portals.items()
        }


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    with headless(playwright) as browser:
        yield browser
