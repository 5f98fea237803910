"""docs/editor.md, done step by step as it stands, with the real preview and the real build.

What an editor types, writes and deletes is read out of the handbook: a command or a block there
that stops working fails here, under the heading of its step.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from pathlib import Path

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser

from intake_app.dates import at
from tests.support.portal.handbook import HANDBOOK
from tests.support.portal.handbook import Hands
from tests.support.portal.handbook import Step
from tests.support.portal.handbook import lay_out_project
from tests.support.portal.handbook import read_steps
from tests.support.portal.handbook import sights
from tests.support.portal.papers import text_of
from tests.support.portal.preview import Preview
from tests.support.portal.preview import previewing
from tests.support.project import PROJECT

TEXT = HANDBOOK.read_text(encoding="utf-8")
STEPS = tuple(read_steps(TEXT))
PARTS = tuple(dict.fromkeys(step.part for step in STEPS))
WEDNESDAY = {"SOURCE_DATE_EPOCH": f"{at(date(2026, 12, 23), 12).timestamp():.0f}"}
"""The day on which the week's announcement shows, whatever day it really is."""
WHO = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "An editor"), ("EMAIL", "editor@shoreline.example"))
}
MISTAKES = Path(__file__).parent / "mistakes"


def _photo() -> bytes:
    """As large as a phone takes it."""
    written = io.BytesIO()
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(written, "JPEG", quality=60)
    return written.getvalue()


@dataclass
class Week:
    """The handbook's week, done as far as somebody asks, each step once."""

    project: Path
    published: Path
    """What the operator takes over."""
    stack: ExitStack
    preview: Preview | None = None
    told: list[str] = field(default_factory=list)
    """What the commands said."""
    _done: int = 0
    _broken: Step | None = None

    def work_through(self, part: str) -> None:
        """Every step down to the end of that part."""
        hands = Hands(self.project, self._type, _photo())
        last = max(number for number, step in enumerate(STEPS) if step.part == part)
        for step in STEPS[self._done : last + 1]:
            assert self._broken is None, f"an earlier step did not work: {self._broken}"
            self._broken = step
            if step.verb == "Start":
                (command,) = step.blocks[0].splitlines()
                self.preview = self.stack.enter_context(
                    previewing(self.project, command, **WEDNESDAY)
                )
            elif step.verb in ("Look", "Read"):
                self._look(step)
            else:
                hands.do(step)
            self._done, self._broken = self._done + 1, None

    def _look(self, step: Step) -> None:
        assert self.preview, "the handbook looks before it starts the preview"
        for sight in sights(step):
            if sight.gone:
                self.preview.shows_no_longer(sight.address, sight.text)
            else:
                self.preview.shows(sight.address, sight.text)

    def _type(self, line: str) -> None:
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.project,
            env={**os.environ, **WHO, **WEDNESDAY},
            capture_output=True,
            text=True,
            check=False,
        )
        self.told.append(f"$ {line}\n{done.stdout}{done.stderr}")
        assert done.returncode == 0, self.told[-1]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    folder = tmp_path_factory.mktemp("week")
    project = lay_out_project(folder / "one-story")
    _clone(project, folder / "published.git")
    with ExitStack() as stack:
        yield Week(project, folder / "published.git", stack)


def _clone(project: Path, published: Path) -> None:
    """What `git clone` would have given the editor."""
    for line in (
        f"git init --quiet --bare {published}",
        "git init --quiet",
        f"git remote add origin {published}",
        "git add content docs",
        "git commit --quiet -m Before",
        "git push --quiet --set-upstream origin HEAD",
    ):
        subprocess.run(line.split(), cwd=project, env={**os.environ, **WHO}, check=True)


@pytest.mark.parametrize("part", PARTS)
def test_each_step_of_the_handbook_does_what_it_says(week: Week, part: str) -> None:
    week.work_through(part)


def test_english_and_french_of_a_page_stand_side_by_side(week: Week, browser: Browser) -> None:
    week.work_through("Look at it")
    assert week.preview
    page = browser.new_page()
    page.goto(f"{week.preview.address}/both/contact/")
    english, french = (page.frame_locator(f"iframe[title={lang}]") for lang in ("en", "fr"))
    english.get_by_role("heading", level=1).first.wait_for()
    french.get_by_role("heading", level=1).first.wait_for()
    left, right = (page.get_by_title(lang, exact=True).bounding_box() for lang in ("en", "fr"))
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    page.close()


def test_what_is_built_at_the_end_of_the_week_says_the_week(week: Week) -> None:
    week.work_through("Publish")
    site = week.project / "build/portal"
    cover = text_of(site / "en/documents/brochure.pdf")
    assert "One shore." in cover
    assert "One story." not in cover
    picture = site / "pictures/front-door.jpg"
    assert picture.stat().st_size < 250_000
    assert "20270217" in (site / "fr/training.ics").read_text(encoding="utf-8")
    ours, published = (
        _said(["git", *line.split()], week.project)
        for line in ("log -1 --format=%s%H", f"-C {week.published} log --all -1 --format=%s%H")
    )
    assert published == ours
    assert published.startswith("Say when we are closed")


def _said(command: list[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_every_message_in_the_handbook_is_one_that_editors_get() -> None:
    chapter = TEXT[TEXT.index("## What each message means") :]
    messages = re.findall(r"^\| `(?:` )?(.+?)(?: `)?` \|", chapter.partition("\n## Rules")[0], re.M)
    assert len(messages) > 30
    told = [
        str(row["says"])
        for file in MISTAKES.glob("*.yml")
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
        if "says" in row
    ]
    code = (PROJECT / "site/portal", PROJECT / "intake_app/catalog")
    told += [path.read_text(encoding="utf-8") for of in code for path in of.rglob("*.py")]
    unknown = [one for one in messages if not any(_alike(one, said) for said in told)]
    assert unknown == []


def _alike(message: str, said: str) -> bool:
    one, other = (re.sub(r"[`“”]", "", text).strip().lower() for text in (message, said))
    return bool(other) and (one in other or other in one)
