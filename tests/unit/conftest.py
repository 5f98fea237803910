"""What several tests of the parts need: a store, a repository of drafts in it, an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_app.catalog import Region
from intake_app.catalog import load_region
from intake_app.drafts import DraftRepository
from intake_app.settings import CONTENT
from intake_app.settings import PROJECT
from intake_app.store import Store
from tests.support.keyholders import server as server
from tests.support.keys import Keys
from tests.support.office import Office
from tests.support.relay import Relay
from tests.support.relay import authority as authority
from tests.support.relay import relay as relay
from tests.support.rooms import Room
from tests.support.rooms import Watch
from tests.support.service import complete_settings


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Empty, on each database in turn."""
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture
def environ(tmp_path: Path, keys: Keys) -> dict[str, str]:
    """A configuration that is safe and complete."""
    return complete_settings(PROJECT, tmp_path, keys)


@pytest.fixture
def room(store: Store) -> Room:
    """An empty repository, with a clock that stands still."""
    watch = Watch()
    return Room(DraftRepository(store.drafts, watch), watch, store)


@pytest.fixture
def office(relay: Relay, tmp_path: Path) -> Iterator[Office]:
    """Everything in working order, until told otherwise."""
    store = Store.open(f"sqlite:///{tmp_path / 'outbox.db'}")
    yield Office(store, relay)
    store.close()


@pytest.fixture(scope="session")
def region() -> Region:
    """Halton, as it ships."""
    return load_region(CONTENT, "halton")
