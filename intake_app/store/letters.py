"""Mails beside the requests: reminders and the daily sign of life. One for one cause a day.

The finished bytes wait here as those of requests do, and are forgotten once they were sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.dates import day_of
from intake_app.store.due import bounds
from intake_app.store.due import is_due
from intake_app.store.due import is_free
from intake_app.store.tables import letters
from intake_app.store.transaction import Collision
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading

REMINDER = "reminder"
"""The cause of mails that name requests of which nobody has said "we have it"."""

WAITS = (letters.c.sent_at.is_(None), letters.c.mail.is_not(None))
# A day off, or a night, is no time to be reminded of the day before.
IS_OF_TODAY = sa.or_(letters.c.cause != REMINDER, letters.c.day >= sa.bindparam("today"))
ONE = letters.c.id == sa.bindparam("this")
FENCE = letters.c.attempts == sa.bindparam("fence")
FIND = (
    sa.select(letters.c.id, letters.c.cause, letters.c.address, letters.c.mail, letters.c.attempts)
    .where(*WAITS, is_due(letters), is_free(letters), IS_OF_TODAY)
    .order_by(letters.c.due, letters.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail on its way to one address, leased to one worker."""

    id: int
    cause: str
    address: str
    mail: bytes = field(repr=False)
    attempts: int
    """Tries so far, this one included."""


class LetterRows:
    """The rows of table `letters`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def days_of(self, cause: str) -> set[date]:
        """The days on which somebody was written to for this cause. Raises StoreError."""
        with reading(self._engine) as connection:
            return set(connection.scalars(sa.select(letters.c.day).where(letters.c.cause == cause)))

    def addresses_of(self, cause: str, day: date) -> set[str]:
        """Who was written to on that day for this cause. Raises StoreError."""
        chosen = sa.select(letters.c.address).where(letters.c.cause == cause, letters.c.day == day)
        with reading(self._engine) as connection:
            return set(connection.scalars(chosen))

    def post(self, cause: str, day: date, mails: Mapping[str, bytes], now: datetime) -> bool:
        """One mail for each address, unless that day's is there already. Raises StoreError.

        What is left of earlier days is dropped: nobody reads Tuesday's sign of life on Thursday.
        """
        rows = [
            {"cause": cause, "day": day, "address": to, "mail": mail, "due": now, "attempts": 0}
            for to, mail in mails.items()
        ]
        stale = sa.update(letters).where(letters.c.cause == cause, letters.c.day < day, WAITS[0])
        try:
            with noting(self._engine) as connection:
                connection.execute(stale.values(mail=None))
                connection.execute(sa.insert(letters), rows)
        except Collision:
            return False
        return True

    def claim(self, now: datetime, lease: timedelta) -> Letter | None:
        """Lease the one that is due longest. Raises StoreError."""
        with noting(self._engine) as connection:
            moments = {"today": day_of(now), **bounds(now, lease)}
            row = connection.execute(FIND, moments).one_or_none()
            if row is None:
                return None
            change = sa.update(letters).where(ONE)
            change = change.values(attempts=letters.c.attempts + 1, leased_until=now + lease)
            connection.execute(change, {"this": row.id})
        return Letter(**{**row._mapping, "attempts": row.attempts + 1})

    def give_back(self, until: datetime) -> None:
        """Free what a `claim` that raised StoreError may have leased. Raises StoreError."""
        free = sa.update(letters).where(*WAITS, letters.c.leased_until == until)
        with noting(self._engine) as connection:
            connection.execute(free.values(leased_until=None))

    def mark_sent(self, letter: Letter, now: datetime) -> None:
        """The mail server has it. Raises StoreError."""
        self._change(sa.update(letters).where(ONE), letter, sent_at=now, mail=None)

    def mark_unsent(self, letter: Letter, due: datetime, answer: str) -> None:
        """Again then. Raises StoreError."""
        self._change(sa.update(letters).where(ONE, FENCE), letter, due=due, answer=answer)

    def _change(self, change: sa.Update, letter: Letter, **values: object) -> None:
        with noting(self._engine) as connection:
            given = {"this": letter.id, "fence": letter.attempts}
            connection.execute(change.values(leased_until=None, **values), given)


def take_back_reminders(connection: sa.Connection, now: datetime) -> None:
    """Those that still wait: they may name a request that somebody has now.

    Whoever reminds writes anew what is still true of the day. One that is just being sent arrives.
    """
    free = sa.or_(letters.c.leased_until.is_(None), letters.c.leased_until <= now)
    connection.execute(sa.delete(letters).where(letters.c.cause == REMINDER, *WAITS, free))
