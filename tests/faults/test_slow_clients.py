"""Sixty clients that send a byte at a time, and two hundred that send nothing, hold up nobody."""

from __future__ import annotations

from tests.support.processes.crowd import SLOW
from tests.support.processes.crowd import crowd
from tests.support.processes.web import Front
from tests.support.processes.web import Heard
from tests.support.processes.web import request
from tests.support.processes.web import site as site


def test_others_are_answered_while_many_are_slow_and_the_slow_ones_too_in_the_end(
    site: Front,
) -> None:
    with crowd(site.port) as slow:
        for part in (1, 50, 100, 1, 1, 1_000):
            slow.dribble(part)
            assert site.get("/en/ask/one-page").status == 200
            assert site.say(request("POST", "/fr/ask/who", body=b"who=parent")).status == 307
        assert [Heard.read(heard).status for heard in slow.finish()] == [303] * SLOW
