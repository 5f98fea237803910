"""What one page hands to the next without a cookie: sealed, under a ticket that opens it once.

A browser keeps the body of a POST that is answered by a page, and shows it again after Back and
Reload. So every POST leads on to an address, and what was typed waits there for a single look.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake_app.drafts.draft import IDLE
from intake_app.drafts.row_cipher import RowCipher
from intake_app.store import ERASE
from intake_app.store import DraftRows
from intake_app.store import Sealed

TICKET_BYTES = 16
Note = Mapping[str, Any]


class OneTimeNotes:
    """Notes from a POST to the page that follows it."""

    def __init__(self, rows: DraftRows, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def keep(self, note: Note) -> str:
        """The ticket of this note, for the address of the next page. Raises StoreError."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        cipher, now = _cipher(ticket), self._clock()
        sealed = Sealed(cipher.seal(json.dumps(note).encode()), now + IDLE)
        self._rows.change(cipher.row, now, lambda _: sealed)
        return ticket

    def take(self, ticket: str, *, leave: Callable[[Note], Note | None]) -> Note | None:
        """The note, which is gone then; `leave` names what a second look may still find.

        Raises StoreError.
        """
        cipher, now = _cipher(ticket), self._clock()
        taken: list[Note] = []

        def exchange(found: bytes | None) -> Sealed | None:
            plain = None if found is None else cipher.open(found)
            if plain is None:
                return None
            taken[:] = [json.loads(plain)]
            left = leave(taken[0])
            if left == taken[0]:
                return None
            return (
                ERASE
                if left is None
                else Sealed(cipher.seal(json.dumps(left).encode()), now + IDLE)
            )

        self._rows.change(cipher.row, now, exchange)
        return taken[0] if taken else None


def _cipher(ticket: str) -> RowCipher:
    return RowCipher(ticket.encode("utf-8", "surrogatepass"), "note")
