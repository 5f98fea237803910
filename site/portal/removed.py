"""Addresses that families may have kept: none goes without another page in its place."""

from __future__ import annotations

import re
from pathlib import Path

from intake_app.errors import Fault

FEED = "en/training.ics"
REGION = re.compile(r"(?m)^PRODID:-//One Story//Training ([a-z0-9-]+)//")


def faults(before: Path, site: Path) -> tuple[Fault, ...]:
    """Of the last good build of the same region, what `site` has no page for."""
    region = _region(before)
    if not region or region != _region(site):
        return ()
    return tuple(
        Fault(
            f"content/regions/{region}/redirects.yml",
            f"The address /en/{name}/ was published, and is gone.",
            f"Write `- {{from: {name}, to: …}}` below `redirects:`.",
        )
        for name in sorted(_pages(before) - _pages(site))
    )


def _region(site: Path) -> str:
    feed = site / FEED
    found = REGION.search(feed.read_text(encoding="utf-8")) if feed.is_file() else None
    return found[1] if found else ""


def _pages(site: Path) -> set[str]:
    folder = site / "en"
    names = (path.parent.relative_to(folder).as_posix() for path in folder.rglob("index.html"))
    return {name for name in names if name != "."}
