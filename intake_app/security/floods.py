"""Notices when many requests come from one network. It never drops one.

Many get a note for staff; after a flood, whoever sends must press Send once more. A school or a
shelter may be one network, so that neither may stop a family.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from intake_app.security.networks import NetworkCounts
from intake_app.security.networks import network_of

MINUTES_EACH = 10
MANY = 5
FLOOD = 20
ALL_LOOK_THE_SAME = {"", "127.0.0.0/24", "::/56"}
"""What visitors come from behind a proxy of this machine that nobody counted."""


class Floods:
    """Requests by network, of which one is forgotten every ten minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._requests = NetworkCounts(MINUTES_EACH * 60, clock)

    def count(self, address: str | None) -> None:
        """One more request from there."""
        if _tells_visitors_apart(address):
            self._requests.add(address)

    def are_many(self, address: str | None) -> bool:
        """So many that staff should know."""
        return self._requests.of(address) > MANY

    def are_flooding(self, address: str | None) -> bool:
        """So many that it may be a program."""
        return self._requests.of(address) > FLOOD


def _tells_visitors_apart(address: str | None) -> bool:
    return network_of(address) not in ALL_LOOK_THE_SAME
