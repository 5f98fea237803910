"""Whatever is sent to the running service: an answer, no 500, and memory that stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

import pytest

from intake_app.security.headers import WITH_HTTPS
from tests.support.bombs import FORMS
from tests.support.bombs import bombs
from tests.support.bombs import noise
from tests.support.keys import Keys
from tests.support.processes.web import Front
from tests.support.processes.web import forget_peak
from tests.support.processes.web import front
from tests.support.processes.web import memory_of
from tests.support.processes.web import request
from tests.support.settings import make_settings

MOST_GROWTH = 10 * 1024 * 1024
A_FEW_FORMS = ("/en/ask/one-page", "/fr/ask/help")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Front]:
    """A web process that has answered each form once, as after its first hour."""
    with front(make_settings("halton", tmp_path_factory.mktemp("target"), keys)) as started:
        for path in FORMS:
            started.say(request("POST", path, body=b"name=x&go=continue"))
        yield started


def survives(target: Front, attacks: Iterable[tuple[str, bytes]]) -> int:
    """Answers each of them as it should; returns how many there were."""
    count = 0
    for count, (name, said) in enumerate(attacks, 1):  # noqa: B007
        before = forget_peak(target.pid)
        heard = target.say(said)
        assert 200 <= heard.status < 500, name
        assert all(heard.header(header) == [value] for header, value in WITH_HTTPS), name
        growth = memory_of(target.pid, "VmHWM") - before
        assert growth <= MOST_GROWTH, f"{name}: {growth} bytes more"
    assert target.get("/readyz").status == 200
    return count


def test_no_bomb_breaks_or_bloats_the_service(target: Front) -> None:
    assert survives(target, bombs(A_FEW_FORMS)) > 100


def test_no_noise_breaks_or_bloats_the_service(target: Front) -> None:
    assert survives(target, noise(200, seed=20261123)) == 200


@pytest.mark.prove
def test_no_bomb_at_any_form_breaks_or_bloats_the_service(target: Front) -> None:
    assert survives(target, bombs()) > 1_000
    settled = memory_of(target.pid)
    assert survives(target, bombs()) > 1_000
    assert survives(target, noise(10_000, seed=12)) == 10_000
    assert memory_of(target.pid) - settled <= MOST_GROWTH, "what bombs took is used again"
