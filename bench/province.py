"""All 34 regions on one machine: every portal built, every form and every delivery at work.

One region is real, 33 are invented after it in a folder that goes away; nothing of it is ever
tracked. Leeds & Grenville is none of them: it may not be served before its agency's phone is known.
"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from threading import Event

from bench.processes import cpu_ms
from bench.processes import memory_mb
from bench.processes import share_mb
from bench.row import Row
from bench.subjects import ANSWERS
from bench.subjects import mail_sink
from intake_app.settings import Settings
from intake_app.store import Store
from portal.build import build_portal
from tests.support.authority import Authority
from tests.support.client import Client
from tests.support.demo import eventually
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page
from tests.support.keys import make_keys
from tests.support.project import PROJECT
from tests.support.proofs import prove_keys
from tests.support.service import Service
from tests.support.service import approve
from tests.support.service import complete_settings

REGIONS = 34
MODEL = "halton"
IDLE_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """One region's two processes."""

    name: str
    port: int
    web: int
    delivery: int
    settings: Settings


def rows() -> Iterator[Row]:
    """Builds, then serves."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "project"
        regions = make_province(project)
        yield from _build_rows(project, regions, folder)
        yield from _service_rows(project, regions, folder)


def make_province(project: Path) -> list[str]:
    """A copy of the project with all its regions, each fit to be served; their names."""
    for part in ("content", "intake_app", "site"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, project / part, ignore=ignored)
    shutil.copy(PROJECT / "mkdocs.yml", project)
    approve(project)
    home = project / "content" / "regions"
    invented = [f"invented-{number:02d}" for number in range(1, REGIONS)]
    for number, name in enumerate(invented):
        shutil.copytree(home / MODEL, home / name)
        for file in (home / name).rglob("*.*"):
            text = file.read_text(encoding="utf-8")
            file.write_text(_as_invented(text, number, name), encoding="utf-8")
    return [MODEL, *invented]


def _as_invented(text: str, number: int, name: str) -> str:
    """The build refuses what belongs to another region: each has its own name, desk and code."""
    own = {
        "Halton": name.capitalize(),
        "ROCK Reach Out Centre for Kids": f"Desk of {name}",
        "rockonline.ca": f"{name}.ca",
        "289-266-0036": f"289-266-02{number:02d}",
        "code: HAL": f"code: X{chr(65 + number // 26)}{chr(65 + number % 26)}",
    }
    for theirs, ours in own.items():
        text = text.replace(theirs, ours)
    return text


def _build_rows(project: Path, regions: list[str], folder: Path) -> Iterator[Row]:
    cpu, begun = _children_cpu(), time.perf_counter()
    for name in regions:
        given = os.environ | {
            "REGION": name,
            "INTAKE_PUBLIC_URL": f"https://{name}.example",
            "INTAKE_PORTAL_DIR": str(_portal(folder, name)),
        }
        made = build_portal(project, given)
        assert made.pages, made.faults
    wall, spent = time.perf_counter() - begun, _children_cpu() - cpu
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sizes = [path.stat().st_size for path in (folder / "portals").rglob("*") if path.is_file()]
    what = f"{len(regions)} portals with all documents, one after the other"
    yield Row(what, f"{wall:.0f} s, {spent:.0f} s CPU")
    yield Row("most memory that one of these builds held", f"{most:.0f} MB")
    total = sum(sizes) / 1e6
    yield Row("what they take on the disk, compressed copies too", f"{total:.0f} MB")
    yield Row("the same, one region", f"{total / len(regions):.1f} MB")


def _portal(folder: Path, name: str) -> Path:
    return folder / "portals" / name / "portal"


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _service_rows(project: Path, regions: list[str], folder: Path) -> Iterator[Row]:
    begun = time.perf_counter()
    with _all_running(project, regions, folder) as (running, started):
        count = len(running)
        yield Row(f"{count} forms and {count} deliveries started", f"{started - begun:.0f} s")
        processes = [one for region in running for one in (region.web, region.delivery)]
        yield from _memory_rows("idle", processes, count)
        yield _idle_row(processes)
        yield _visit_row("a form page of each region, the first", running)
        yield _visit_row("the same again", running)
        yield _sending_row(running)
        yield from _memory_rows("after that", processes, count)


@contextmanager
def _all_running(
    project: Path, regions: list[str], folder: Path
) -> Iterator[tuple[list[Running], float]]:
    (folder / "keys").mkdir()
    keys, authority = make_keys(folder / "keys"), Authority.make(folder)
    services: list[Service] = []
    with mail_sink(authority.server_certificate()) as smtp:
        try:
            running = []
            for name in regions:
                state = folder / "state" / name
                state.mkdir(parents=True)
                mail = {
                    "INTAKE_MAIL_PORT": str(smtp),
                    "INTAKE_MAIL_CA_FILE": str(authority.ca_file),
                    "INTAKE_PROXY_HOPS": "1",
                    "INTAKE_PUBLIC_URL": f"https://{name}.example",
                    "INTAKE_PORTAL_DIR": str(_portal(folder, name)),
                }
                environ = complete_settings(project, state, keys) | mail
                settings = Settings.from_environment(environ)
                prove_keys(settings)
                one = Service(state, environ | {"REGION": name})
                services.append(one)
                web, port = one.serve()
                running.append(Running(name, port, web, one.deliver(), settings))
            yield running, time.perf_counter()
        finally:
            for one in services:
                one.end()


def _memory_rows(when: str, processes: list[int], count: int) -> Iterator[Row]:
    resident = sum(map(memory_mb, processes))
    real = sum(map(share_mb, processes))
    yield Row(f"memory {when}, as `top` adds it up", f"{resident:.0f} MB")
    yield Row(f"memory {when}, what is shared counted once", f"{real:.0f} MB")
    yield Row(f"memory {when}, one region of these", f"{real / count:.0f} MB")


def _idle_row(processes: list[int]) -> Row:
    before = sum(map(cpu_ms, processes))
    Event().wait(IDLE_SECONDS)
    share = (sum(map(cpu_ms, processes)) - before) / (IDLE_SECONDS * 10)
    return Row("CPU while nobody comes, of one processor", f"{share:.1f} %")


def _visit_row(what: str, running: list[Running]) -> Row:
    spent = []
    for one in running:
        client = Client(one.port)
        begun = time.perf_counter()
        client.get(ONE_PAGE)
        spent.append((time.perf_counter() - begun) * 1000)
        client.close()
    parts = quantiles(spent, n=20)
    return Row(f"{what}, p50/p95", f"{parts[9]:.1f} / {parts[18]:.1f} ms")


def _sending_row(running: list[Running]) -> Row:
    """A family in every region, and every mail with its agency's server."""
    begun = time.perf_counter()
    for one in running:
        client = Client(one.port)
        client.post(ONE_PAGE, check_one_page(client, ANSWERS), 303)
        client.close()
    sent = time.perf_counter()
    stores = [Store.open(one.settings.database_url) for one in running]
    assert eventually(lambda: not any(store.backlog().waiting for store in stores))
    for store in stores:
        assert store.lookup.how_many() == 1
        store.close()
    arrived = time.perf_counter()
    figure = f"{sent - begun:.1f} s, {arrived - sent:.1f} s later there"
    return Row("a request in each region, one after the other", figure)
