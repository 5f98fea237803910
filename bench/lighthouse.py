"""Google's Lighthouse over one page of each layout, as a phone on slow 4G sees it.

The site stands as it is deployed: nginx with our sample, TLS, a region that is fit to serve.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.row import Row
from tests.support.machine import TOOLS
from tests.support.nginx.front import HOST
from tests.support.nginx.front import front
from tests.support.nginx.front import make_service

PROGRAM = TOOLS / "node_modules" / ".bin" / "lighthouse"
LAYOUTS = (
    "",
    "self-check/",
    "how-it-works/",
    "providers/training/",
    "providers/agencies/",
    "providers/forms/meeting-form/",
)
FORM = ("ask/", "ask/who", "ask/one-page")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FULL = "100/100/100/100"
ROOT = ["--no-sandbox"] if os.geteuid() == 0 else []
FLAGS = " ".join(["--headless=new", "--disable-gpu", *ROOT])
TRIES = 3
"""A busy machine takes points off for time that the page does not need: the best try counts."""
SECONDS = 120


@dataclass(frozen=True)
class Scores:
    """What Lighthouse gives a page, in the order of CATEGORIES."""

    points: tuple[int, ...]
    lost: tuple[str, ...]
    """The audits that cost points, speed left out."""

    def __str__(self) -> str:
        return "/".join(str(points) for points in self.points) or "not measured"


def rows() -> Iterator[Row]:
    """The portal's layouts must have everything; the form asks search engines to stay away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = make_service(folder / "service")
        try:
            _, behind = service.serve()
            (folder / "front").mkdir()
            with front(folder / "front", service, behind) as site:
                yield from _rows(_flags_for(site.port))
        finally:
            service.end()


def _flags_for(port: int) -> str:
    """The site under its own name, whose certificate only the tests know."""
    rule = f'--host-resolver-rules="MAP {HOST}:443 127.0.0.1:{port}"'
    return f"{FLAGS} --ignore-certificate-errors {rule}"


def _rows(flags: str) -> Iterator[Row]:
    for path in ("/", *(f"/{language}/{page}" for language in ("en", "fr") for page in LAYOUTS)):
        found = _best(path, flags)
        lost = f", lost: {' '.join(found.lost)}" if found.lost else ""
        yield Row(f"Lighthouse {path}{lost}", str(found), FULL, str(found) == FULL)
    for path in (f"/{language}/{page}" for language in ("en", "fr") for page in FORM):
        found = _best(path, flags)
        held = found.points[:3] == (100, 100, 100) and "is-crawlable" in found.lost
        lost = f", kept from search engines: {' '.join(found.lost)}"
        yield Row(f"Lighthouse {path}{lost}", str(found), "100/100/100", held)


def _best(path: str, flags: str) -> Scores:
    best = Scores((), ())
    for _ in range(TRIES):
        best = max(best, _scores(path, flags), key=lambda scores: scores.points)
        if best.points[:1] == (100,):
            break
    return best


def _scores(path: str, flags: str) -> Scores:
    """No points where Lighthouse itself gave up, as it does on a machine that is too busy."""
    try:
        told = report(f"https://{HOST}{path}", flags)
    except subprocess.SubprocessError:
        return Scores((), ())
    categories = [told["categories"][name] for name in CATEGORIES]
    points = tuple(round(100 * (category["score"] or 0)) for category in categories)
    graded = [
        row["id"] for category in categories[1:] for row in category["auditRefs"] if row["weight"]
    ]
    lost = {name for name in graded if told["audits"][name]["score"] not in (None, 1)}
    return Scores(points, tuple(sorted(lost)))


def report(address: str, flags: str = FLAGS, *, only: tuple[str, ...] = CATEGORIES) -> Any:
    """Everything that Lighthouse says of a page. Raises CalledProcessError, TimeoutExpired."""
    done = subprocess.run(
        [PROGRAM, address, "--quiet", "--output=json", f"--chrome-flags={flags}",
         f"--only-categories={','.join(only)}"],
        env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout)
