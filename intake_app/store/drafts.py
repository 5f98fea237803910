"""Half-filled forms, as the store sees them: bytes it cannot open, under names it cannot guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from intake_app.errors import NotSaved
from intake_app.store.tables import drafts
from intake_app.store.transaction import Collision
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

TRIES = 5

# Built once: to build a statement anew costs more than to run it.
NOW = sa.bindparam("now", type_=drafts.c.expires.type)
ROW = sa.bindparam("row", type_=drafts.c.id.type)
LIVING = sa.select(drafts.c.ciphertext).where(drafts.c.id == ROW, drafts.c.expires > NOW)
TAKEN = LIVING.with_for_update()
GONE = sa.delete(drafts).where(drafts.c.expires <= NOW)
NEW = sa.insert(drafts)
CHANGED = sa.update(drafts).where(drafts.c.id == ROW)


@dataclass(frozen=True)
class Sealed:
    """What is kept of a draft."""

    ciphertext: bytes
    expires: datetime


class DraftRows:
    """The rows of table `drafts`. What has expired is not there, and goes when a new one begins."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def read(self, row: bytes, now: datetime) -> bytes | None:
        """What was kept under this id. Raises StoreError."""
        with reading(self._engine) as connection:
            return connection.scalar(LIVING, {"row": row, "now": now})

    def change(
        self, row: bytes, now: datetime, change: Callable[[bytes | None], Sealed | None]
    ) -> None:
        """Read and write in one transaction, so that of two tabs neither undoes the other.

        `change` gets what is there and returns what shall be; None leaves it. Raises StoreError.
        """
        for _ in range(TRIES):
            try:
                return self._change_once(row, now, change)
            except Collision:
                continue
        raise NotSaved("Another tab was quicker every time.")

    def _change_once(
        self, row: bytes, now: datetime, change: Callable[[bytes | None], Sealed | None]
    ) -> None:
        with writing(self._engine) as connection:
            found = connection.scalar(TAKEN, {"row": row, "now": now})
            wanted = change(found)
            if wanted is None:
                return
            values = {"ciphertext": wanted.ciphertext, "expires": wanted.expires}
            if found is None:
                connection.execute(GONE, {"now": now})
                connection.execute(NEW, {"id": row, **values})
            else:
                connection.execute(CHANGED, {"row": row, **values})

    def erase(self, *rows: bytes) -> None:
        """Gone at once; the database overwrites the place. Raises StoreError."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(drafts).where(drafts.c.id.in_(rows)))

    def purge(self, now: datetime) -> None:
        """Erase what has expired. Raises StoreError."""
        with reading(self._engine) as connection:
            if not connection.scalar(sa.select(sa.exists().where(drafts.c.expires <= now))):
                return
        with writing(self._engine) as connection:
            connection.execute(GONE, {"now": now})
