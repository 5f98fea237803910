"""What a form page, a submission and a whole journey cost beside the floors, on both databases."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.processes import cpu_ms
from bench.processes import memory_mb
from bench.row import Row
from bench.subjects import Product
from bench.subjects import Subject
from bench.subjects import floor
from bench.subjects import mail_sink
from bench.subjects import product
from tests.support.client import Client
from tests.support.postgres import running_postgres

ROUNDS = 3
PAGES = 60
REQUESTS = 40
JOURNEYS = 8
CONNECTIONS = (1, 4, 16)
SENDINGS = 80
"""In one measure of the rate, shared among the connections."""
MANY = 10_000
"""Requests after which memory is looked at: form pages and submissions in turn."""


@dataclass(frozen=True)
class Sample:
    """One round of one subject."""

    form_ms: float
    prepare_ms: float
    send_ms: float
    rates: tuple[float, ...]
    journey_ms: float

    @property
    def submission_ms(self) -> float:
        """Form page and last POST."""
        return self.form_ms + self.send_ms


def rows() -> Iterator[Row]:
    """Everything, with all subjects running side by side and measured in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(_folder()))
        ground = stack.enter_context(floor(folder))
        mailing = stack.enter_context(floor(folder, stack.enter_context(mail_sink())))
        server = stack.enter_context(running_postgres())
        lite, _ = stack.enter_context(product(folder / "sqlite"))
        url = stack.enter_context(server.database())
        large, _ = stack.enter_context(product(folder / "postgresql", url))
        idle = {ours.name: _memory(ours) for ours in (lite, large)}
        subjects: tuple[Subject, ...] = (ground, mailing, lite, large)
        samples: dict[str, list[Sample]] = {subject.name: [] for subject in subjects}
        for _ in range(ROUNDS):
            for subject in subjects:
                samples[subject.name].append(_sample(subject))
        middles = {name: _middle(found) for name, found in samples.items()}
        yield from _floor_rows(middles[ground.name], middles[mailing.name])
        for ours in (lite, large):
            yield from _cost_rows(ours.name, middles[ground.name], middles[ours.name])
            yield from _memory_rows(ours, idle[ours.name])


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _sample(subject: Subject) -> Sample:
    client = Client(subject.port)
    form_ms = _cpu_of(subject, PAGES, lambda: subject.form(client))
    posts: list[dict[str, str]] = []
    prepare_ms = _cpu_of(subject, REQUESTS, lambda: posts.append(subject.prepare(client)))
    send_ms = _cpu_of(subject, REQUESTS, lambda: subject.send(client, posts.pop()))
    client.close()
    rates = tuple(_rate(subject, connections) for connections in CONNECTIONS)
    return Sample(form_ms, prepare_ms, send_ms, rates, _journey_ms(subject))


def _cpu_of(subject: Subject, times: int, act: Callable[[], object]) -> float:
    before = cpu_ms(subject.processes[0])
    for _ in range(times):
        act()
    return (cpu_ms(subject.processes[0]) - before) / times


def _journey_ms(subject: Subject) -> float:
    if not isinstance(subject, Product):
        return 0.0
    client = Client(subject.port)
    journey_ms = _cpu_of(subject, JOURNEYS, lambda: subject.journey(client))
    client.close()
    return journey_ms


def _rate(subject: Subject, connections: int) -> float:
    """Submissions a second: a form page and the last POST each, all connections at once."""
    share = SENDINGS // connections

    def ready() -> tuple[Client, list[dict[str, str]]]:
        client = Client(subject.port)
        return client, [subject.prepare(client) for _ in range(share)]

    def run(prepared: tuple[Client, list[dict[str, str]]]) -> None:
        client, posts = prepared
        for fields in posts:
            subject.form(client)
            subject.send(client, fields)
        client.close()

    crowd = [ready() for _ in range(connections)]
    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(run, crowd))
    return connections * share / (time.perf_counter() - start)


def _middle(samples: list[Sample]) -> Sample:
    rates = zip(*(sample.rates for sample in samples), strict=True)
    return Sample(
        form_ms=median(sample.form_ms for sample in samples),
        prepare_ms=median(sample.prepare_ms for sample in samples),
        send_ms=median(sample.send_ms for sample in samples),
        rates=tuple(median(found) for found in rates),
        journey_ms=median(sample.journey_ms for sample in samples),
    )


def _floor_rows(ground: Sample, mailing: Sample) -> Iterator[Row]:
    yield Row("floor: CPU ms a form page", f"{ground.form_ms:.1f}")
    yield Row("floor: CPU ms a submission (page and last POST)", f"{ground.submission_ms:.1f}")
    rates = _listed(ground.rates, "{:.0f}")
    yield Row(f"floor: submissions a second, {_crowd()} connections", rates)
    with_mail = mailing.submission_ms / ground.submission_ms
    yield Row("floor with mail: a submission", f"x{with_mail:.2f}")
    yield Row(f"floor with mail: rate, {_crowd()} connections", _ratios(mailing, ground))


def _cost_rows(name: str, ground: Sample, ours: Sample) -> Iterator[Row]:
    page = ours.form_ms / ground.form_ms
    yield Row(f"{name}: form page", f"{ours.form_ms:.1f} ms, x{page:.2f}", "at most x1", page <= 1)
    submission = ours.submission_ms / ground.submission_ms
    yield Row(
        f"{name}: submission, sealed, signed, synced",
        f"{ours.submission_ms:.1f} ms, x{submission:.2f}",
        "at most x1.3",
        submission <= 1.3,
    )
    checked = ours.prepare_ms + ours.send_ms
    yield Row(
        f"{name}: the same with the check page between",
        f"{checked:.1f} ms, x{checked / ground.submission_ms:.2f}",
    )
    journey = ours.journey_ms / ground.submission_ms
    yield Row(
        f"{name}: the whole form step by step",
        f"{ours.journey_ms:.1f} ms, x{journey:.2f}",
        "at most x5",
        journey <= 5,
    )
    rates, busiest = _listed(ours.rates, "{:.0f}"), ours.rates[-1] / ground.rates[-1]
    yield Row(f"{name}: submissions a second, {_crowd()} connections", rates)
    yield Row(f"{name}: the same", _ratios(ours, ground), "last: x0.8", busiest >= 0.8)


def _crowd() -> str:
    return "/".join(str(number) for number in CONNECTIONS)


def _listed(figures: tuple[float, ...], shape: str) -> str:
    return " / ".join(shape.format(figure) for figure in figures)


def _ratios(ours: Sample, ground: Sample) -> str:
    both = zip(ours.rates, ground.rates, strict=True)
    return _listed(tuple(own / base for own, base in both), "x{:.2f}")


def _memory(ours: Product) -> float:
    return sum(memory_mb(process) for process in ours.processes)


def _memory_rows(ours: Product, idle: float) -> Iterator[Row]:
    """Web and delivery together."""
    yield Row(f"{ours.name}: memory idle", f"{idle:.0f} MB", "120 MB", idle <= 120)

    def run(times: int) -> None:
        client = Client(ours.port)
        for _ in range(times):
            ours.send(client, ours.prepare(client))
        client.close()

    with ThreadPoolExecutor(CONNECTIONS[-1]) as pool:
        # A form page, its check page and Send: three requests.
        list(pool.map(run, [MANY // 3 // CONNECTIONS[-1] + 1] * CONNECTIONS[-1]))
    loaded = _memory(ours)
    yield Row(f"{ours.name}: after {MANY:,} requests", f"{loaded:.0f} MB", "160 MB", loaded <= 160)
