"""Participating agencies: the page and its filter, the list as data, and an editor's mistakes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.catalog import PartnerKind
from intake_app.catalog import load_partners
from intake_app.catalog import load_words
from intake_app.errors import ContentFaults
from portal.agencies import agencies_page
from portal.build import DEMO_ROWS
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.web_server import serving

CONTENT = PROJECT / "content"
ROW = """\
partners:
  - id: health-centre
    name: {en: Health Centre, fr: Centre de santé}
    kinds: [health]
    about: {en: Nurses., fr: Soins infirmiers.}
    phone: 289-266-0037
    email: null
    website: null
    source: a letter from the centre
    last_checked: 2026-10-01
    checked_numbers: 289-266-0037
"""


@pytest.fixture(scope="module")
def demo(demo_portal: Callable[[str], Path]) -> Path:
    """Halton's portal with the demo's rows."""
    return demo_portal("halton")


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with serving(demo) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page of a visitor whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/providers/agencies/")
    yield page
    context.close()


def test_a_region_without_a_list_says_so(portal: Built) -> None:
    for language, none in (
        ("en", "We do not guess"),
        ("fr", "Nous ne faisons pas de suppositions"),
    ):
        page = portal.page(f"{language}/providers/agencies/")
        (article,) = page.all("article")
        assert none in page.words(article)
        assert page.all("input") == []
    assert not (portal.folder / "agencies.json").exists()


def test_every_agency_is_shown_at_first(page: Page) -> None:
    for name in ("Sample School Board", "Sample Health Centre", "Sample Neighbours"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_choosing_a_kind_leaves_the_agencies_that_offer_it(page: Page) -> None:
    page.get_by_role("radio", name="Mental health").check()
    expect(page.get_by_role("heading", name="Sample Health Centre")).to_be_visible()
    expect(page.get_by_role("heading", name="Sample School Board")).to_be_hidden()
    page.get_by_role("radio", name="All kinds").check()
    expect(page.get_by_role("heading", name="Sample School Board")).to_be_visible()


def test_the_filter_offers_only_kinds_that_somebody_offers(page: Page) -> None:
    expect(page.get_by_role("radio", name="Child protection")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(7)


def test_the_filter_works_with_the_keyboard(page: Page) -> None:
    page.get_by_role("radio", name="All kinds").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="School or child care")).to_be_checked()
    expect(page.get_by_role("heading", name="Sample Neighbours")).to_be_hidden()


def test_the_same_list_can_be_downloaded_as_data(demo: Path) -> None:
    data = json.loads((demo / "agencies.json").read_text(encoding="utf-8"))
    rows = load_partners(CONTENT, "halton", DEMO_ROWS)
    assert [row["id"] for row in data["agencies"]] == [row.id for row in rows]
    assert data["agencies"][1]["kinds"] == ["health", "mental-health"]
    assert data["agencies"][1]["name"] == {"en": "Sample Health Centre", "fr": rows[1].name.fr}
    assert data["region"] == {"en": "Halton", "fr": "Halton"}


def test_every_kind_has_words_in_both_languages() -> None:
    for language in ("en", "fr"):
        words = load_words(CONTENT, language)
        assert all(words(f"agencies.is_{kind}") for kind in PartnerKind)


def _faults(content: Path, text: str) -> list[str]:
    (content / "regions" / "halton" / "partners.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentFaults) as caught:
        load_partners(content, "halton")
    folder = f"{content}/regions/halton/"
    return [str(fault).replace(folder, "") for fault in caught.value.faults]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


def test_a_row_says_when_somebody_checked_it(content: Path) -> None:
    (content / "regions" / "halton" / "partners.yml").write_text(ROW, encoding="utf-8")
    words = load_words(CONTENT, "fr")
    (row,) = agencies_page(load_partners(content, "halton"), words).rows
    assert row.checked == "Vérifié le jeudi 1er\u00a0octobre 2026"


MISTAKES = {
    "a kind that nobody knows": (
        ("[health]", "[healthy]"),
        "partners.yml:4: `partners[1].kinds` names `healthy`. Write some of: school-or-child-care,",
    ),
    "no kind": (("[health]", "[]"), "partners.yml:4: `partners[1].kinds` must be a list."),
    "a phone that is none": (
        ("289-266-0037", "12-34"),
        "partners.yml:6: `partners[1].phone` is `12-34`, not a phone number.",
    ),
    "an address without https": (
        ("website: null", "website: example.ca"),
        "partners.yml:8: `partners[1].website` is `example.ca`, which leads to no public site.",
    ),
    "no source": (
        ("    source: a letter from the centre\n", ""),
        "partners.yml:2: `partners[1].source` is missing.",
    ),
    "no French": (
        ("{en: Nurses., fr: Soins infirmiers.}", "Nurses."),
        "partners.yml:5: `partners[1].about` must be given in English and in French.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_cure(content: Path, mistake: str) -> None:
    (old, new), said = MISTAKES[mistake]
    (fault,) = _faults(content, ROW.replace(old, new, 1))
    assert fault.startswith(said)


def test_two_agencies_may_not_share_an_id(content: Path) -> None:
    (fault,) = _faults(content, ROW + ROW.removeprefix("partners:\n"))
    assert "`health-centre` is taken" in fault


def test_the_handbook_explains_every_line_of_the_file() -> None:
    handbook = (PROJECT / "docs" / "editor.md").read_text(encoding="utf-8")
    rows = yaml.safe_load((DEMO_ROWS / "halton" / "partners.yml").read_text(encoding="utf-8"))
    explained = set(re.findall(r"`partners\.(\w+)`", handbook)) - {"yml"}
    assert explained == set().union(*rows["partners"])
    assert all(f"`{kind}`" in handbook for kind in PartnerKind)
