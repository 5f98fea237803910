"""Back-off between sign-ins at a mail server that turns us away.

A wrong password is wrong for every mail that waits. Trying it with each of them would only make
the server lock the account, and a locked account stays shut after the password is mended.
"""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

from intake_app.retry import may_try
from intake_app.retry import pause_after

LONGEST_PAUSE = 15
"""Minutes between one failed sign-in and the next."""


class LoginBackoff:
    """One process's memory of it; a new process, which may have a new password, tries at once."""

    def __init__(self) -> None:
        self._failures = 0
        self._next: datetime | None = None

    def may_try(self, now: datetime) -> bool:
        """Whether the pause after the last failure is over."""
        return may_try(self._next, now, longest=LONGEST_PAUSE)

    def failed(self, now: datetime) -> None:
        """The server let nobody in."""
        self._failures += 1
        self._next = now + timedelta(minutes=pause_after(self._failures, LONGEST_PAUSE))

    def succeeded(self) -> None:
        """The server took us for who we are."""
        self._failures, self._next = 0, None
