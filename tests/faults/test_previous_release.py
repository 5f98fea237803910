"""An upgrade from the release before and its way back, with both at work on one database."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake_app.store import schema
from tests.support.client import Client
from tests.support.form.answers import NEEDED
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page
from tests.support.keys import make_keys
from tests.support.project import PROJECT
from tests.support.service import INTAKE
from tests.support.service import Service
from tests.support.service import approve
from tests.support.service import complete_settings
from tests.support.service import fit_project
from tests.support.service import with_portal

pytestmark = pytest.mark.prove

BEFORE, ITS_TABLES = "07eb8f2^", "0005"
"""The last commit whose program knew those tables, and no newer ones."""
PROVE = (
    "import os; from intake_app.settings import Settings; from tests.support.proofs import"
    " prove_keys; prove_keys(Settings.from_environment(os.environ))"
)


@dataclass
class Both:
    """The release before and this one, with the same settings."""

    old: Service
    new: Service

    def intake(self, service: Service, *words: str) -> str:
        done = subprocess.run(
            [INTAKE, *words], env=service.environ, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def numbers(self) -> list[str]:
        """Every number that this release tells of."""
        return re.findall(r"HAL-\d{4}-\d{4}", self.intake(self.new, "status"))


def unpacked(folder: Path) -> Path:
    """The release before, with a region that is fit to serve."""
    folder.mkdir()
    words = ["git", "-c", "safe.directory=*", "-C", PROJECT, "archive", BEFORE]
    whole = subprocess.run(
        [*words, "intake_app", "content", "tests"], stdout=subprocess.PIPE, check=True
    ).stdout
    subprocess.run(["tar", "--extract", "--directory", folder], input=whole, check=True)
    approve(folder)
    return with_portal(folder)


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[Both]:
    for part in ("keys", "state", "new"):
        (tmp_path / part).mkdir()
    made = complete_settings(tmp_path / "old", tmp_path / "state", make_keys(tmp_path / "keys"))
    made["INTAKE_DATABASE_URL"] = database_url
    old = Service(tmp_path, made | {"PYTHONPATH": str(unpacked(tmp_path / "old"))})
    new = Service(tmp_path, made | {"PYTHONPATH": str(fit_project(tmp_path / "new"))})
    subprocess.run([sys.executable, "-c", PROVE], env=old.environ, cwd=tmp_path, check=True)
    yield Both(old, new)
    old.end()
    new.end()


def sends(port: int) -> None:
    """A family does."""
    family = Client(port)
    place = family.follow(ONE_PAGE, check_one_page(family, NEEDED))
    family.close()
    assert place.startswith("/en/ask/received/")


def serial(both: Both) -> int:
    """The last one that was given."""
    return int(max(both.numbers())[-4:])


def test_both_take_requests_on_one_database_and_the_way_back_is_open(both: Both) -> None:
    _, before = both.old.serve()
    sends(before)
    refused = both.intake(both.new, "serve", "--port", "0")
    assert f"older release ({ITS_TABLES}" in refused
    assert "`intake migrate`" in refused
    assert f"are of {schema.REVISION} now" in both.intake(both.new, "migrate")
    _, now = both.new.serve()
    for port in (before, now, before, now):
        sends(port)
    assert serial(both) == 5
    both.new.end()
    assert f"are of {ITS_TABLES} now" in both.intake(both.new, "migrate", "--back", ITS_TABLES)
    both.old.end()
    _, again = both.old.serve()
    sends(again)
    both.old.end()
    both.intake(both.new, "migrate")
    assert serial(both) == 6
