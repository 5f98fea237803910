"""`python -m bench [PART …]`: the benchmark, a table, and build/bench.json.

Rounds in turn, medians, and ratios, because no two machines agree on milliseconds. Never fails a
test run: a gate that is missed says NOT OK. Without a PART, all of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import asdict

from bench import form
from bench import harm
from bench import leaving
from bench import lighthouse
from bench import outbox
from bench import pages
from bench import portal
from bench import scale
from bench.row import Row
from tests.support import machine
from tests.support.project import PROJECT

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "form": form.rows,
    "outbox": outbox.rows,
    "harm": harm.rows,
    "leaving": leaving.rows,
    "pages": pages.rows,
    "lighthouse": lighthouse.rows,
    "portal": portal.rows,
    "scale": scale.rows,
}
KEPT = PROJECT / "build" / "bench.json"


def main() -> None:
    """Print the table, row by row as it is found, and keep it."""
    unknown = set(sys.argv[1:]) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. Parts: {', '.join(PARTS)}.")
    machine.install_tools(lighthouse=True)
    found: list[Row] = []
    for name in sys.argv[1:] or PARTS:
        for row in PARTS[name]():
            found.append(row)
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    KEPT.write_text(json.dumps([asdict(row) for row in found], indent=2), encoding="utf-8")
    sys.stdout.write(f"kept in {KEPT.relative_to(PROJECT)}\n")


if __name__ == "__main__":
    main()
