"""A hundred thousand requests that wait: what it costs whoever sends, and whoever delivers."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.row import Row
from bench.stock import CODE
from bench.stock import fill
from intake_app.intake.concerns import Lookout
from intake_app.store import Store
from tests.support.keys import AGENCY
from tests.support.postgres import running_postgres

FEW, MANY = 100, 100_000
MAIL_BYTES = 31_000
"""Of a request as it is sealed for two addresses."""
TRIES = 9
LEASE = timedelta(minutes=20)
SLOWEST_MS = 200
"""What every round may take at most; families' Send waits as long, on SQLite."""


def rows() -> Iterator[Row]:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "intake.sqlite3"
        yield from _rows("SQLite", f"sqlite:///{file}")
        yield Row(f"SQLite: {MANY:,} requests on the disk", f"{file.stat().st_size / 1e9:.1f} GB")
    with running_postgres() as server, server.database() as url:
        yield from _rows("PostgreSQL", url)


def _rows(name: str, url: str) -> Iterator[Row]:
    Store.open(url).close()
    fill(url, FEW, mail=os.urandom(MAIL_BYTES), delivered=False)
    few = _measured(url)
    fill(url, MANY - FEW, mail=os.urandom(MAIL_BYTES), delivered=False)
    many = _measured(url)
    for what, ms in many.items():
        figure = f"{few[what]:.1f} to {ms:.1f} ms, x{ms / few[what]:.1f}"
        row = f"{name}: {what}, {FEW} to {MANY:,} waiting"
        yield Row(row, figure, f"{SLOWEST_MS} ms", ms <= SLOWEST_MS)


def _measured(url: str) -> dict[str, float]:
    store, now = Store.open(url), datetime.now(UTC)
    early = now - timedelta(hours=1)
    acts: dict[str, Callable[[], object]] = {
        "keep one more": lambda: _accept(store, now),
        "hand out the next": lambda: store.claim_due(now=now, limit=1, lease=LEASE),
        "look for what is due, in vain": lambda: store.claim_due(now=early, limit=1, lease=LEASE),
        "count what waits": store.backlog,
        "all that an alarm looks at": lambda: Lookout(store=store).concerns(now),
        "a morning's sign of life": lambda: store.lookup.span(CODE, early, now),
    }
    spent = {what: _ms(act) for what, act in acts.items()}
    store.close()
    return spent


def _ms(act: Callable[[], object]) -> float:
    spent = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
    return median(spent)


def _accept(store: Store, now: datetime) -> None:
    mail = os.urandom(MAIL_BYTES)
    store.accept(
        token_hash=secrets.token_bytes(32),
        region=CODE,
        year=now.year,
        accepted_at=now,
        addresses=(AGENCY,),
        make=lambda _number, _reference: mail,
    )
