"""A database serves one region: two of them would send each other's families to the wrong desk."""

from __future__ import annotations

import dataclasses

import pytest

from intake_app.errors import StoreError
from intake_app.intake.own_store import open_store
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.office import accept


def test_the_region_of_the_first_start_keeps_it(settings: Settings, database_url: str) -> None:
    settings = dataclasses.replace(settings, database_url=database_url)
    for _ in range(2):
        open_store(settings).close()
    other = dataclasses.replace(settings, region="leeds-grenville")
    with pytest.raises(StoreError, match="serves the region `halton`.*`leeds-grenville`"):
        open_store(other)


@pytest.mark.parametrize(("code", "is_ours"), [("HAL", True), ("LG", False)])
def test_an_older_database_is_known_by_its_numbers(
    settings: Settings, database_url: str, code: str, is_ours: bool
) -> None:
    older = Store.open(database_url)
    accept(older, region=code)
    older.close()
    settings = dataclasses.replace(settings, database_url=database_url)
    if is_ours:
        open_store(settings).close()
        return
    with pytest.raises(StoreError, match="holds numbers of LG, and REGION says `halton`"):
        open_store(settings)


def test_content_that_cannot_be_read_stops_no_delivery(settings: Settings) -> None:
    """The region is written down by the next start that can read it."""
    broken = dataclasses.replace(settings, content=settings.state_dir)
    store = open_store(broken)
    assert store.owner.region() == ""
    store.close()
