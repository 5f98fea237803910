"""`python -m portal build` and plain `mkdocs build`: whole, repeatable, and honest about itself."""

from __future__ import annotations

import gzip
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.portal.builds import build_pages
from tests.support.portal.builds import settings

INTAKE = "from intake_app.cli import main; main()"


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """What `python -m portal build` leaves and says."""
    folder = tmp_path_factory.mktemp("command") / "portal"
    done = subprocess.run(
        [sys.executable, "-m", "portal", "build"],
        cwd=PROJECT,
        env=settings(REGION="halton", INTAKE_PORTAL_DIR=str(folder)),
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, done.stdout, done.stderr


@pytest.fixture(scope="module")
def pages_alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of Halton's portal without documents and without compressed copies."""
    folder = tmp_path_factory.mktemp("pages") / "portal"
    assert build_pages(PROJECT, REGION="halton", INTAKE_PORTAL_DIR=str(folder)).pages
    found = _digests(folder)
    return {name: found[name] for name in found if not name.endswith((".gz", ".br"))}


def test_two_builds_are_the_same_byte_for_byte(
    portals: dict[str, Built], command: tuple[Path, str, str]
) -> None:
    """Documents included."""
    again = _digests(command[0])
    assert again == _digests(portals["halton"].folder)
    assert [name for name in again if name.endswith(".pdf")]


def test_a_build_replaces_the_one_before_it_whole(project: Path) -> None:
    folder = project / "build/portal"
    folder.mkdir(parents=True)
    (folder / "old.html").write_text("of last week", encoding="utf-8")
    assert build_pages(project).pages > 10
    assert not (folder / "old.html").exists()
    assert (folder / "index.html").exists()
    beside = ("headers.conf", "headers.txt", "types.conf", "manifest.json")
    made = {"portal", *(f"portal-{name}" for name in beside)}
    assert {path.name for path in folder.parent.iterdir()} == made


def test_texts_lie_compressed_beside_themselves(portal: Built) -> None:
    for page in portal.pages:
        compressed = page.path.with_name(f"{page.path.name}.gz").read_bytes()
        assert gzip.decompress(compressed) == page.path.read_bytes()
        compressed = page.path.with_name(f"{page.path.name}.br").read_bytes()
        assert brotli.decompress(compressed) == page.path.read_bytes()


def test_the_command_ends_with_one_line_after_the_facts_to_check(
    command: tuple[Path, str, str],
) -> None:
    _, said, complained = command
    assert re.fullmatch(r"\d+ pages in .*, for a demonstration, because .* not set\.\n", said)
    assert {line.partition(": ")[0] for line in complained.splitlines()} == {"To check"}


def test_the_command_fails_with_a_line_for_each_fault_and_a_count(project: Path) -> None:
    (project / "content/pages/fr/contact.md").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "portal", "build"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    fault, end = done.stderr.splitlines()
    assert fault.startswith("content/pages/en/contact.md:1: This page has no French twin.")
    assert end == "The portal was not built: 1 to mend."


@pytest.mark.parametrize("generator", ["mkdocs", "properdocs"])
def test_plain_mkdocs_and_its_successor_build_the_same_bytes(
    pages_alone: dict[str, str], tmp_path: Path, generator: str
) -> None:
    """All of them: nothing has to differ."""
    subprocess.run(
        [sys.executable, "-m", generator, "build", "--quiet", "-f", "mkdocs.yml"],
        cwd=PROJECT,
        env=settings(
            REGION="halton", INTAKE_PORTAL_DIR=str(tmp_path / "site"), PORTAL_DOCUMENTS="false"
        ),
        capture_output=True,
        check=True,
    )
    assert _digests(tmp_path / "site") == pages_alone


def test_the_demo_lays_its_rows_over_the_content(tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    outcome = build_pages(
        PROJECT, demo=True, REGION="leeds-grenville", INTAKE_PORTAL_DIR=str(folder)
    )
    assert outcome.faults == ()
    assert "613-555-0123" in Built("leeds-grenville", folder).page("en/contact/").text


def test_without_an_address_no_page_names_one(portal: Built) -> None:
    assert not (portal.folder / "sitemap.xml").exists()
    assert "Disallow: /\n" in (portal.folder / "robots.txt").read_text(encoding="utf-8")
    for page in portal.pages:
        assert not [
            link for link in page.all("link") if link.get("rel") in ("canonical", "alternate")
        ]


def test_a_production_build_names_its_addresses_and_has_no_banner(production: Built) -> None:
    page = production.page("fr/contact/")
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in page.all("link")}
    assert links["canonical", None] == "https://service.example/fr/contact/"
    assert links["alternate", "en"] == "https://service.example/en/contact/"
    assert links["alternate", "fr"] == "https://service.example/fr/contact/"
    sitemap = (production.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://service.example/en/contact/</loc>" in sitemap
    assert sitemap.startswith("<?xml")
    robots = (production.folder / "robots.txt").read_text(encoding="utf-8")
    assert "Sitemap: https://service.example/sitemap.xml" in robots
    assert "Disallow: /\n" not in robots
    assert [page.name for page in production.pages if 'class="demo"' in page.text] == []


def test_the_choice_of_language_and_both_first_pages_name_each_other(production: Built) -> None:
    places = {"en": "en/", "fr": "fr/", "x-default": ""}
    named = {language: f"https://service.example/{place}" for language, place in places.items()}
    for place in places.values():
        links = production.page(place).all("link")
        rows = {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}
        assert rows == named
        assert [link.get("href") for link in links if link.get("rel") == "canonical"] == [
            f"https://service.example/{place}"
        ]


def test_the_site_map_names_every_page_for_search_engines_and_no_other(production: Built) -> None:
    sitemap = (production.folder / "sitemap.xml").read_text(encoding="utf-8")
    listed = re.findall(r"<loc>https://service\.example/(.*?)</loc>", sitemap)
    kept_back = {page.name for page in production.pages if 'content="noindex"' in page.text}
    assert kept_back == {"400.html", "404.html", "413.html", "429.html", "502.html"}
    assert sorted(listed) == sorted({page.name for page in production.pages} - kept_back)


def test_a_page_of_the_region_takes_the_place_of_a_shared_one(project: Path) -> None:
    for language, title in (("en", "Our own"), ("fr", "La nôtre")):
        page = project / f"content/regions/halton/pages/{language}/contact.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\ntitle: {title}\ndescription: {title} page.\n---\n"
        page.write_text(f"{head}# {title}\n\n{{{{ region.name }}}}\n", encoding="utf-8")
    outcome = build_pages(project, REGION="halton")
    assert outcome.faults == ()
    halton = Built("halton", outcome.folder)
    assert '<h1 id="our-own">Our own</h1>' in halton.page("en/contact/").text
    assert "<title>La nôtre</title>" in halton.page("fr/contact/").text


def test_the_content_may_lie_outside_the_project(tmp_path: Path) -> None:
    """As `intake region own` lays it: the region is one's own, all else points at the project."""
    own = tmp_path / "content"
    words = ["region", "own", "halton", "--folder", str(own)]
    subprocess.run([sys.executable, "-c", INTAKE, *words], capture_output=True, check=True)
    region = own / "regions" / "halton" / "region.yml"
    region.write_text(region.read_text("utf-8").replace("289-266-0036", "905-555-0188"), "utf-8")
    folder = {"INTAKE_CONTENT_DIR": str(own), "INTAKE_PORTAL_DIR": str(tmp_path / "portal")}
    assert build_pages(PROJECT, REGION="halton", **folder).pages
    assert "905-555-0188" in (tmp_path / "portal/en/contact/index.html").read_text("utf-8")
    folder["INTAKE_CONTENT_DIR"] = str(tmp_path / "nowhere")
    [fault] = build_pages(PROJECT, REGION="halton", **folder).faults
    assert fault.startswith(
        "INTAKE_CONTENT_DIR: leads to no folder. Make it by `intake region own`"
    )


def test_facts_cannot_turn_into_markup(project: Path) -> None:
    region = project / "content/regions/halton/region.yml"
    text = region.read_text(encoding="utf-8")
    spoilt = 'name: {en: "A & B, 1 < 2 > 0", fr: "A & B, 1, 2, 0"}'
    region.write_text(re.sub(r"(?m)^name: .*$", spoilt, text), encoding="utf-8")
    built = Built("halton", build_pages(project, REGION="halton").folder)
    body = built.page("en/contact/").all("main")[0]
    assert "A & B, 1 < 2 > 0" in built.page("en/contact/").words(body)
