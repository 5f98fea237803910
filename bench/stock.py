"""A database that holds many requests already: far quicker than sending each."""

from __future__ import annotations

import secrets
from datetime import UTC
from datetime import datetime

import sqlalchemy as sa

from intake_app.reference import request_number
from intake_app.store import State
from intake_app.store import Store
from intake_app.store.engine import open_engine
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests
from tests.support.keys import AGENCY

AT_ONCE = 1000
CODE = "HAL"


def fill(url: str, count: int, *, mail: bytes, delivered: bool) -> None:
    """As many more requests as told, a thousand in each transaction; their numbers go on."""
    engine, now = open_engine(url), datetime.now(UTC)
    first = _serials_given(url, now.year) + 1
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        with engine.begin() as connection:
            kept = [_request(request_number(CODE, now.year, one), mail, now) for one in numbers]
            insert = sa.insert(requests).returning(requests.c.id)
            ids = connection.scalars(insert, kept).all()
            connection.execute(
                sa.insert(deliveries), [_delivery(id_, now, delivered=delivered) for id_ in ids]
            )
    engine.dispose()
    store = Store.open(url)
    store.go_on_after(region=CODE, year=now.year, last=first + count - 1)
    store.close()


def _serials_given(url: str, year: int) -> int:
    store = Store.open(url)
    known = store.lookup.last_numbers()
    store.close()
    return max((last for region, of, last in known if (region, of) == (CODE, year)), default=0)


def _request(number: str, mail: bytes, now: datetime) -> dict[str, object]:
    return {
        "region": CODE,
        "number": number,
        "reference": secrets.token_hex(8),
        "token_hash": secrets.token_bytes(32),
        "mail": mail,
        "accepted_at": now,
        "sendings": 1,
    }


def _delivery(request_id: int, now: datetime, *, delivered: bool) -> dict[str, object]:
    return {
        "request_id": request_id,
        "address": AGENCY,
        "state": State.DELIVERED if delivered else State.WAITING,
        "due": now,
        "attempts": int(delivered),
        "delivered_at": now if delivered else None,
    }
