"""The portal beside stock mkdocs-material with the same text, built and loaded in the same run.

Stock Material stands here without Google's fonts, because nothing leaves this machine: that is in
its favour. Builds take turns, and the least of a few rounds counts: a busy machine only adds. The
gates are on the time on the clock; CPU seconds stand beside it, for machines with one processor.
`python -m bench portal` prints these rows alone.
"""

from __future__ import annotations

import functools
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from playwright.sync_api import sync_playwright

from bench.lighthouse import PROGRAM
from bench.lighthouse import report
from bench.row import Row
from portal.build_time import build_day
from portal.site_model import load_site_model
from tests.support.project import PROJECT

ROUNDS = 3
TWINS = 500
"""Pages a language, of the large site."""
MODEL = "how-it-works"
TEXT_TYPES = (".html", ".css", ".js", ".json", ".svg", ".xml", "/")
STOCK = """\
site_name: Service Coordination
docs_dir: docs
theme: {name: material, font: false}
plugins: [search]
markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables]
validation: {links: {not_found: ignore, unrecognized_links: ignore}}
"""


# The kernel's own figure for a finished process begins at what its parent held.
MEASURED = """\
import re, runpy, sys
from pathlib import Path
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
"""Runs a module, then tells the most memory that this process held, in kB."""


@dataclass(frozen=True)
class Load:
    """What a first visit costs."""

    size: int
    requests: int


@dataclass(frozen=True)
class Cost:
    """What a build takes."""

    wall: float
    cpu: float
    memory_mb: float

    def least(self, other: Cost) -> Cost:
        """Of two builds of the same."""
        return Cost(
            min(self.wall, other.wall),
            min(self.cpu, other.cpu),
            min(self.memory_mb, other.memory_mb),
        )


class _Compressing(SimpleHTTPRequestHandler):
    """Gives text compressed, as any real web server would."""

    def log_message(self, *_: object) -> None:
        """A benchmark has no use for a request log."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(urlsplit(self.path).path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or not path.name.endswith(TEXT_TYPES):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 9, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path.name))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Compressing, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _our_project(folder: Path, twins: int = 0) -> Path:
    """A copy of the project with copies of a page, so that it has `twins` pages a language."""
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    (folder / "site").symlink_to(PROJECT / "site")
    for pages in (folder / "content/pages").iterdir():
        text = (pages / f"{MODEL}.md").read_text(encoding="utf-8")
        for number in range(len(list(pages.rglob("*.md"))), twins):
            # No two pages may have one title.
            own = re.sub("^title: ", f"title: {number} ", text, count=1, flags=re.MULTILINE)
            (pages / f"copy-{number}.md").write_text(own, encoding="utf-8")
    return folder


def _stock_project(folder: Path, ours: Path) -> Path:
    """The same text for mkdocs-material as it is shipped."""
    model = load_site_model(ours / "content", "halton", today=build_day("0"), has_documents=False)
    for uri, page in model.pages.items():
        path = folder / "docs" / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its Markdown is rendered already, which spares the other side work, not ours.
        path.write_text(f"---\ntitle: {page.about.title!r}\n---\n{page.html}", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    return folder


def _cost(command: list[str], folder: Path, **settings: str) -> Cost:
    clean = {name: value for name, value in os.environ.items() if name != "INTAKE_PUBLIC_URL"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", MEASURED, *command],
        cwd=folder,
        env={**clean, "REGION": "halton", "NO_MKDOCS_2_WARNING": "1", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    with process.stdout as said:
        told = said.read().split()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    wall = time.perf_counter() - begun
    return Cost(wall, used.ru_utime + used.ru_stime, int(told[-1]) / 1000)


def _build_ours(folder: Path, *, documents: str = "false") -> Cost:
    settings = {"INTAKE_PORTAL_DIR": str(folder / "made"), "PORTAL_DOCUMENTS": documents}
    return _cost(["mkdocs", "build", "-q"], folder, **settings)


def _build_stock(folder: Path) -> Cost:
    return _cost(["mkdocs", "build", "-q", "-d", "made"], folder)


def _load(browser: Browser, address: str) -> Load:
    page = browser.new_context().new_page()
    seen: list[int] = []
    page.on("response", lambda response: seen.append(len(gzip.compress(response.body(), 9))))
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.context.close()
    return Load(sum(seen), len(seen))


def _largest_paint_ms(address: str) -> float:
    """Lighthouse's simulated slow 4G, on a phone."""
    audits = report(address, only=("performance",))["audits"]
    return float(audits["largest-contentful-paint"]["numericValue"])


def _visit_rows(ours: Path, stock: Path) -> Iterator[Row]:
    path = f"/en/{MODEL}/"
    with _served(ours / "made") as our_site, _served(stock / "made") as stock_site:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            mine, other = (_load(browser, site + path) for site in (our_site, stock_site))
            browser.close()
        share = mine.size / other.size
        yield _row("portal, first visit of a page, gzip", f"{mine.size / 1000:.1f} kB", share)
        count = f"{mine.requests} against {other.requests}"
        yield Row("portal, requests of that visit", count, "at most 2", mine.requests <= 2)
        if PROGRAM.exists():
            mine_ms, other_ms = (_largest_paint_ms(site + path) for site in (our_site, stock_site))
            figure, gate = f"{mine_ms:.0f} ms, x{mine_ms / other_ms:.2f}", "at most x0.65"
            yield Row("portal, LCP (Lighthouse)", figure, gate, mine_ms <= 0.65 * other_ms)


def _row(what: str, figure: str, share: float, most: float | None = None) -> Row:
    gate = f"at most x{most:.2f}" if most else ""
    return Row(what, f"{figure}, x{share:.2f}", gate, share <= most if most else None)


def _build_rows(what: str, ours: Cost, stock: Cost, most: float | None = None) -> Iterator[Row]:
    """x1 is the plain build of the same pages."""
    yield _row(f"portal, {what}, time", f"{ours.wall:.1f} s", ours.wall / stock.wall, most)
    yield _row(f"portal, {what}, CPU", f"{ours.cpu:.1f} s", ours.cpu / stock.cpu)
    share = ours.memory_mb / stock.memory_mb
    yield _row(f"portal, {what}, memory", f"{ours.memory_mb:.0f} MB", share)


def rows() -> Iterator[Row]:
    """Everything; x1 is stock Material with the same text."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _rows(Path(folder))


def _rows(folder: Path) -> Iterator[Row]:
    ours = _our_project(folder / "ours")
    stock = _stock_project(folder / "stock", ours)
    plain, with_documents, base = (
        functools.reduce(Cost.least, costs)
        for costs in zip(*(_round(ours, stock) for _ in range(ROUNDS)), strict=True)
    )
    yield Row("stock Material, build of one region", f"{base.wall:.1f} s, {base.memory_mb:.0f} MB")
    yield from _build_rows("build of one region, pages", plain, base)
    yield from _build_rows("build of one region, documents too", with_documents, base, 6)
    yield from _visit_rows(ours, stock)
    large = _our_project(folder / "ours-1000", TWINS)
    mine, other = _build_ours(large), _build_stock(_stock_project(folder / "stock-1000", large))
    yield Row(
        "stock Material, build of 1,000 pages", f"{other.wall:.1f} s, {other.memory_mb:.0f} MB"
    )
    yield from _build_rows("build of 1,000 pages", mine, other, 1 / 3)


def _round(ours: Path, stock: Path) -> tuple[Cost, Cost, Cost]:
    """Pages, pages with documents, and stock Material, one after the other."""
    return _build_ours(ours), _build_ours(ours, documents="true"), _build_stock(stock)
