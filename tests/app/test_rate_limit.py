"""Many requests from one network: staff are told, and nothing that anybody sends is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from intake_app.security.rate_limit import DAY
from intake_app.security.rate_limit import FLOOD_OF_REQUESTS
from intake_app.security.rate_limit import LONGEST_WAIT
from intake_app.security.rate_limit import MANY_REQUESTS
from intake_app.security.rate_limit import MOST_NETWORKS
from intake_app.security.rate_limit import REQUEST_EACH_SECONDS
from intake_app.security.rate_limit import NetworkCounts
from intake_app.security.rate_limit import RequestRate
from intake_app.security.rate_limit import WrongCodes
from tests.support.form.site import Site
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker

HERE, NEXT_DOOR, ELSEWHERE = "203.0.113.9", "203.0.113.77", "198.51.100.4"
OUR_PROXY = "10.0.0.2"


@pytest.fixture
def site(halton: Site, tmp_path: Path) -> Iterator[Site]:
    """A service of the test's own behind one proxy, because others count here too."""
    with halton.apart(tmp_path, proxy_hops=1) as own:
        yield own


def come_from(visitor: Visitor, address: str, *, said: str = "") -> Visitor:
    """From now on, through our proxy, which adds the address to what the visitor said itself."""
    told = f"{said}, {address}" if said else address
    environ = {"REMOTE_ADDR": OUR_PROXY, "HTTP_X_FORWARDED_FOR": told}
    visitor.client.environ_base = {**visitor.client.environ_base, **environ}
    return visitor


def send(site: Site, address: str, *, said: str = "") -> TestResponse:
    return come_from(site.visitor("en"), address, said=said).send()


def notes(site: Site, folder: Path) -> list[str]:
    told: list[str] = site.last_request()["spam_notes"]
    return told


def test_many_requests_from_one_network_are_labelled_and_kept(site: Site, tmp_path: Path) -> None:
    for number in range(MANY_REQUESTS):
        assert send(site, HERE, said=f"192.0.2.{number}").status_code == 303
    assert "many" not in notes(site, tmp_path)
    send(site, HERE)
    assert send(site, NEXT_DOOR).status_code == 303
    assert "many" in notes(site, tmp_path)
    send(site, ELSEWHERE)
    assert "many" not in notes(site, tmp_path)
    assert site.rows() == MANY_REQUESTS + 3


def flood(site: Site) -> None:
    floods = site.client.application.extensions["one-story"].request_rate
    for _ in range(FLOOD_OF_REQUESTS + 1):
        floods.count(HERE)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_in_a_flood_one_more_press_sends(site: Site, tmp_path: Path, language: str) -> None:
    flood(site)
    visitor = come_from(site.visitor("fr" if language == "fr" else "en"), NEXT_DOOR)
    asked = visitor.page(visitor.send())
    assert asked.status == 200
    assert asked.heading == visitor.say("ask.press_again.title")
    assert "289-266-0036" in asked.text
    assert site.rows() == 0
    assert visitor.press(asked, "send").status_code == 303
    assert site.rows() == 1
    assert "many" in notes(site, tmp_path)


def test_in_a_flood_the_steps_ask_for_one_more_press_as_well(site: Site) -> None:
    flood(site)
    walker = Walker.beside(site.visitor("en"))
    come_from(walker, HERE)
    asked = walker.page(walker.walk_and_send())
    assert asked.heading == walker.say("ask.press_again.title")
    assert site.rows() == 0
    assert walker.press(asked, "send").status_code == 303
    assert site.rows() == 1


class Wall:
    """A clock that can be set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_flood_goes_by() -> None:
    wall = Wall()
    floods = RequestRate(wall)
    for _ in range(FLOOD_OF_REQUESTS + 1):
        floods.count(HERE)
    assert floods.are_flooding(NEXT_DOOR)
    wall.now += 2 * REQUEST_EACH_SECONDS
    assert not floods.are_flooding(HERE)
    assert floods.are_many(HERE)
    wall.now += FLOOD_OF_REQUESTS * REQUEST_EACH_SECONDS
    assert not floods.are_many(HERE)


@pytest.mark.parametrize(
    ("address", "neighbour", "counts"),
    [
        ("2001:db8:0:1100::1", "2001:db8:0:11ff::2", True),
        ("2001:db8:0:1100::1", "2001:db8:0:1200::1", False),
        ("::ffff:203.0.113.9", "203.0.113.77", True),
        ("::ffff:203.0.113.9", "::ffff:198.51.100.4", False),
        ("127.0.0.1", "127.0.0.1", False),
        ("::1", "::1", False),
        ("nonsense", "nonsense", False),
        (None, None, False),
    ],
)
def test_a_network_is_what_a_household_has_and_nobody_counts_where_all_look_the_same(
    address: str | None, neighbour: str | None, counts: bool
) -> None:
    floods = RequestRate()
    for _ in range(FLOOD_OF_REQUESTS + 2):
        floods.count(address)
    assert floods.are_flooding(neighbour) is counts


def test_what_was_counted_dies_with_the_day() -> None:
    wall = Wall()
    counts = NetworkCounts(10 * DAY, wall)
    counts.add(HERE)
    wall.now += DAY - 1
    assert counts.of(HERE) > 0
    wall.now += 1
    assert counts.of(HERE) == 0


def test_no_address_is_kept_and_a_flood_from_everywhere_does_not_fill_the_memory() -> None:
    counts = NetworkCounts(60)
    for number in range(MOST_NETWORKS + 500):
        counts.add(f"10.{number // 256}.{number % 256}.1")
    kept = counts._empty_at
    assert len(kept) <= MOST_NETWORKS
    assert {len(mark) for mark in kept} == {16}
    assert not any(b"10." in mark for mark in kept)


def test_who_mistypes_a_code_beside_a_guesser_is_told_to_wait_a_minute_at_most() -> None:
    wrong = WrongCodes(lambda: 0.0)
    for _ in range(1000):
        wrong.count(HERE)
    assert wrong.seconds_to_wait(NEXT_DOOR) == LONGEST_WAIT
    assert wrong.seconds_to_wait(ELSEWHERE) == 0
