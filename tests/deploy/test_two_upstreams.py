"""Two web processes behind our sample of nginx: a restart of one after the other stops nobody."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.support.demo import eventually
from tests.support.nginx.family import send_request
from tests.support.nginx.front import front
from tests.support.service import Service


def test_a_rolling_restart_is_seen_by_nobody(
    service: Service,
    behind: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ports, (pid, port) = {service.processes[0].pid: behind}, service.serve()
    ports[pid] = port
    with front(tmp_path_factory.mktemp("two"), service, behind, port) as site:
        stop, seen = Event(), Counter[int]()

        def ask() -> None:
            while not stop.is_set():
                seen[site.ask("GET", "/en/ask/").status] += 1

        def go_on() -> None:
            begun = seen.total()
            assert eventually(lambda: seen.total() > begun + 5)

        with ThreadPoolExecutor(1) as visitors:
            asking = visitors.submit(ask)
            for pid, port in ports.items():
                go_on()
                os.kill(pid, signal.SIGTERM)
                assert eventually(lambda: all_but_one_live(service))
                assert send_request(site).status == 303
                go_on()
                service.serve("--port", str(port))
            assert send_request(site).status == 303
            stop.set()
            asking.result()
        assert set(seen) == {200}


def all_but_one_live(service: Service) -> bool:
    """Whether the one that was told to end is gone, and no other."""
    return sum(one.poll() is None for one in service.processes) == 1
