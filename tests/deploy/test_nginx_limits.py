"""nginx against strangers who hold connections or ask without end; many families at one address."""

from __future__ import annotations

import dataclasses
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import as_completed
from contextlib import ExitStack
from contextlib import contextmanager
from contextlib import suppress
from socket import SHUT_RDWR

from intake_app.security.headers import WITH_HTTPS
from tests.support.nginx.front import HOST
from tests.support.nginx.front import Front
from tests.support.processes.web import heard_on

HEAD = (
    f"POST /en/ask/one-page HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nn"
).encode()
HELD, STRANGERS = 128, 200
STRANGER, SHELTER, NEIGHBOUR = "127.0.0.66", "127.0.0.40", "127.0.0.2"
FAMILIES, AT_ONCE = 60, 20
FLOOD, BURST = 600, 300
LONGEST = 60
"""Seconds until all that are refused know it, on a machine with much to do."""


def at(site: Front, address: str) -> Front:
    """A browser of its own, there."""
    return dataclasses.replace(site, address=address, cookies={})


@contextmanager
def slow_bodies(site: Front) -> Iterator[list[bytes]]:
    """Connections that have sent one byte of a form: what those heard that are one too many.

    Which ones these are is nginx's to say: its workers take them in no order.
    """
    with ExitStack() as stack:
        ears = stack.enter_context(ThreadPoolExecutor(STRANGERS))
        lines = [stack.enter_context(site.connect()) for _ in range(STRANGERS)]
        for line in lines:
            stack.callback(hang_up, line)
            line.sendall(HEAD)
        heard = as_completed([ears.submit(heard_on, line) for line in lines], LONGEST)
        yield [next(heard).result() for _ in lines[HELD:]]


def hang_up(line: ssl.SSLSocket) -> None:
    with suppress(OSError):  # where the other side did
        line.shutdown(SHUT_RDWR)


def test_one_address_that_sends_slowly_shuts_nobody_else_out(site: Front) -> None:
    stranger, neighbour = at(site, STRANGER), at(site, NEIGHBOUR)
    with slow_bodies(stranger) as refused:
        assert {heard.split()[1] for heard in refused} == {b"429"}
        assert neighbour.ask("GET", "/en/ask/one-page").status == 200
        assert neighbour.ask("GET", "/en/contact/").status == 200
        assert stranger.ask("GET", "/en/leave").status == 303
    assert neighbour.ask("GET", "/readyz").status == 200


def test_whoever_is_asked_to_wait_is_told_so_with_somebody_to_call(site: Front) -> None:
    stranger = at(site, STRANGER)
    with slow_bodies(stranger):
        answer = stranger.ask("GET", "/en/ask/one-page")
    assert answer.status == 429
    for name, value in WITH_HTTPS:
        assert answer.all(name) == [value], name
    for words in ("Please wait a moment", "Attendez un moment", "tel:911"):
        assert words in answer.body


def test_a_shelter_or_a_school_behind_one_address_meets_no_limit(site: Front) -> None:
    """As many families as fill in the form in one minute, pages and pictures included."""

    def visit(_: int) -> list[int]:
        family = at(site, SHELTER)
        paths = ("/en/", "/en/ask/", "/en/ask/who", "/en/ask/one-page", "/en/leave")
        return [family.ask("GET", path).status for path in paths]

    with ThreadPoolExecutor(AT_ONCE) as families:
        visits = list(families.map(visit, range(FAMILIES)))
    assert Counter(map(tuple, visits)) == {(200, 200, 200, 200, 303): FAMILIES}


def test_a_flood_is_slowed_and_reaches_neither_neighbours_nor_the_way_out(site: Front) -> None:
    stranger = at(site, "127.0.0.67")
    with stranger.connect() as line:
        asked = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        line.sendall(
            asked * (FLOOD - 1) + asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
        heard = heard_on(line)
    assert heard.count(b"HTTP/1.1 200 ") >= BURST
    assert heard.count(b"HTTP/1.1 429 ") > 0
    assert at(site, NEIGHBOUR).ask("GET", "/healthz").status == 200
    assert stranger.ask("GET", "/fr/leave").status == 303
