"""Slows down who tries codes one after the other, and locks nobody out.

A few wrong codes are free; after that a network gets one try in ten seconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from intake_app.security.networks import NetworkCounts

FREE_TRIES = 5
SECONDS_BETWEEN = 10.0


class Slowdown:
    """Wrong tries by network, forgotten as time goes by."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._wrong = NetworkCounts(SECONDS_BETWEEN, clock)

    def seconds_to_wait(self, address: str | None) -> int:
        """Before this visitor's network may try again; 0 means now."""
        too_many = self._wrong.of(address) - (FREE_TRIES - 1)
        return max(0, math.ceil(too_many * SECONDS_BETWEEN))

    def count(self, address: str | None) -> None:
        """One more wrong try from there."""
        self._wrong.add(address)
