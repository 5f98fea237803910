"""`python -m tests.bench`: what a request costs beside the floor; a table, and build/bench.json.

Rounds in turn, medians, and ratios, because no two machines agree on milliseconds. Never fails a
test run: a gate that is missed says NOT OK.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests import machine
from tests.bench import lighthouse
from tests.bench.client import Client
from tests.bench.processes import cpu_ms
from tests.bench.processes import memory_mb
from tests.bench.subjects import Subject
from tests.bench.subjects import floor
from tests.bench.subjects import mail_sink
from tests.bench.subjects import product
from tests.house.project import PROJECT

ROUNDS = 3
MOST_SECONDS = 150
"""After which no further round begins."""
PAGES = 60
REQUESTS = 40
CONNECTIONS = 16
FULL = "100/100/100/100"
FIRST_VISIT_PAGES = ("/en/", "/fr/", "/en/self-check/", "/en/ask/", "/en/ask/one-page")
OWN_RESOURCE = re.compile(
    r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"#]+\.(?:css|js|svg|png))"'
)


@dataclass(frozen=True)
class Row:
    """A figure and, where there is one, its gate."""

    what: str
    figure: str
    gate: str = ""
    held: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "ok", False: "NOT OK"}[self.held]
        return f"{self.what:<58}{self.figure:>22}  {self.gate:<16}{verdict}"


@dataclass(frozen=True)
class Sample:
    """One round of one subject."""

    form_ms: float
    prepare_ms: float
    send_ms: float
    rate: float


def _cpu_of(subject: Subject, times: int, act: Callable[[], object]) -> float:
    before = cpu_ms(subject.processes[0])
    for _ in range(times):
        act()
    return (cpu_ms(subject.processes[0]) - before) / times


def _rate(subject: Subject) -> float:
    """Submissions a second: a form page and the last POST each, 16 connections at once."""
    share = REQUESTS // 8

    def ready() -> tuple[Client, list[dict[str, str]]]:
        client = Client(subject.port)
        return client, [subject.prepare(client) for _ in range(share)]

    def run(prepared: tuple[Client, list[dict[str, str]]]) -> None:
        client, posts = prepared
        for fields in posts:
            subject.form(client)
            subject.send(client, fields)
        client.close()

    crowd = [ready() for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(run, crowd))
    return CONNECTIONS * share / (time.perf_counter() - start)


def _sample(subject: Subject) -> Sample:
    client = Client(subject.port)
    form_ms = _cpu_of(subject, PAGES, lambda: subject.form(client))
    posts: list[dict[str, str]] = []
    prepare_ms = _cpu_of(subject, REQUESTS, lambda: posts.append(subject.prepare(client)))
    send_ms = _cpu_of(subject, REQUESTS, lambda: subject.send(client, posts.pop()))
    client.close()
    return Sample(form_ms, prepare_ms, send_ms, _rate(subject))


def _middle(samples: list[Sample]) -> Sample:
    names = ("form_ms", "prepare_ms", "send_ms", "rate")
    return Sample(*(median(getattr(sample, name) for sample in samples) for name in names))


def _first_visit(port: int, path: str) -> int:
    """Bytes of page and everything it asks for, as a browser gets them with gzip."""
    client = Client(port)
    body = client.get(path, **{"Accept-Encoding": "gzip"})
    page = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    total = len(body)
    for address in set(OWN_RESOURCE.findall(page.decode())):
        absolute = address if address.startswith("/") else _resolved(path, address)
        total += len(client.get(absolute, **{"Accept-Encoding": "gzip"}))
    client.close()
    return total


def _resolved(path: str, address: str) -> str:
    folders = path.split("/")[:-1]
    while address.startswith("../"):
        address, folders = address[3:], folders[:-1]
    return "/".join([*folders, address])


def _cost_rows(ground: Sample, mailing: Sample, ours: Sample) -> list[Row]:
    base = ground.form_ms + ground.send_ms
    page, submission = ours.form_ms / ground.form_ms, (ours.form_ms + ours.send_ms) / base
    whole, rate = (ours.prepare_ms + ours.send_ms) / base, ours.rate / ground.rate
    with_mail = (mailing.form_ms + mailing.send_ms) / base
    return [
        Row("floor: CPU ms a form page", f"{ground.form_ms:.1f}"),
        Row("floor: CPU ms a submission (page and last POST)", f"{base:.1f}"),
        Row("floor: submissions a second, 16 connections", f"{ground.rate:.0f}"),
        Row("floor with mail: a submission", f"x{with_mail:.2f}"),
        Row("floor with mail: rate", f"x{mailing.rate / ground.rate:.2f}"),
        Row("form page", f"{ours.form_ms:.1f} ms, x{page:.2f}", "at most x1", page <= 1),
        Row(
            "submission (page and last POST), sealed, signed, synced",
            f"{ours.form_ms + ours.send_ms:.1f} ms, x{submission:.2f}",
            "at most x1.3",
            submission <= 1.3,
        ),
        Row(
            "the same with the check page between",
            f"{ours.prepare_ms + ours.send_ms:.1f} ms, x{whole:.2f}",
        ),
        Row(
            "rate, 16 connections", f"{ours.rate:.0f}/s, x{rate:.2f}", "at least x0.8", rate >= 0.8
        ),
    ]


def measure(folder: Path) -> list[Row]:
    """Everything, with all subjects running side by side."""
    with (
        floor(folder) as ground,
        mail_sink() as smtp,
        floor(folder, smtp) as mailing,
        product(folder) as (ours, demo),
    ):
        subjects: tuple[Subject, ...] = (ground, mailing, ours)
        idle = sum(memory_mb(process) for process in ours.processes)
        samples: dict[str, list[Sample]] = {subject.name: [] for subject in subjects}
        end = time.monotonic() + MOST_SECONDS
        for number in range(ROUNDS):
            if number and time.monotonic() > end:
                break
            for subject in subjects:
                samples[subject.name].append(_sample(subject))
        loaded = sum(memory_mb(process) for process in ours.processes)
        rows = _cost_rows(*(_middle(samples[subject.name]) for subject in subjects))
        rows.append(Row("memory idle, web and delivery", f"{idle:.0f} MB", "120 MB", idle <= 120))
        rows.append(Row("memory loaded", f"{loaded:.0f} MB", "160 MB", loaded <= 160))
        for path in FIRST_VISIT_PAGES:
            size = _first_visit(ours.port, path) / 1000
            rows.append(Row(f"first visit of {path}", f"{size:.1f} kB", "14 kB", size <= 14))
        for page, scores in lighthouse.scores(demo.site):
            rows.append(Row(f"Lighthouse {page}", scores, FULL, scores == FULL))
        return rows


def main() -> None:
    """Print the table and keep it."""
    machine.install_tools(lighthouse=True)
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder))
    kept = PROJECT / "build" / "bench.json"
    kept.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")
    sys.stdout.write("\n".join(str(row) for row in rows) + f"\nkept in {kept}\n")


if __name__ == "__main__":
    main()
