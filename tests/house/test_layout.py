"""What lies where, and what must never be in the repository."""

from __future__ import annotations

import re

from tests.support.project import PROJECT
from tests.support.project import git
from tests.support.project import in_project
from tests.support.project import tracked

# Written so that no pattern finds itself in this file.
NEVER_WRITTEN = {
    "a folder of somebody's machine": re.compile(r"(?<![\w.])/(?:wo[r]k|ro[o]t|ho[m]e|Us[e]rs)/\w"),
    "the host of a package registry": re.compile(
        r"registry\.npmjs|pypi\.org/simple|pythonhosted\.org|deb\.debian\.org|npmmirror\.com"
    ),
}
GENERATED = {".gz", ".br", ".pyc", ".sqlite", ".db", ".p12", ".key", ".pem", ".crt", ".mo", ".log"}
TEXT = {
    ".py",
    ".md",
    ".yml",
    ".yaml",
    ".toml",
    ".json",
    ".html",
    ".css",
    ".js",
    ".lock",
    ".txt",
    "",
}

WITH_PICTURES = ("README.md", "docs/staff.md", "docs/editor.md", "docs/proof.md")


def test_the_built_site_never_lands_on_its_own_source():
    """MkDocs empties its output folder, and `site/` is where our templates live."""
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.search(r"^site_dir: .*build/", text, re.MULTILINE), "mkdocs.yml names no site_dir"


def test_site_is_a_folder_and_not_a_package():
    """`site` is a module of the standard library, which a package of ours would hide."""
    assert not (PROJECT / "site" / "__init__.py").exists()


def test_git_sees_the_source_below_site():
    """Python's usual .gitignore leaves out /site."""
    for path in ("site", "site/portal/__init__.py", "site/overrides/main.html"):
        assert git("check-ignore", "-q", path).returncode == 1, f"git ignores {path}"


def test_nothing_generated_or_secret_is_tracked():
    found = [in_project(file) for file in tracked() if file.suffix in GENERATED]
    assert found == []


def test_the_pictures_that_are_tracked_are_those_that_are_made_and_shown():
    """The one thing made that is tracked, because a fresh clone shows it: by one command, small."""
    pictures = [file for file in tracked() if file.suffix in {".png", ".jpg", ".jpeg", ".gif"}]
    source = "".join(
        file.read_text(encoding="utf-8")
        for file in tracked()
        if file.parent.name == "pictures" and file.suffix == ".py"
    )
    shown = "".join((PROJECT / name).read_text("utf-8") for name in WITH_PICTURES)
    assert {file.parent for file in pictures} == {PROJECT / "docs" / "pictures"}
    assert [file.name for file in pictures if file.stat().st_size > 60_000] == []
    assert [file.name for file in pictures if f'"{file.stem}"' not in source] == []
    assert [file.name for file in pictures if f"pictures/{file.name}" not in shown] == []


def test_everything_made_is_ignored():
    for path in (
        "build/portal/index.html",
        "build/demo/keys/a.key",
        "intake_app/__pycache__/x.pyc",
    ):
        assert git("check-ignore", "-q", path).returncode == 0, f"git would track {path}"


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{in_project(file)} names {what}: {match.group()}"
        for file in tracked()
        if file.suffix in TEXT
        for what, pattern in NEVER_WRITTEN.items()
        if (match := pattern.search(file.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_file_is_large():
    """A repository that one person can read holds no heavy things; pictures stay small.

    Lock files name the hash of every file of every package, and nobody reads them.
    """
    files = [file for file in tracked() if file.suffix != ".lock"]
    heavy = [in_project(file) for file in files if file.stat().st_size > 150_000]
    assert heavy == []
