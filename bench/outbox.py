"""The outbox under load: from Send to the mail server's 250, a backlog drained, growth."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from statistics import median
from statistics import quantiles
from threading import Event

import sqlalchemy as sa

from bench.row import Row
from bench.stock import fill
from bench.subjects import Product
from bench.subjects import product
from intake_app.store import Store
from intake_app.store.engine import open_engine
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests
from tests.support.client import Client
from tests.support.keys import AGENCY
from tests.support.postgres import running_postgres
from tests.support.service import Service

SENDINGS = 150
PAUSE = 0.23
"""Seconds between them: no multiple of the two seconds between delivery's looks."""
BACKLOG = 10_000
WORKERS = (1, 4)
STORED = (100, 100_000)
TRIES = 60
OLD_MAIL = b"x" * 1024
PATIENCE = 1800


def rows() -> Iterator[Row]:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as name, running_postgres() as server:
        folder = Path(name)
        urls = (f"sqlite:///{folder / 'outbox.db'}", f"sqlite:///{folder / 'growth.db'}")
        yield from _database_rows("SQLite", folder / "sqlite", *urls)
        with server.database() as outbox, server.database() as growth:
            yield from _database_rows("PostgreSQL", folder / "postgresql", outbox, growth)


def _database_rows(name: str, folder: Path, outbox: str, growth: str) -> Iterator[Row]:
    with product(folder, outbox) as (ours, service):
        yield _latency_row(name, ours, outbox)
        service.end()
        for workers in WORKERS:
            yield _backlog_row(name, service, workers)
    yield from _growth_rows(name, growth)


def _latency_row(name: str, ours: Product, url: str) -> Row:
    """From what the family was told to what the mail server said, by the outbox's own times."""
    client, pause = Client(ours.port), Event()
    for _ in range(SENDINGS):
        ours.send(client, ours.prepare(client))
        pause.wait(PAUSE)
    client.close()
    _until_nothing_waits(url)
    columns = sa.select(requests.c.accepted_at, deliveries.c.delivered_at).join(deliveries)
    engine = open_engine(url)
    with engine.connect() as connection:
        waits = [(end - begin).total_seconds() for begin, end in connection.execute(columns)]
    engine.dispose()
    hundredths = quantiles(waits, n=100)
    figures = " / ".join(f"{hundredths[part - 1]:.1f}" for part in (50, 95, 99))
    return Row(f"{name}: accepted to 250, p50/p95/p99 of {len(waits)}", f"{figures} s")


def _until_nothing_waits(url: str) -> None:
    store, pause = Store.open(url), Event()
    for _ in range(PATIENCE * 4):
        if not store.backlog().waiting:
            break
        pause.wait(0.25)
    store.close()


def _backlog_row(name: str, service: Service, workers: int) -> Row:
    url = service.settings.database_url
    fill(url, BACKLOG, mail=_newest_mail(url), delivered=False)
    start = time.perf_counter()
    for _ in range(workers):
        service.deliver()
    _until_nothing_waits(url)
    seconds = time.perf_counter() - start
    service.end()
    what = f"{name}: a backlog of {BACKLOG:,} drained by {workers}"
    return Row(what, f"{seconds:.0f} s, {BACKLOG / seconds:.0f}/s")


def _newest_mail(url: str) -> bytes:
    engine = open_engine(url)
    with engine.connect() as connection:
        newest = sa.select(requests.c.mail).order_by(requests.c.id.desc()).limit(1)
        mail: bytes = connection.execute(newest).scalar_one()
    engine.dispose()
    return mail


def _growth_rows(name: str, url: str) -> Iterator[Row]:
    """What one more request costs beside few and beside many that were delivered."""
    Store.open(url).close()
    fill(url, STORED[0], mail=OLD_MAIL, delivered=True)
    few = _cycle_ms(url)
    fill(url, STORED[1] - STORED[0], mail=OLD_MAIL, delivered=True)
    many = _cycle_ms(url)
    what = f"{name}: accept, claim and mark, {STORED[0]:,} to {STORED[1]:,} stored"
    ratio = many / few
    yield Row(what, f"{few:.1f} to {many:.1f} ms, x{ratio:.2f}", "at most x1.5", ratio <= 1.5)


def _cycle_ms(url: str) -> float:
    """One request's whole life in the store, its three syncs included."""
    store, mail, spent = Store.open(url), b"x" * 31_000, []
    for _ in range(TRIES):
        now, begin = datetime.now(UTC), time.perf_counter()
        store.accept(
            token_hash=secrets.token_bytes(32),
            region="HAL",
            year=now.year,
            accepted_at=now,
            addresses=(AGENCY,),
            make=lambda _number, _reference: mail,
        )
        [claimed] = store.claim_due(now=now, limit=1, lease=timedelta(minutes=1))
        store.mark_delivered(claimed, now)
        spent.append((time.perf_counter() - begin) * 1000)
    store.close()
    return median(spent)
