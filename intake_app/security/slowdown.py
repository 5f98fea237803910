"""Slows down who tries codes one after the other, and locks nobody out.

A few wrong codes are free; after that a network gets one try in ten seconds. It remembers no
address, only a mark that this process alone can make again.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections.abc import Callable
from threading import Lock

FREE_TRIES = 5
SECONDS_BETWEEN = 10.0
MOST_NETWORKS = 10_000


class Slowdown:
    """Wrong tries by network, forgotten as time goes by."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._paid_until: dict[bytes, float] = {}
        self._lock = Lock()

    def seconds_to_wait(self, address: str | None) -> int:
        """Before this visitor's network may try again; 0 means now."""
        paid_until = self._paid_until.get(self._mark(address), 0.0)
        allowance = (FREE_TRIES - 1) * SECONDS_BETWEEN
        return max(0, math.ceil(paid_until - self._clock() - allowance))

    def count(self, address: str | None) -> None:
        """One more wrong try from there."""
        mark, now = self._mark(address), self._clock()
        with self._lock:
            self._forget_old(now)
            self._paid_until[mark] = max(self._paid_until.get(mark, now), now) + SECONDS_BETWEEN

    def _forget_old(self, now: float) -> None:
        if len(self._paid_until) < MOST_NETWORKS:
            return
        living = {mark: until for mark, until in self._paid_until.items() if until > now}
        # A flood from everywhere must not fill the memory.
        self._paid_until = living if len(living) < MOST_NETWORKS else {}

    def _mark(self, address: str | None) -> bytes:
        network = _network(address).encode()
        return hashlib.blake2b(network, key=self._key, digest_size=16).digest()


def _network(address: str | None) -> str:
    """Its /24 or /56: what one household or office usually has."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    bits = 24 if found.version == 4 else 56
    return str(ipaddress.ip_network((found, bits), strict=False))
