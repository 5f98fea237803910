"""What strangers learn of the service's health, and what watchers do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from intake_app.app import create_app
from intake_app.intake.clock import utc_now
from intake_app.intake.concerns import Concern
from intake_app.intake.concerns import Lookout
from intake_app.intake.reception import Intake
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.form.visitor import HERE
from tests.support.form.visitor import SITE
from tests.support.keys import Keys
from tests.support.settings import make_settings

TOKEN = 4 * "0123456789abcdef"
BRINGS = {"Authorization": f"Bearer {TOKEN}"}
# Where it is asked for, from which address, with which headers; whether figures are told.
CALLERS: dict[str, tuple[str, str, dict[str, str], bool]] = {
    "a stranger": (SITE, "203.0.113.9", {}, False),
    "a stranger through a proxy here": (SITE, "127.0.0.1", {"X-Forwarded-For": "1.2.3.4"}, False),
    "a proxy that tells nothing": (SITE, "127.0.0.1", {}, False),
    "a stranger who names this machine": (HERE, "203.0.113.9", {}, False),
    "the same through a proxy": (HERE, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, False),
    "through a proxy of another kind": (HERE, "127.0.0.1", {"Via": "1.1 proxy"}, False),
    "a wrong token": (SITE, "203.0.113.9", {"Authorization": f"Bearer {TOKEN[1:]}"}, False),
    "no token at all": (SITE, "203.0.113.9", {"Authorization": "Bearer "}, False),
    "a token that is no text": (SITE, "203.0.113.9", {"Authorization": "Bearer é"}, False),
    "the token as a password": (SITE, "203.0.113.9", {"Authorization": f"Basic {TOKEN}"}, False),
    "the token": (SITE, "203.0.113.9", BRINGS, True),
    "the token through a proxy": (SITE, "127.0.0.1", {**BRINGS, "Via": "1.1 proxy"}, True),
    "somebody on this machine": (HERE, "127.0.0.1", {}, True),
    "the same by name": ("http://localhost:8000", "127.0.0.1", {}, True),
    "the same by IPv6": (HERE, "::1", {}, True),
}


@contextmanager
def asked(settings: Settings) -> Iterator[FlaskClient]:
    """Whoever asks a service with these settings."""
    intake = Intake.open(settings)
    yield create_app(settings, intake).test_client()
    intake.store.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[FlaskClient]:
    settings = make_settings("halton", tmp_path_factory.mktemp("health"), keys)
    with asked(dataclasses.replace(settings, metrics_token=TOKEN)) as client:
        yield client


@pytest.mark.parametrize("caller", CALLERS)
def test_figures_are_for_watchers_alone(client: FlaskClient, caller: str) -> None:
    site, address, headers, told = CALLERS[caller]
    question = {"base_url": site, "headers": headers, "environ_base": {"REMOTE_ADDR": address}}
    ready, metrics = client.get("/readyz", **question), client.get("/metrics", **question)
    assert ready.status_code == 200
    assert ready.json["status"] == "up"
    assert (set(ready.json) > {"status"}) is told
    assert ("waiting" in ready.json) is told
    assert metrics.status_code == (200 if told else 404)
    assert ("one_story_waiting 0.0\n" in metrics.text) is told


def test_no_token_in_the_settings_opens_nothing(tmp_path: Path, keys: Keys) -> None:
    with asked(make_settings("halton", tmp_path, keys)) as client:
        for brought in ("Bearer ", "Bearer", ""):
            answer = client.get("/readyz", base_url=SITE, headers={"Authorization": brought})
            assert answer.json == {"status": "up"}


def test_whoever_polls_from_outside_sees_no_family_send(client: FlaskClient) -> None:
    assert client.get("/readyz", base_url=SITE).json == {"status": "up"}
    assert client.get("/healthz", base_url=SITE).text == "ok\n"


def test_prometheus_reads_the_same_figures_each_with_its_meaning(client: FlaskClient) -> None:
    ready, metrics = (client.get(path, base_url=HERE) for path in ("/readyz", "/metrics"))
    families = {each.name: each for each in text_string_to_metric_families(metrics.text)}
    wants = families.pop("one_story_concern")
    told = {
        name.removeprefix("one_story_"): each.samples[0].value for name, each in families.items()
    }
    figures = {name: figure for name, figure in ready.json.items() if isinstance(figure, int)}
    assert told == {"up": 1} | figures
    assert {each.type for each in families.values()} == {"gauge"}
    assert all(each.documentation for each in families.values())
    assert [each.labels["concern"] for each in wants.samples] == ready.json["concerns"] != []


def test_whatever_concern_there_is_watchers_hear_of_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that an engineer added as CONTRIBUTING.md says, and no list of names knows."""
    of_the_night = Lookout._of_the_night

    def with_one_more(lookout: Lookout, now: datetime) -> Iterator[Concern]:
        yield from of_the_night(lookout, now)
        yield Concern("tides", "tides")

    before = client.get("/readyz", base_url=HERE).json["concerns"]
    monkeypatch.setattr(Lookout, "_of_the_night", with_one_more)
    named = client.get("/readyz", base_url=HERE).json["concerns"]
    assert sorted(named) == sorted([*before, "tides"])
    metrics = client.get("/metrics", base_url=HERE).text
    assert 'one_story_concern{concern="tides"} 1.0' in metrics


def test_without_its_database_prometheus_learns_that_it_is_down(tmp_path: Path, keys: Keys) -> None:
    settings = make_settings("halton", tmp_path, keys)
    with asked(settings) as client:
        for file in tmp_path.glob("outbox.db*"):
            file.unlink()
        metrics = client.get("/metrics", base_url=HERE)
    (up, wants) = text_string_to_metric_families(metrics.text)
    assert (up.samples[0].value, wants.samples) == (0, [])


def test_an_alarm_that_cannot_be_sent_is_named_and_one_that_can_again_is_not(
    tmp_path: Path, keys: Keys
) -> None:
    settings = make_settings("halton", tmp_path, keys)
    with asked(settings) as client:
        store = Store.open(settings.database_url)

        def named() -> bool:
            return "alarm" in client.get("/readyz", base_url=HERE).json["concerns"]

        assert not named()
        store.alarms.lease("relay", utc_now(), timedelta(minutes=1))
        store.alarms.mark_failed("relay", utc_now(), utc_now(), "450 at RCPT")
        assert named()
        assert (
            'one_story_concern{concern="alarm"} 1.0' in client.get("/metrics", base_url=HERE).text
        )
        store.alarms.mark_sent("relay", {}, utc_now())
        assert not named()
        store.close()
