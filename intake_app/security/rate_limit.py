"""Rate limits for each network, without remembering an address: requests sent, and wrong codes.

Neither stops a family. A school or a shelter may be one network: many requests get a note for
staff, and after a flood whoever sends must press Send once more. Wrong codes are slowed.

A network is counted under a mark that only this process can make again, and only today: the key
of the marks dies every day. Several web processes each count for themselves.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections.abc import Callable
from threading import Lock

DAY = 24 * 60 * 60.0
MOST_NETWORKS = 10_000

REQUEST_EACH_SECONDS = 10 * 60.0
MANY_REQUESTS = 5
FLOOD_OF_REQUESTS = 20
ALL_LOOK_THE_SAME = {"", "127.0.0.0/24", "::/56"}
"""What visitors come from behind a proxy of this machine that nobody counted."""

WRONG_CODES_FREE = 5
WRONG_CODE_EACH_SECONDS = 10.0
LONGEST_WAIT = 60
"""Of seconds that anybody is told to wait. Who mistypes beside a guesser's thousand tries shares
their network, and the right code opens at any time."""


class NetworkCounts:
    """A leaky bucket for each network: one is taken off the count every so many seconds."""

    def __init__(self, seconds_each: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds_each = seconds_each
        self._clock = clock
        self._lock = Lock()
        self._begin_day(clock())

    def add(self, address: str | None) -> None:
        """One more from there."""
        with self._lock:
            now = self._look_at_clock()
            self._forget_old(now)
            mark = self._mark(address)
            self._empty_at[mark] = max(self._empty_at.get(mark, now), now) + self._seconds_each

    def of(self, address: str | None) -> float:
        """How many still count."""
        with self._lock:
            now = self._look_at_clock()
            return max(0.0, self._empty_at.get(self._mark(address), now) - now) / self._seconds_each

    def _look_at_clock(self) -> float:
        now = self._clock()
        if now >= self._day_ends:
            self._begin_day(now)
        return now

    def _begin_day(self, now: float) -> None:
        self._key = secrets.token_bytes(32)
        self._empty_at: dict[bytes, float] = {}
        self._day_ends = now + DAY

    def _forget_old(self, now: float) -> None:
        if len(self._empty_at) < MOST_NETWORKS:
            return
        living = {mark: end for mark, end in self._empty_at.items() if end > now}
        # A flood from everywhere must not fill the memory.
        self._empty_at = living if len(living) < MOST_NETWORKS else {}

    def _mark(self, address: str | None) -> bytes:
        network = network_of(address).encode()
        return hashlib.blake2b(network, key=self._key, digest_size=16).digest()


class RequestRate:
    """Requests by network, of which one is forgotten every ten minutes. It never drops one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._requests = NetworkCounts(REQUEST_EACH_SECONDS, clock)

    def count(self, address: str | None) -> None:
        """One more request from there."""
        if network_of(address) not in ALL_LOOK_THE_SAME:
            self._requests.add(address)

    def are_many(self, address: str | None) -> bool:
        """So many that staff should know."""
        return self._requests.of(address) > MANY_REQUESTS

    def are_flooding(self, address: str | None) -> bool:
        """So many that it may be a program."""
        return self._requests.of(address) > FLOOD_OF_REQUESTS


class WrongCodes:
    """Codes that opened nothing: a few are free, after that a network waits between tries."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._wrong = NetworkCounts(WRONG_CODE_EACH_SECONDS, clock)

    def seconds_to_wait(self, address: str | None) -> int:
        """Before this visitor's network may try again; 0 means now."""
        too_many = self._wrong.of(address) - (WRONG_CODES_FREE - 1)
        return min(LONGEST_WAIT, max(0, math.ceil(too_many * WRONG_CODE_EACH_SECONDS)))

    def count(self, address: str | None) -> None:
        """One more wrong try from there."""
        self._wrong.add(address)


def network_of(address: str | None) -> str:
    """Its /24 or /56: what one household or office usually has. Empty when it cannot be told."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    bits = 24 if found.version == 4 else 56
    return str(ipaddress.ip_network((found, bits), strict=False))
