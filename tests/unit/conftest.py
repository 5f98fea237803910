"""What several tests of the parts need: a store, a repository of drafts in it, an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_app.drafts import DraftRepository
from intake_app.store import Store
from tests.support.authority import Authority
from tests.support.office import Office
from tests.support.relay import running_relay
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


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom the mailer trusts."""
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def office(authority: Authority, tmp_path: Path) -> Iterator[Office]:
    """Everything in working order, until told otherwise."""
    store = Store.open(f"sqlite:///{tmp_path / 'outbox.db'}")
    with running_relay(authority, authority.server_context()) as relay:
        yield Office(store, relay)
    store.close()
