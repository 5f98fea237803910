"""How much came from which network lately, without remembering an address.

A network is counted under a mark that only this process can make again, and only today: the key
of the marks dies every day. Several web processes each count for themselves.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable
from threading import Lock

DAY = 24 * 60 * 60.0
MOST_NETWORKS = 10_000


class NetworkCounts:
    """A count for each network, from which one is taken off every so many seconds."""

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
