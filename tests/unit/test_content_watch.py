"""The form takes up new words when the portal has them, without a new start and without a gap."""

from __future__ import annotations

import dataclasses
import os
import shutil
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest

from intake_app.app import create_app
from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.errors import ContentFaults
from intake_app.intake import content_watch
from intake_app.intake.content_watch import ContentWatch
from intake_app.intake.reception import Intake
from intake_app.replaceable import Replaceable
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from tests.support.service import approve

NOW = datetime.now(UTC)
OLD, NEW = "289-266-0036", "289-266-0037"


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> Settings:
    """A region of our own to change, fit to serve."""
    shutil.copytree(PROJECT / "content", tmp_path / "content")
    approve(tmp_path)
    return dataclasses.replace(settings, content=tmp_path / "content")


def edit(settings: Settings, old: str = OLD, new: str = NEW) -> None:
    file = settings.content / "regions" / "halton" / "region.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def build(settings: Settings) -> None:
    """As the nightly build leaves it."""
    version = content_version(settings.content, "halton")
    PortalManifest("halton", settings.public_url, version).write(settings.portal_dir)


class Desk:
    """The web process without its socket."""

    def __init__(self, settings: Settings) -> None:
        self.intake = Intake.open(settings)
        self._first = create_app(settings, self.intake)
        self.site = Replaceable(self._first.wsgi_app)
        self.watch = ContentWatch(settings, self._take_up)
        self._settings = settings

    def _take_up(self) -> None:
        app = create_app(self._settings, self.intake.renewed(self._settings))
        self.site.replace(app.wsgi_app)
        self._first.wsgi_app = self.site  # type: ignore[method-assign]

    @property
    def phone(self) -> str:
        page = self._first.test_client().get("/en/ask", follow_redirects=True).text
        return NEW if NEW in page else OLD if OLD in page else "none"


def test_words_change_when_the_portal_has_them_and_not_before(served: Settings) -> None:
    build(served)
    desk = Desk(served)
    assert desk.phone == OLD
    edit(served)
    desk.watch.look(NOW)
    assert desk.phone == OLD
    build(served)
    desk.watch.look(NOW)
    assert desk.phone == NEW
    desk.intake.store.close()


def test_content_that_is_not_fit_is_not_taken_up(served: Settings) -> None:
    build(served)
    desk = Desk(served)
    edit(served, "phone: 289-266-0036", "phone: null")
    build(served)
    with pytest.raises(ContentFaults, match=r"`lead_agency.phone` is unknown"):
        desk.intake.renewed(served)
    desk.watch.look(NOW)
    assert desk.phone == OLD
    desk.intake.store.close()


def test_a_program_that_changed_on_the_disk_wants_a_new_start(
    served: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "form.html").touch()
    monkeypatch.setattr(content_watch, "PROGRAM", program)
    taken: list[str] = []
    build(served)
    watch = ContentWatch(served, lambda: taken.append("up"))
    os.utime(program / "form.html", (1, 1))
    edit(served)
    build(served)
    watch.look(NOW)
    assert taken == []


@pytest.mark.parametrize(
    "name",
    ["__pycache__/form.cpython-311.pyc.1404", "__pycache__/form.cpython-311.pyc", ".form.swp"],
)
def test_what_python_and_editors_leave_is_not_the_program(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_watch, "PROGRAM", tmp_path)
    (tmp_path / "form.html").touch()
    before = content_watch.program_version()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    assert content_watch.program_version() == before != ""


def test_a_program_that_is_being_replaced_ends_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is named and is not there, as in the middle of an upgrade."""
    monkeypatch.setattr(content_watch, "PROGRAM", tmp_path)
    (tmp_path / "form.html").symlink_to("gone")
    assert content_watch.program_version() == ""
