"""After a breach: which requests lay open. Before the start: what the agency signs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from intake_app.settings import PROJECT
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.keys import AGENCY
from tests.support.office import accept
from tests.support.service import intake

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""Twelve o'clock in Ontario."""


@pytest.fixture
def store(environ: dict[str, str]) -> Iterator[Store]:
    """One request an hour, at noon and after."""
    store = Store.open(Settings.from_environment(environ).database_url)
    for hour in range(4):
        accept(store, str(hour), accepted_at=NOON + timedelta(hours=hour))
    yield store
    store.close()


@pytest.mark.usefixtures("store")
def test_what_came_within_the_time_is_listed_and_nothing_else(environ: dict[str, str]) -> None:
    words = ("exposed", "--from", "2026-11-20 13:00", "--until", "2026-11-20 15:00")
    told = intake(*words, environ=environ)
    assert told.exit_code == 0, told.output
    assert [line.split()[0] for line in told.output.splitlines()[:2]] == [
        "HAL-2026-0002",
        "HAL-2026-0003",
    ]
    assert "received 2026-11-20 13:00 Ontario time" in told.output
    assert "2 in all." in told.output
    listed = json.loads(intake(*words, "--json", environ=environ).output)
    assert [one["number"] for one in listed["requests"]] == ["HAL-2026-0002", "HAL-2026-0003"]


@pytest.mark.usefixtures("store")
def test_an_end_before_the_beginning_is_refused(environ: dict[str, str]) -> None:
    told = intake("exposed", "--from", "2026-11-20", "--until", "2026-11-19", environ=environ)
    assert told.exit_code == 2
    assert "It lies before --from." in told.output


def test_the_sheet_shows_what_families_agree_to_and_what_is_still_open(
    environ: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "approval.html"
    told = intake("check", "--sheet", str(sheet), environ=environ)
    assert told.exit_code == 1
    assert f"Written: {sheet}" in told.output
    page = sheet.read_text(encoding="utf-8")
    for said in ("ROCK", "Not approved yet", "is unchecked", AGENCY, '<p lang="fr">', "9-8-8"):
        assert said in page, said
    agreed = yaml.safe_load((PROJECT / "content/regions/halton/region.yml").read_text("utf-8"))[
        "consent"
    ]
    for wording in (one for one in agreed.values() if isinstance(one, dict)):
        assert wording["en"] in html.unescape(page)
        assert wording["fr"] in html.unescape(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "http-equiv" not in page
    assert "<script" not in page
