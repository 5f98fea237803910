"""How often to knock at a mail server that does not let us in.

A wrong password is wrong for every mail that waits. Trying it with each of them would only make
the server lock the account, and a locked account stays shut after the password is mended.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
"""After one sign-in turned away after another; the last one for ever."""


class Doorstep:
    """One process's memory of it; a new process, which may have a new password, knocks at once."""

    def __init__(self) -> None:
        self._turned_away = 0
        self._next: datetime | None = None

    def may_knock(self, now: datetime) -> bool:
        """Whether the pause is over. One that a clock gone wrong made long does not count."""
        return self._next is None or not now < self._next <= now + PAUSES[-1]

    def turned_away(self, now: datetime) -> None:
        """The server let nobody in."""
        self._turned_away += 1
        self._next = now + PAUSES[min(self._turned_away, len(PAUSES)) - 1]

    def let_in(self) -> None:
        """The server took us for who we are."""
        self._turned_away, self._next = 0, None
