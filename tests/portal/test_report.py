"""What stops a build is printed with its cause; what a library only advises stops nothing."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.portal.builds import build
from tests.support.portal.builds import build_pages
from tests.support.portal.builds import settings

ADVICE = {
    "DeprecationWarning: old ways": 'warnings.warn("old ways", DeprecationWarning)',
    "FutureWarning: new ways": 'warnings.warn("new ways", FutureWarning)',
    "ResourceWarning: left open": 'warnings.warn("left open", ResourceWarning)',
    "fontTools.subset: no GDEF": 'logging.getLogger("fontTools.subset").warning("no GDEF")',
    "fontTools: broken table": 'logging.getLogger("fontTools").error("broken\\ntable")',
    "weasyprint: Ignored `x`": 'logging.getLogger("weasyprint").warning("Ignored `x`")',
    "mkdocs.plugins: 2 comes": 'logging.getLogger("mkdocs.plugins").warning("2 comes")',
    "MARKDOWN: odd": 'logging.getLogger("MARKDOWN").warning("odd")',
}
"""What a library may say, and how it says so."""
HOOK = """

import logging, signal, warnings

def on_nav(nav, **_):
    warnings.simplefilter("always")
    {}
    return nav
"""
ENDS = {
    "of a library": (
        'raise ValueError("first line\\nsecond line")',
        r"site/hooks\.py:\d+: ValueError: first line second line\. This is a fault of the program",
    ),
    "without words": ("raise KeyError()", r"site/hooks\.py:\d+: KeyError: no reason given\. "),
    "of the generator": (
        'from mkdocs.exceptions import BuildError; raise BuildError("no nav")',
        r"site/hooks\.py:\d+: BuildError: no nav\. ",
    ),
    "full disk": (
        'raise OSError(28, "No space left on device", "build/x")',
        r"build/x: No space left on device\. Is the disk full",
    ),
    "killed": (
        "os.kill(os.getpid(), signal.SIGKILL)",
        r"The build: It was ended by SIGKILL\. .*too little memory.*portal-build\.log\.",
    ),
    "left": ("os._exit(3)", r"mkdocs\.yml: .* All that the generator said stands in "),
}
"""Ways for a build to break off, and what is said then."""


@pytest.fixture
def own_site(project: Path) -> Path:
    """A project whose hooks and templates are its own too."""
    (project / "site").unlink()
    shutil.copytree(PROJECT / "site", project / "site", ignore=shutil.ignore_patterns("portal"))
    return project


def _hook(project: Path, *statements: str) -> None:
    with (project / "site/hooks.py").open("a", encoding="utf-8") as hooks:
        hooks.write(HOOK.format("\n    ".join(statements)))


def _hidden(tmp_path: Path, *libraries: str) -> dict[str, str]:
    """An environment in which these libraries cannot be loaded."""
    folder = tmp_path / "hidden"
    folder.mkdir()
    for library in libraries:
        (folder / library).touch()
    return {"LD_LIBRARY_PATH": str(folder)}


def _command(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=project,
        env=settings(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_advice_of_any_library_is_shown_and_stops_nothing(own_site: Path) -> None:
    _hook(own_site, *ADVICE.values())
    outcome = build_pages(own_site)
    assert outcome.faults == ()
    assert outcome.pages > 10
    for said in ADVICE:
        (line,) = (line for line in outcome.advice if line.startswith(said))
        assert "\n" not in line


def test_a_build_on_a_complete_machine_has_nothing_to_advise(portal: Built) -> None:
    assert portal.advice == ""


@pytest.mark.parametrize("way", ENDS)
def test_a_build_that_breaks_off_says_why_in_one_line(own_site: Path, way: str) -> None:
    statement, said = ENDS[way]
    _hook(own_site, "import os", statement)
    outcome = build_pages(own_site)
    (fault,) = outcome.faults
    assert re.match(said, fault), fault
    assert not outcome.folder.exists()


def test_a_fault_of_a_template_names_it(own_site: Path) -> None:
    layout = own_site / "site/overrides/document.html"
    text = layout.read_text(encoding="utf-8")
    for spoilt, said in (
        (
            text.replace("{% block head %}", "{% block head %}{{ nobody }}"),
            r"UndefinedError: 'nobody' is undefined",
        ),
        (f"{text}{{% if %}}", r"Expected an expression"),
    ):
        layout.write_text(spoilt, encoding="utf-8")
        (fault,) = build_pages(own_site).faults
        assert re.match(rf"site/overrides/document\.html:\d+: {said}", fault), fault


def test_settings_of_the_generator_that_cannot_be_read_are_named(project: Path) -> None:
    (project / "mkdocs.yml").write_text("site_name: x\ntheme: {name: nobody}\n", encoding="utf-8")
    (fault,) = build_pages(project).faults
    assert fault.startswith("mkdocs.yml: Config value 'theme': Unrecognised theme name: 'nobody'.")


def test_the_number_said_is_the_number_of_lines_printed(own_site: Path) -> None:
    _hook(own_site, *ADVICE.values(), 'raise ValueError("first line\\nsecond line")')
    done = _command(own_site, "portal", "build", PORTAL_DOCUMENTS="false")
    *lines, end = done.stderr.splitlines()
    faults = [line for line in lines if not line.startswith("Advice: ")]
    assert len(faults) == 1
    assert len(lines) == len(ADVICE) + 1
    assert end == "The portal was not built: 1 to mend."


def test_a_folder_where_nothing_may_be_written_is_named(project: Path) -> None:
    (project / "build").write_text("a file", encoding="utf-8")
    (fault,) = build_pages(project).faults
    assert fault.partition(": ")[0] == str(project / "build")
    assert "may this user read and write there?" in fault


def test_two_pages_at_one_address_are_a_fault(project: Path) -> None:
    for language in ("en", "fr"):
        folder = project / f"content/pages/{language}"
        (folder / "README.md").write_bytes((folder / "index.md").read_bytes())
    assert set(build_pages(project).faults) == {
        f"content/pages/{language}/index.md:1: This page has the address of "
        f"content/pages/{language}/README.md. Rename or merge one of them."
        for language in ("en", "fr")
    }


def test_documents_are_made_without_the_library_that_cuts_fonts(
    tmp_path: Path, portals: dict[str, Built]
) -> None:
    """Debian brings pango without it; WeasyPrint then warns, and does it by itself."""
    folder = tmp_path / "portal"
    hidden = _hidden(tmp_path, "libharfbuzz-subset.so.0")
    outcome = build(PROJECT, REGION="halton", INTAKE_PORTAL_DIR=str(folder), **hidden)
    assert outcome.faults == ()
    assert any("HarfBuzz-Subset" in line for line in outcome.advice)
    made = {path.relative_to(folder) for path in folder.rglob("*.pdf")}
    usual = portals["halton"].folder
    assert made == {path.relative_to(usual) for path in usual.rglob("*.pdf")}


@pytest.fixture(scope="module")
def without_pango(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("without")
    hidden = _hidden(folder, "libpango-1.0.so.0")
    portal = str(folder / "portal")
    done = _command(PROJECT, "portal", "build", "--demo", INTAKE_PORTAL_DIR=portal, **hidden)
    assert done.returncode == 0
    (said,) = done.stderr.splitlines()
    assert said.startswith("No PDFs this time. PDFs need the library pango")
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said
    return Built("halton", folder / "portal")


def test_without_pango_pages_say_that_pdfs_were_not_made(
    without_pango: Built, portals: dict[str, Built]
) -> None:
    for page in portals["halton"].pages:
        whole, lacking = page.words(page.all("body")[0]), without_pango.page(page.name)
        links = [link for link in lacking.attributes("href") if link.endswith(".pdf")]
        assert links == []
        said = re.findall(
            r"PDF: not made on this machine|PDF : non créé sur cet ordinateur",
            lacking.words(lacking.all("body")[0]).replace("\u00a0", " "),
        )
        promised = [link for link in page.attributes("href") if link.endswith(".pdf")]
        assert len(said) == len(promised), (page.name, whole)


def test_a_portal_for_families_is_not_built_without_pango(tmp_path: Path) -> None:
    hidden = _hidden(tmp_path, "libpango-1.0.so.0")
    done = _command(PROJECT, "portal", "build", INTAKE_PORTAL_DIR=str(tmp_path / "p"), **hidden)
    assert done.returncode == 1
    assert "apt-get install libpango-1.0-0" in done.stderr
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("works", [True, False])
def test_only_root_with_apt_get_installs_what_pdfs_need(tmp_path: Path, works: bool) -> None:
    """With an apt-get that only writes down what it was asked for."""
    asked, apt = tmp_path / "asked", tmp_path / "apt-get"
    end = "" if works else "echo 'E: Unable to locate package' >&2; exit 100"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {asked}\n{end}\n', encoding="utf-8")
    apt.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    hidden = _hidden(tmp_path, "libharfbuzz-subset.so.0")
    done = _command(PROJECT, "portal.machine", PATH=path, **hidden)
    assert done.returncode == 0
    if os.geteuid() != 0:
        assert not asked.exists()
        return
    assert "install --no-install-recommends libharfbuzz-subset0" in asked.read_text()
    reason = "Could not install libharfbuzz-subset0, for PDFs: E: Unable to locate package\n"
    assert done.stderr == ("" if works else reason)


def test_faults_travel_whole_between_processes() -> None:
    faults = (Fault("a.md:1", "One.", "Mend."), Fault("b.md:2", "Two.", "Mend."))
    again = pickle.loads(pickle.dumps(ContentFaults(faults)))  # noqa: S301 - made on this line
    assert (again.faults, str(again)) == (faults, "a.md:1: One. Mend.\nb.md:2: Two. Mend.")
