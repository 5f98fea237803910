"""Facts that nobody has checked, or not within a year, are named by the build, which goes on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.build_time import build_day
from portal.site_model import SiteModel
from portal.site_model import load_site_model
from portal.stale_facts import facts_to_check
from tests.support.checked import checked
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import build_pages
from tests.support.portal.builds import settings

TODAY = build_day("1795431600")  # 2026-11-23
PHONE = re.compile(r"\b1?-?\d{3}-\d{3}-\d{4}\b")


@pytest.fixture
def halton(project: Path) -> Path:
    """Halton's region.yml, for the test to change."""
    return project / "content/regions/halton/region.yml"


def _book(project: Path) -> SiteModel:
    return load_site_model(project / "content", "halton", today=TODAY, has_documents=False)


def _check_all(file: Path, day: str) -> None:
    file.write_text(checked(file.read_text(encoding="utf-8"), day), encoding="utf-8")


def test_every_fact_is_named_until_a_person_has_checked_it(project: Path) -> None:
    lines = [str(fact) for fact in facts_to_check(_book(project))]
    file = "content/regions/halton/region.yml: "
    assert lines[0].startswith(f"{file}`lead_agency` has never been checked. Check it in print")
    assert any(line.startswith(f"{file}Crisis line `local` (905-878-9785)") for line in lines)
    assert any(line.startswith(f"{file}`door_rules` has never") for line in lines)
    assert lines[-1].startswith("content/commissioner.yml: The privacy commissioner has never")


def test_a_fact_is_good_for_a_year(project: Path, halton: Path) -> None:
    _check_all(halton, "2025-11-23")
    _check_all(project / "content/commissioner.yml", "2026-01-31")
    assert facts_to_check(_book(project)) == ()


def test_a_fact_older_than_a_year_is_named_with_its_day(project: Path, halton: Path) -> None:
    _check_all(halton, "2025-11-20")
    found = facts_to_check(_book(project))
    assert len(found) == 8
    assert "was last checked on 2025-11-20, more than a year ago." in found[0].problem


def test_the_build_names_them_and_goes_on(project: Path) -> None:
    outcome = build_pages(project, REGION="halton")
    assert outcome.pages
    assert outcome.faults == ()
    leaflets = [line for line in outcome.to_check if line.startswith("content/leaflets/")]
    assert (len(outcome.to_check) - len(leaflets), len(leaflets)) == (8, 10)
    assert outcome.to_check[0].startswith("content/regions/halton/region.yml: `lead_agency`")


def test_a_production_build_refuses_an_unchecked_crisis_line(project: Path, halton: Path) -> None:
    _check_all(halton, "2026-11-20")
    text = halton.read_text(encoding="utf-8")
    for unknown, known in (
        ("regime: unconfirmed", "regime: part-x"),
        ("approved_by: null", "approved_by: A test"),
        ("approved_on: null", "approved_on: 2026-11-20"),
    ):
        text = text.replace(unknown, known)
    start = text.index("id: local")
    unchecked = text[start:].replace("last_checked: 2026-11-20", "last_checked: null", 1)
    halton.write_text(text[:start] + unchecked, encoding="utf-8")
    outcome = build_pages(project, INTAKE_PUBLIC_URL="https://service.example")
    assert not outcome.pages
    (fault,) = outcome.faults
    assert "Crisis line `local` (905-878-9785) is unchecked." in fault


def test_plain_mkdocs_is_not_stopped_by_them(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=project,
        env=settings(PORTAL_DOCUMENTS="false"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "To check: content/regions/halton/region.yml: `lead_agency`" in done.stderr


def test_words_name_no_number_that_is_not_in_the_data() -> None:
    """A number that is written twice is mended once: words may repeat the commissioner's alone."""
    known = (PROJECT / "content/commissioner.yml").read_text(encoding="utf-8")
    examples = re.compile(r"555-01\d\d|416-555|613-555|705-555")
    for file in [*(PROJECT / "content/words").glob("*.yml"), *(PROJECT / "content").rglob("*.md")]:
        for number in PHONE.findall(file.read_text(encoding="utf-8")):
            assert examples.search(number) or number in known, (file.name, number)
