"""What several tests of the parts need: an empty store, and a repository of drafts in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake_app.drafts import DraftRepository
from intake_app.store import Store
from tests.support.rooms import Room
from tests.support.rooms import Watch


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Empty, on each database in turn."""
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture
def room(store: Store) -> Room:
    """An empty repository, with a clock that stands still."""
    watch = Watch()
    return Room(DraftRepository(store.drafts, watch), watch, store)
