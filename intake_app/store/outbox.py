"""The outbox: every request that was accepted, durable before anyone is told."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.store import leases
from intake_app.store import schema
from intake_app.store.acceptance import Acceptance
from intake_app.store.acceptance import form_is_known
from intake_app.store.acceptance import go_on_after
from intake_app.store.acceptance import receipt_of
from intake_app.store.alarms import AlarmRows
from intake_app.store.certificates import CertificateRows
from intake_app.store.cluster import ALONE
from intake_app.store.cluster import Cluster
from intake_app.store.cluster import TimelineMemory
from intake_app.store.copying import Progress
from intake_app.store.copying import copy_file
from intake_app.store.copying import copy_rows
from intake_app.store.damage import damage_of
from intake_app.store.damage import look_through
from intake_app.store.damage import named
from intake_app.store.disk import can_be_written
from intake_app.store.disk import free_share
from intake_app.store.drafts import DraftRows
from intake_app.store.engine import open_engine
from intake_app.store.erasure import ErasureRows
from intake_app.store.handling import HandlingRows
from intake_app.store.letters import LetterRows
from intake_app.store.lookup import LookupRows
from intake_app.store.owner import OwnerRow
from intake_app.store.processes import ProcessRows
from intake_app.store.records import Backlog
from intake_app.store.records import Delivery
from intake_app.store.records import Receipt
from intake_app.store.records import State
from intake_app.store.tallies import TallyRows
from intake_app.store.transaction import Collision
from intake_app.store.transaction import noting
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

TRIES = 20
"""More than enough: each further try means that another process was quicker once more."""


class Store:
    """Requests and their deliveries. Threads may share one; processes open their own."""

    def __init__(self, engine: sa.Engine, cluster: Cluster | None = None) -> None:
        self._engine = engine
        self.cluster = cluster or Cluster(engine, ALONE, TimelineMemory())
        self.drafts = DraftRows(engine)
        self.certificates = CertificateRows(engine)
        self.handling = HandlingRows(engine)
        self.erasure = ErasureRows(engine)
        self.letters = LetterRows(engine)
        self.processes = ProcessRows(engine)
        self.alarms = AlarmRows(engine)
        self.tallies = TallyRows(engine)
        self.lookup = LookupRows(engine)
        self.owner = OwnerRow(engine)

    @classmethod
    def open(cls, url: str, *, copies: int = ALONE, memory: Path | None = None) -> Store:
        """The store at `url`, made when it is new. Raises StoreError, OlderTables among them.

        `copies`: on how many PostgreSQL servers a request must be before it counts as kept.
        `memory`: a file outside the database, for what was seen of those servers.
        """
        engine = open_engine(url)
        try:
            schema.make_or_check(engine)
        except StoreError as error:
            engine.dispose()
            raise named(error) from error
        store = cls(engine, Cluster(engine, copies, TimelineMemory(memory)))
        if not store.can_keep():
            store.close()
            raise StoreError("The database cannot be written: its disk or its file is read-only.")
        return store

    @staticmethod
    def migrate(url: str, back_to: str | None = None) -> tuple[str, str]:
        """Bring the tables at `url` up to date, or back to an older form, rows and all.

        Returns their revision before and after. Raises StoreError; then all is as it was.
        """
        engine = open_engine(url)
        try:
            before = schema.revision_of(engine)
            if back_to is not None:
                schema.take_back(engine, back_to)
            else:
                schema.bring_up_to_date(engine)
            return before, schema.revision_of(engine)
        except StoreError as error:
            raise named(error) from error
        finally:
            engine.dispose()

    def close(self) -> None:
        """Close every connection; one that a thread still has, when it gives it back."""
        sa.event.listen(self._engine, "checkin", lambda _, record: record.invalidate())
        self._engine.dispose()

    def accept(
        self,
        *,
        token_hash: bytes,
        region: str,
        year: int,
        accepted_at: datetime,
        addresses: Sequence[str],
        make: Callable[[str, str], bytes],
        staff_hash: bytes | None = None,
        tally: str = "",
        given: int = 0,
    ) -> Receipt:
        """Keep one request, durably; the same token again gives the same receipt.

        The number is above `given`, the last serial that is remembered elsewhere. `make` gets
        number and reference and returns the finished mail. Raises NotSaved, MaybeSaved (the same
        token, sent again, tells), and whatever `make` raises.
        """
        if not addresses:
            raise NotSaved("There is no address to bring it to.")
        acceptance = Acceptance(
            token_hash=token_hash,
            region=region,
            year=year,
            accepted_at=accepted_at,
            addresses=addresses,
            make=make,
            staff_hash=staff_hash,
            tally=tally,
            given=given,
        )
        for _ in range(TRIES):
            try:
                return self._accept_once(acceptance)
            except Collision:
                continue
        raise NotSaved("Other requests were quicker every time.")

    def _accept_once(self, acceptance: Acceptance) -> Receipt:
        try:
            with writing(self._engine) as connection:
                return acceptance.keep(connection, self.cluster)
        except MaybeSaved as error:
            if self._surely_lacks(acceptance.token_hash):
                raise NotSaved("The database undid it at the very end.") from error
            raise

    def _surely_lacks(self, token_hash: bytes) -> bool:
        # On one machine, a fresh look tells: it finishes or undoes what a failed COMMIT left.
        # A PostgreSQL server that we lost may still be committing.
        if self._engine.dialect.name != "sqlite":
            return False
        try:
            return self.find(token_hash) is None
        except StoreError:
            return False

    def go_on_after(self, *, region: str, year: int, last: int) -> None:
        """After a restore: no number up to `last` is given again. Raises StoreError."""
        with writing(self._engine) as connection:
            go_on_after(connection, region=region, year=year, last=last)

    def find(self, token_hash: bytes) -> Receipt | None:
        """The receipt of an accepted token. Raises StoreError."""
        with reading(self._engine) as connection:
            return receipt_of(connection, token_hash)

    def knows_form(self, form: bytes) -> bool:
        """Whether a token was accepted that begins so. Raises StoreError."""
        with reading(self._engine) as connection:
            return form_is_known(connection, form)

    def claim_due(self, *, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        """Lease what is due, the longest due first. Raises StoreError.

        This and what comes of it is only noted: when a standby that lacks it takes over, the same
        bytes are sent once more.
        """
        with noting(self._engine) as connection:
            leased = leases.claim(connection, now=now, limit=limit, lease=lease)
        return [one for one in map(self._with_mail, leased) if one.mail or one.unreadable]

    def _with_mail(self, delivery: Delivery) -> Delivery:
        try:
            with reading(self._engine) as connection:
                return replace(delivery, mail=leases.mail_of(connection, delivery))
        except StoreError as error:
            if damage := damage_of(error):
                return replace(delivery, unreadable=damage)
            raise

    def give_back(self, until: datetime) -> None:
        """Free what a `claim_due` that raised StoreError may have leased. Raises StoreError.

        A primary that dies may have kept the lease, and its standby then has it too: nobody would
        send that mail before the lease ends.
        """
        with noting(self._engine) as connection:
            leases.give_back(connection, until)

    def mark_delivered(self, delivery: Delivery, now: datetime) -> None:
        """The mail server said 250. Raises StoreError."""
        with noting(self._engine) as connection:
            leases.mark_delivered(connection, delivery, now)

    def mark_undelivered(
        self, delivery: Delivery, state: State, due: datetime, answer: str = ""
    ) -> None:
        """The try ended without a 250; the same bytes again when due. Raises StoreError."""
        with noting(self._engine) as connection:
            leases.mark_undelivered(connection, delivery, state, due, answer)

    def look_through(self) -> None:
        """Every page of a file; a server looks at its own. Raises Damaged."""
        look_through(self._engine)

    def copy_into(self, other: Store, progress: Progress) -> None:
        """Every row into one without requests. Raises StoreError, and then nothing was changed."""
        copy_rows(self._engine, other._engine, progress)

    def copy_to_file(self, file: Path) -> None:
        """All of it as one new SQLite file, while others write. Raises StoreError."""
        if self._engine.dialect.name == "sqlite":
            copy_file(self._engine, file)
            return
        copy = Store.open(f"sqlite:///{file}")
        try:
            self.copy_into(copy, lambda *_: None)
        finally:
            copy.close()
        file.with_name(f"{file.name}-journal").unlink(missing_ok=True)

    def can_keep(self) -> bool:
        """Whether a request could be written down; a server is asked by the request itself."""
        return can_be_written(self._engine.url)

    @property
    def is_on_a_server(self) -> bool:
        """Whose silence may have no end; a file's lock has one."""
        return self._engine.dialect.name != "sqlite"

    def free_share(self) -> float | None:
        """Of the disk that the file is on; None when it cannot be told, as with a server."""
        return free_share(self._engine.url)

    def backlog(self) -> Backlog:
        """What waits. Raises StoreError."""
        with reading(self._engine) as connection:
            return leases.backlog(connection)
