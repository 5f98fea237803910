"""What those who mean harm cost everybody else: bombs, and a crowd that is slow on purpose."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import bombs
from bench import slow
from bench.row import Row
from bench.subjects import product


def rows() -> Iterator[Row]:
    """Against the real web process."""
    with tempfile.TemporaryDirectory() as folder, product(Path(folder) / "service") as (ours, _):
        for worst in bombs.worst_bombs(ours.port):
            took = f"{worst.milliseconds:.0f} ms"
            held = worst.milliseconds <= bombs.GATE_MS
            what = f"worst bomb among {worst.kind}: {worst.name}"
            yield Row(what, took, f"{bombs.GATE_MS} ms", held)
        found = slow.waits(ours.port)
        yield Row(
            "a visitor's wait (p95) while 60 are slow and 200 idle",
            f"{found.alone:.0f} ms, {found.longer:+.0f} ms",
            f"+{slow.GATE_MS} ms",
            found.longer <= slow.GATE_MS,
        )
