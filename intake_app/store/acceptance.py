"""Keeping one request: known token or new number, mail made and stored in one transaction.

The statements are built once: building them anew took longer than SQLite takes to run them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.reference import new_reference
from intake_app.reference import request_number
from intake_app.store import tallies
from intake_app.store.cluster import POSTGRESQL
from intake_app.store.cluster import Cluster
from intake_app.store.owner import refusal_of_owner
from intake_app.store.records import Receipt
from intake_app.store.records import State
from intake_app.store.tables import counters
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests

# Held until the transaction has ended on the server, whatever became of whoever began it.
SAME_FORM = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("form", type_=sa.BigInteger)))
LOCK_TIMEOUT = "55P03"
COUNT_SENDING = (
    sa.update(requests)
    .where(requests.c.token_hash == sa.bindparam("token"))
    .values(sendings=requests.c.sendings + 1)
)
# A counter row, not a sequence (leaves gaps) and not max()+1 (collides). Its lock makes
# requests of one region queue up until this one is committed or rolled back.
NEXT_SERIAL = (
    sa.update(counters)
    .where(counters.c.region == sa.bindparam("of"), counters.c.year == sa.bindparam("in"))
    .values(last=counters.c.last + 1)
    .returning(counters.c.last)
)
FIRST_SERIAL = sa.insert(counters)
KEEP_REQUEST = sa.insert(requests).returning(requests.c.id)
KEEP_DELIVERY = sa.insert(deliveries)
FIND_RECEIPT = (
    sa.select(
        requests.c.number,
        requests.c.reference,
        requests.c.accepted_at,
        requests.c.reached_at,
        requests.c.acknowledged_at,
        requests.c.erased_at,
        sa.or_(requests.c.contacted_on.is_not(None), requests.c.outcome.is_not(None)).label(
            "handled"
        ),
        (sa.func.count(deliveries.c.id) - sa.func.count(deliveries.c.delivered_at)).label(
            "undelivered"
        ),
        sa.func.max(deliveries.c.delivered_at).label("delivered_at"),
    )
    # A request that a family had erased may have no delivery left.
    .outerjoin(deliveries)
    .where(requests.c.token_hash == sa.bindparam("token"))
    .group_by(requests.c.id)
)

FIRST, LAST = (sa.bindparam(name, type_=requests.c.token_hash.type) for name in ("first", "last"))
FORM_IS_KNOWN = sa.select(sa.exists().where(requests.c.token_hash.between(FIRST, LAST)))
HASH_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """One request about to be kept."""

    token_hash: bytes
    region: str
    year: int
    accepted_at: datetime
    addresses: Sequence[str]
    make: Callable[[str, str], bytes]
    """Number and reference in, finished mail out."""
    staff_hash: bytes | None = None
    """Of the link in that mail by which staff say that they have it."""
    tally: str = ""
    """What is counted of it."""
    given: int = 0
    """The last serial that was given, as far as anybody outside the database knows."""

    def keep(self, connection: sa.Connection, cluster: Cluster) -> Receipt:
        """The receipt of the same token if there is one, else that of a new row.

        Raises NotSaved, or MaybeSaved when the same form was sent before, while the server cannot
        promise to keep it.
        """
        self._wait_for_the_same_form(connection)
        refusal = refusal_of_owner(connection) or cluster.hold(connection)
        known = connection.execute(COUNT_SENDING, {"token": self.token_hash}).rowcount
        if refusal:
            raise (MaybeSaved if known else NotSaved)(f"{refusal}.")
        receipt = receipt_of(connection, self.token_hash) if known else None
        return receipt or self._keep_new(connection)

    def _wait_for_the_same_form(self, connection: sa.Connection) -> None:
        """Its first sending may still wait for a standby: then nobody can say what becomes of it.

        SQLite has one writer at a time, and nobody is left behind there.
        """
        if connection.dialect.name != POSTGRESQL:
            return
        form = int.from_bytes(self.token_hash[:8].ljust(8), signed=True)
        try:
            connection.execute(SAME_FORM, {"form": form})
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == LOCK_TIMEOUT:
                raise MaybeSaved("The same form is still being kept.") from error
            raise

    def _keep_new(self, connection: sa.Connection) -> Receipt:
        serial = self._next_serial(connection)
        number, reference = request_number(self.region, self.year, serial), new_reference()
        row = {
            "region": self.region,
            "number": number,
            "reference": reference,
            "token_hash": self.token_hash,
            "mail": self.make(number, reference),
            "accepted_at": self.accepted_at,
            "sendings": 1,
            "staff_hash": self.staff_hash,
        }
        request_id = connection.scalar(KEEP_REQUEST, row)
        rows = [self._delivery(request_id, address) for address in self.addresses]
        connection.execute(KEEP_DELIVERY, rows)
        tallies.count(
            connection,
            region=self.region,
            accepted_at=self.accepted_at,
            kind="received",
            detail=self.tally,
        )
        return Receipt(number, reference, self.accepted_at, None)

    def _next_serial(self, connection: sa.Connection) -> int:
        serial = _next_serial(connection, self.region, self.year)
        if serial <= self.given:
            # An older database was put back: no request is refused, and no number comes twice.
            go_on_after(connection, region=self.region, year=self.year, last=self.given)
            serial = _next_serial(connection, self.region, self.year)
        return serial

    def _delivery(self, request_id: int | None, address: str) -> dict[str, object]:
        return {
            "request_id": request_id,
            "address": address,
            "state": State.WAITING,
            "due": self.accepted_at,
            "attempts": 0,
        }


def receipt_of(connection: sa.Connection, token_hash: bytes) -> Receipt | None:
    """The receipt that belongs to a token, if that token was ever accepted."""
    row = connection.execute(FIND_RECEIPT, {"token": token_hash}).one_or_none()
    if row is None:
        return None
    delivered_at = None if row.undelivered else row.delivered_at
    return Receipt(
        row.number,
        row.reference,
        row.accepted_at,
        delivered_at,
        row.reached_at,
        row.acknowledged_at,
        row.erased_at,
        handled=bool(row.handled),
    )


def form_is_known(connection: sa.Connection, form: bytes) -> bool:
    """Whether a token was accepted that begins so."""
    ends = {"first": form.ljust(HASH_BYTES, b"\0"), "last": form.ljust(HASH_BYTES, b"\xff")}
    return bool(connection.scalar(FORM_IS_KNOWN, ends))


def _next_serial(connection: sa.Connection, region: str, year: int) -> int:
    taken = connection.scalar(NEXT_SERIAL, {"of": region, "in": year})
    if taken is None:
        taken = 1
        connection.execute(FIRST_SERIAL, {"region": region, "year": year, "last": taken})
    return int(taken)


def go_on_after(connection: sa.Connection, *, region: str, year: int, last: int) -> None:
    """The next number is above `last`, and above every number taken here."""
    this = (counters.c.region == region, counters.c.year == year)
    taken = connection.scalar(sa.select(counters.c.last).where(*this).with_for_update())
    if taken is None:
        connection.execute(sa.insert(counters).values(region=region, year=year, last=last))
    elif taken < last:
        connection.execute(sa.update(counters).where(*this).values(last=last))
