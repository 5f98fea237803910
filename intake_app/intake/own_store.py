"""The region of the settings, and their database, held to that region."""

from __future__ import annotations

from intake_app.catalog import Region
from intake_app.catalog import load_region
from intake_app.errors import FaultsFound
from intake_app.settings import Settings
from intake_app.store import ALONE
from intake_app.store import Store

MEMORY = "database-timeline.json"
"""Beside the last numbers: what was seen of the PostgreSQL servers."""


def region_of(settings: Settings) -> Region:
    """The region that is served. Raises ContentFaults."""
    return load_region(settings.content, settings.region, settings.demo_rows)


def open_store(settings: Settings) -> Store:
    """Opened, and claimed for the region of the settings. Raises StoreError."""
    store = Store.open(
        settings.database_url,
        copies=settings.database_copies or ALONE,
        memory=settings.state_dir / MEMORY,
    )
    try:
        _hold_to_region(store, settings)
    except BaseException:
        store.close()
        raise
    return store


def _hold_to_region(store: Store, settings: Settings) -> None:
    known = store.owner.region()
    store.owner.claim(settings.region, "" if known else _code(settings))


def _code(settings: Settings) -> str:
    """Of its numbers; empty while an editor's mistake stops content/ from being read."""
    try:
        return region_of(settings).code
    except FaultsFound:
        return ""
