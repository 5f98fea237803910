"""Taking sealed bytes out of the database for good, and later whatever led to the family.

SQLite overwrites what is deleted (secure_delete). PostgreSQL leaves it in the table's file until
the table is written anew. Nobody can send while that lasts, so it is owed after each erasure, by
whichever process comes first, and a large table waits for the night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from intake_app.dates import ONTARIO
from intake_app.errors import StoreError
from intake_app.reference import TRAINING
from intake_app.store import marks
from intake_app.store.deadline import LONG
from intake_app.store.deadline import time_limit
from intake_app.store.letters import take_back_reminders
from intake_app.store.mailboxes import is_for
from intake_app.store.tables import OPEN
from intake_app.store.tables import deliveries
from intake_app.store.tables import letters
from intake_app.store.tables import requests
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

SEALED_DAYS = 14
"""After delivery and acknowledgement; backups are kept no longer either."""
NAMES_DAYS = 30
"""After the erasure: number, reference, times and the links that open a page."""
LETTER_DAYS = 40
HOW_MANY = sa.select(sa.func.count()).where(requests.c.mail.is_not(None))
OWED = "unscrubbed"
"""The mark of an erasure after which the tables were not written anew yet."""
LARGE = 100 << 20
"""Bytes of all requests, some 3,000. Twice 300 MB took PostgreSQL two seconds on a quiet machine
and more than six on a busy one; a family's Send waits for six at most."""
NIGHT = range(2, 5)
"""Hours in Ontario in which hardly anybody sends."""
LOCK_MS = 500
"""How long the lock is waited for: a backup may hold it, and whoever sends waits behind."""

FOR_TABLES = (
    f"SET statement_timeout = 0; SET lock_timeout = {LOCK_MS}; SET synchronous_commit = local"
)
"""No standby is waited for: with the table locked until it answers nothing could be delivered."""
AS_BEFORE = "RESET statement_timeout; RESET lock_timeout; RESET synchronous_commit"

MOMENT = requests.c.accepted_at.type
NOW = sa.bindparam("now", type_=MOMENT)
BEFORE = sa.bindparam("before", type_=MOMENT)
THIS = requests.c.id == sa.bindparam("this")
ON_ITS_WAY = sa.exists().where(
    deliveries.c.request_id == requests.c.id, deliveries.c.delivered_at.is_(None)
)
LAST_DELIVERY = (
    sa.select(sa.func.max(deliveries.c.delivered_at))
    .where(deliveries.c.request_id == requests.c.id)
    .scalar_subquery()
)
IS_SIGN_UP = requests.c.region.startswith(TRAINING)
DELIVERED = sa.and_(requests.c.mail.is_not(None), LAST_DELIVERY <= BEFORE, ~ON_ITS_WAY)
# Two questions, because no index answers both at once.
DONE = (
    sa.and_(requests.c.acknowledged_at <= BEFORE, DELIVERED),
    # Of a sign-up for a training nobody is asked to say "we have it": delivered is done.
    sa.and_(requests.c.id.in_(sa.select(requests.c.id).where(OPEN, IS_SIGN_UP)), DELIVERED),
)
CLEARED = {"mail": None, "acknowledged_by": None, "erased_at": NOW}
ENDED = requests.c.erased_at <= BEFORE
SIZE = sa.select(sa.func.pg_total_relation_size(requests.name))
FORMS = ("drafts",)
SCRUBBED = ("requests", "deliveries", "letters", *FORMS)


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was erased at a family's word, so that the agency can be told what it still has."""

    number: str
    reached: tuple[str, ...]
    """Addresses whose mail server has a copy."""
    on_its_way: tuple[str, ...]
    """Addresses to which it was just being sent: one more copy may arrive."""


class ErasureRows:
    """What may go, and what went."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def erase_what_is_done(self, now: datetime) -> int:
        """Sealed bytes whose time is over. Returns how many. Raises StoreError."""
        before = now - timedelta(days=SEALED_DAYS)
        with noting(self._engine) as connection:
            changes = [sa.update(requests).where(done).values(CLEARED) for done in DONE]
            given = {"now": now, "before": before}
            erased = sum(connection.execute(change, given).rowcount for change in changes)
            if erased:
                self._owe(connection, now)
        return erased

    def forget_what_was_erased(self, now: datetime) -> int:
        """Every row of requests that were erased long enough ago. Returns how many."""
        before, old = now - timedelta(days=NAMES_DAYS), now - timedelta(days=LETTER_DAYS)
        ended = sa.select(requests.c.id).where(ENDED)
        with noting(self._engine) as connection:
            connection.execute(
                sa.delete(deliveries).where(deliveries.c.request_id.in_(ended)), {"before": before}
            )
            gone = connection.execute(sa.delete(requests).where(ENDED), {"before": before}).rowcount
            connection.execute(sa.delete(letters).where(letters.c.day < old.date()))
            if gone:
                self._owe(connection, now)
        return gone

    def forget(self, request_id: int, now: datetime, reason: str) -> Forgotten | None:
        """At a family's word: sealed bytes, and every try still to come. Raises StoreError."""
        with writing(self._engine) as connection:
            one = sa.select(requests.c.number).where(THIS, requests.c.erased_at.is_(None))
            number = connection.scalar(one.with_for_update(), {"this": request_id})
            if number is None:
                return None
            of_it = deliveries.c.request_id == request_id
            rows = connection.execute(sa.select(deliveries).where(of_it)).all()
            connection.execute(
                sa.delete(deliveries).where(of_it, deliveries.c.delivered_at.is_(None))
            )
            change = sa.update(requests).where(THIS).values({**CLEARED, "reason": reason})
            connection.execute(change, {"this": request_id, "now": now})
            take_back_reminders(connection, now)
            self._owe(connection, now)
        return Forgotten(
            number=number,
            reached=tuple(row.address for row in rows if row.delivered_at),
            on_its_way=tuple(row.address for row in rows if _is_being_sent(row, now)),
        )

    def give_up_copy(self, request_id: int, address: str, reason: str) -> bool:
        """Try it no more for an address whose mailbox is gone. False where no other one has it."""
        of_it, had = deliveries.c.request_id == request_id, deliveries.c.delivered_at.is_not(None)
        with writing(self._engine) as connection:
            this = is_for(connection, address, of_it)
            if not connection.scalar(sa.select(sa.exists().where(of_it, ~this, had))):
                return False
            waits = sa.delete(deliveries).where(of_it, this, ~had)
            if not connection.execute(waits).rowcount:
                return False
            change = sa.update(requests).where(THIS).values(reason=reason)
            connection.execute(change, {"this": request_id})
        return True

    def scrub(self, now: datetime, large: int = LARGE) -> bool:
        """Leave nothing of what was erased in the files. Raises StoreError; then try again.

        Half-filled forms end at any moment, and in other processes: their table each time. False
        where it stays owed: the requests take more bytes than `large`, and it is not night; or
        somebody still reads the tables as they were before.
        """
        if not self._is_server:
            return True
        with reading(self._engine) as connection:
            owed = marks.noted(connection, OWED)
            size = connection.scalar(SIZE) or 0
        later = owed is not None and size > large and now.astimezone(ONTARIO).hour not in NIGHT
        clean = _write_anew(self._engine, FORMS if owed is None or later else SCRUBBED)
        if owed and clean and not later:
            with noting(self._engine) as connection:
                marks.settle(connection, OWED, owed)
        return owed is None or (clean and not later)

    @property
    def _is_server(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def _owe(self, connection: sa.Connection, now: datetime) -> None:
        if self._is_server:
            marks.note(connection, OWED, now)

    def waiting_for_a_person(self, now: datetime) -> int:
        """Requests that are never erased by themselves, because something of them is not done."""
        before = now - timedelta(days=SEALED_DAYS)
        unread = sa.and_(requests.c.acknowledged_at.is_(None), ~IS_SIGN_UP)
        undone = sa.and_(sa.or_(unread, ON_ITS_WAY), requests.c.accepted_at <= BEFORE)
        # Written by a clock gone wrong: its time would begin in years only.
        ahead = requests.c.acknowledged_at > NOW
        with reading(self._engine) as connection:
            return sum(
                connection.scalar(HOW_MANY.where(which), {"before": before, "now": now}) or 0
                for which in (undone, ahead)
            )


def _is_being_sent(row: sa.Row[tuple[object, ...]], now: datetime) -> bool:
    return row.delivered_at is None and row.leased_until is not None and row.leased_until > now


def _write_anew(engine: sa.Engine, tables: tuple[str, ...]) -> bool:
    """Whether nothing of what was erased is left. A family that sends meanwhile waits."""
    outside = engine.execution_options(isolation_level="AUTOCOMMIT")
    left: list[str] = []
    try:
        with time_limit(LONG), outside.connect() as connection, _told_of(connection, left):
            connection.exec_driver_sql(FOR_TABLES)
            try:
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table}")
            finally:
                connection.exec_driver_sql(AS_BEFORE)
    except sa.exc.SQLAlchemyError as error:
        raise StoreError("What was erased could not be taken out of the files yet.") from error
    return not left


@contextmanager
def _told_of(connection: sa.Connection, left: list[str]) -> Iterator[None]:
    """What the server says of rows that it must copy although they are erased, because a backup or
    a standby still looks at them; and of tables that are not ours to write.
    """

    def hear(said: Any) -> None:
        rows = re.match(r"\d+", said.message_detail or "")
        if said.severity_nonlocalized == "WARNING" or (rows and int(rows[0])):
            left.append(said.sqlstate or "")

    driver: Any = connection.connection.dbapi_connection
    driver.add_notice_handler(hear)
    try:
        yield
    finally:
        driver.remove_notice_handler(hear)
