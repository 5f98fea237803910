"""Whatever goes wrong on one path of alarms, it counts as failing, and the others ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from intake_app.catalog import load_words
from intake_app.errors import StoreError
from intake_app.intake import night_alarm
from intake_app.intake.alarms import Alarms
from intake_app.intake.concerns import Concern
from intake_app.settings import CONTENT
from intake_app.store import Store
from tests.support.bells import Bell
from tests.support.office import NOW

WORDS = load_words(CONTENT, "en")
ERRORS = [UnicodeError("idna"), ValueError("newline"), KeyError("site"), RuntimeError("thread")]


@dataclass
class Wreck(Bell):
    """A path on which something goes wrong that nobody has thought of."""

    error: Exception = ERRORS[0]

    def send(self, subject: str, text: str) -> str:
        raise self.error


@pytest.fixture(params=ERRORS, ids=lambda error: type(error).__name__)
def paths(request: pytest.FixtureRequest) -> tuple[Wreck, Bell]:
    return Wreck("relay", error=request.param), Bell("web address")


def test_the_others_ring_and_say_so(store: Store, paths: tuple[Wreck, Bell]) -> None:
    wreck, bell = paths
    disk = [Concern("disk", "disk", {"free": 12})]
    alarms = Alarms(store, paths, lambda now: disk, site="help.agency.example", words=WORDS)
    alarms.look(NOW)
    state = store.alarms.paths()["relay"]
    assert state.fails
    assert str(state.answer).startswith(type(wreck.error).__name__)
    assert str(wreck.error) not in str(state.answer), "it may quote an address"
    [(_, text)] = bell.rang
    assert type(wreck.error).__name__ in text


def test_they_ring_without_the_database_too(store: Store, paths: tuple[Wreck, Bell]) -> None:
    def away(now: object) -> list[Concern]:
        raise StoreError("away")

    alarms = Alarms(store, paths, away, site="help.agency.example", words=WORDS)
    for minutes in (0, 2):
        alarms.look(NOW + timedelta(minutes=minutes))
    assert len(paths[1].rang) == 1


def test_the_nightly_look_tells_of_each(paths: tuple[Wreck, Bell]) -> None:
    wreck, bell = paths
    assert night_alarm._send(wreck, "Alarm", "text").startswith(type(wreck.error).__name__)
    assert night_alarm._send(bell, "Alarm", "text") == ""
