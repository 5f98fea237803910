"""What a first visit costs, in the demo."""

from __future__ import annotations

import gzip
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.row import Row
from tests.support.client import Client
from tests.support.demo import Demo
from tests.support.demo import build_demo

FAMILY_PAGES = ("/en/", "/fr/", "/en/self-check/", "/en/ask/", "/en/ask/one-page")
OWN_RESOURCE = re.compile(
    r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"#]+\.(?:css|js|svg|png))"'
)


def rows() -> Iterator[Row]:
    """A page of each kind, with everything it asks for."""
    with tempfile.TemporaryDirectory() as folder:
        portal = Path(folder) / "portal"
        build_demo("halton", portal)
        demo = Demo("halton", Path(folder) / "demo", portal)
        demo.start()
        try:
            port = int(demo.site.rpartition(":")[2])
            for path in FAMILY_PAGES:
                size = first_visit(port, path) / 1000
                yield Row(f"first visit of {path}", f"{size:.1f} kB", "14 kB", size <= 14)
        finally:
            demo.end()


def first_visit(port: int, path: str) -> int:
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
