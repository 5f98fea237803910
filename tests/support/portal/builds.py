"""A built portal as tests look at it: its pages, parsed strictly, and what they weigh."""

from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from intake_app.catalog import region_names
from portal.build import BuildResult
from portal.build import build_portal
from tests.support.checked import checked

PROJECT = Path(__file__).parents[3]
REGIONS = region_names(PROJECT / "content")
SETTINGS = (
    "REGION",
    "INTAKE_CONTENT_DIR",
    "INTAKE_PUBLIC_URL",
    "INTAKE_PORTAL_DIR",
    "SOURCE_DATE_EPOCH",
    "PORTAL_DOCUMENTS",
)

ADVICE = "advice.txt"
"""Beside a portal that all tests share: what its build advised."""

FIT = {
    "regime: unconfirmed": "regime: part-x",
    "last_checked: null": "last_checked: 2026-11-20",
    "approved_by: null": "approved_by: A test",
    "approved_on: null": "approved_on: 2026-11-20",
}


def settings(**environment: str) -> dict[str, str]:
    """The environment, with only the settings that the test names."""
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**clean, **environment}


def build(project: Path, *, demo: bool = False, **environment: str) -> BuildResult:
    """`python -m portal build`, with only the settings that the test names."""
    return build_portal(project, settings(**environment), demo=demo)


def build_pages(project: Path, *, demo: bool = False, **environment: str) -> BuildResult:
    """The same without documents, for tests that look at none."""
    return build(project, demo=demo, PORTAL_DOCUMENTS="false", **environment)


def copy_project(folder: Path) -> None:
    """A project with content of its own, which a test may change."""
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    (folder / "site").symlink_to(PROJECT / "site")


def make_fit(region: Path) -> None:
    """Fills in the file of a region as its agency will, once it has checked and approved it."""
    text = checked(region.read_text(encoding="utf-8"), "2026-11-20")
    for unknown, known in FIT.items():
        text = text.replace(unknown, known)
    region.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Page:
    """One page."""

    name: str
    """Its address: `en/contact/`, `404.html`."""
    path: Path

    @property
    def language(self) -> str:
        """`en` or `fr`; empty for a page in both."""
        start = self.name.partition("/")[0]
        return start if start in ("en", "fr") else ""

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def document(self) -> Element:
        """Raises on any fault of the markup."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        document: Element = parser.parse(self.text)
        return document

    def all(self, tag: str) -> list[Element]:
        return list(self.document.iter(tag))

    def attributes(self, name: str) -> list[str]:
        return [element.attrib[name] for element in self.document.iter() if name in element.attrib]

    def words(self, element: Element) -> str:
        return " ".join("".join(element.itertext()).split())


@dataclass(frozen=True)
class Built:
    """The portal of one region."""

    region: str
    folder: Path

    @property
    def pages(self) -> tuple[Page, ...]:
        return _pages(self.folder)

    @property
    def advice(self) -> str:
        """What its build advised, of a portal that all tests share."""
        return (self.folder.parent / ADVICE).read_text(encoding="utf-8")

    @property
    def stylesheet(self) -> Path:
        (only,) = (self.folder / "assets").glob("*.css")
        return only

    def page(self, name: str) -> Page:
        (page,) = (page for page in self.pages if page.name == name)
        return page

    def first_load(self, page: Page) -> int:
        """Bytes that a first visit costs, gzip, page and stylesheet together."""
        return sum(
            len(gzip.compress(path.read_bytes(), 9)) for path in (page.path, self.stylesheet)
        )


@cache
def _pages(folder: Path) -> tuple[Page, ...]:
    paths = sorted(folder.rglob("*.html"))
    names = (path.relative_to(folder).as_posix().removesuffix("index.html") for path in paths)
    return tuple(Page(name, path) for name, path in zip(names, paths, strict=True))
