"""What an editor does beside mending words: announce, postpone, rename; and the preview."""

from __future__ import annotations

import re
import shutil
from datetime import date
from datetime import datetime
from pathlib import Path

from intake_app.dates import ONTARIO
from intake_app.errors import Fault
from portal import build_time
from portal.preview import never_stuck
from portal.shell import make_shell
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import build_pages
from tests.support.portal.desk import ANNOUNCEMENTS
from tests.support.portal.desk import OFFICE
from tests.support.portal.desk import PAGE
from tests.support.portal.desk import PAGE_FR
from tests.support.portal.desk import lay_out


def _noon(day: str) -> str:
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), ONTARIO)
    return str(int(moment.timestamp()) + 12 * 3600)


def _write(project: Path, name: str, text: str) -> None:
    path = project / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_announcement_shows_on_its_days_and_a_page_from_its_day_on(project: Path) -> None:
    _write(project, "regions/halton/announcements.yml", ANNOUNCEMENTS)
    for language, text in (("en", PAGE), ("fr", PAGE_FR)):
        later = text.replace("\n---\n", "\npublish_from: 2026-12-24\n---\n")
        _write(project, OFFICE.format(language), later)
    for day, said, is_there in (("2026-12-21", False, False), ("2026-12-24", True, True)):
        outcome = build_pages(project, REGION="halton", SOURCE_DATE_EPOCH=_noon(day))
        assert outcome.faults == ()
        english, french = (outcome.folder / f"{name}/index.html" for name in ("en/privacy", "fr"))
        assert ("closed on December 25" in english.read_text(encoding="utf-8")) is said
        assert ("fermés le 25" in french.read_text(encoding="utf-8")) is said
        assert (outcome.folder / "en/our-office/index.html").exists() is is_there


def test_an_address_goes_only_with_a_redirect(project: Path) -> None:
    for language, text in (("en", PAGE), ("fr", PAGE_FR)):
        _write(project, OFFICE.format(language), text)
    assert build_pages(project, REGION="halton").faults == ()
    for language in ("en", "fr"):
        (project / "content" / OFFICE.format(language)).unlink()
    (fault,) = build_pages(project, REGION="halton").faults
    assert fault.startswith("content/regions/halton/redirects.yml: The address /en/our-office/")
    redirect = "redirects:\n  - from: our-office\n    to: contact\n"
    _write(project, "regions/halton/redirects.yml", redirect)
    outcome = build_pages(project, REGION="halton")
    assert outcome.faults == ()
    moved = (outcome.folder / "fr/our-office/index.html").read_text(encoding="utf-8")
    assert 'href="../contact/"' in moved
    assert "a changé d’adresse" in moved


def test_the_day_of_a_build_is_today_and_documents_carry_the_content_s(tmp_path: Path) -> None:
    assert build_time.build_day(None) == datetime.now(ONTARIO).date()
    assert build_time.build_day(_noon("2026-12-24")) == date(2026, 12, 24)
    shutil.copytree(PROJECT / "content", tmp_path / "content", copy_function=shutil.copy)
    (tmp_path / "content" / ".#contact.md").symlink_to("an.editor@holds.it")
    assert build_time.content_day(tmp_path / "content", None) == datetime.now(ONTARIO).date()
    assert build_time.content_day(tmp_path / "content", _noon("2026-12-24")).year == 2026
    assert build_time.content_day(PROJECT / "content", None) >= date(2026, 1, 1)


def test_a_preview_that_fails_shows_the_faults_in_place_of_pages(tmp_path: Path) -> None:
    page = tmp_path / "en" / "contact" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Yesterday’s page</p>", encoding="utf-8")
    told: list[Fault] = []

    def build() -> None:
        told.append(Fault("content/pages/en/contact.md:7", "Bold <b> is left.", "Close it."))
        raise SystemExit(1)

    never_stuck(build, lambda: tmp_path, lambda: told)()
    shown = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    assert "content/pages/en/contact.md:7" in shown
    assert "Bold &lt;b&gt; is left." in shown
    assert "Close it." in shown


def test_a_region_s_own_page_renames_its_row_of_the_menu(tmp_path: Path) -> None:
    desk = lay_out(tmp_path)
    for language, label in (("en", "Reach us"), ("fr", "Nous parler")):
        page = desk.text(f"pages/{language}/contact.md")
        own = page.replace("\n---\n", f"\nmenu: {label}\n---\n", 1)
        _write(tmp_path, f"regions/halton/pages/{language}/contact.md", own)
    menu = make_shell(desk.load(), "en/index.md").menu
    rows = [(row.label, row.address) for row in menu if "contact" in row.address]
    assert rows == [("Reach us", "en/contact/")]
    assert len(menu) == len(make_shell(desk.load("leeds-grenville"), "en/index.md").menu)
