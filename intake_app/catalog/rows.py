"""Reads the lists of a region that may be empty: training dates, participating agencies."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from typing import TypeVar

import yaml

from intake_app.catalog import reader
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.errors import ContentFaults

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")


class Row(Protocol):
    """Anything with an id of its own."""

    @property
    def id(self) -> str: ...


Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True, kw_only=True)
class RowsFile:
    """One file of a region; while its list is empty the demo shows samples in its place."""

    content: Path
    region: str
    file: str
    key: str
    """The list in it: `dates`, `partners`."""
    demo_rows: Path | None
    today: date | None = None

    def read(
        self, read_row: Callable[[Section], Kind], *, alike: Callable[[Kind], object]
    ) -> tuple[Kind, ...]:
        """Every row, in the order of the file. Raises ContentFaults with all faults.

        Two rows for which `alike` gives the same are one that somebody wrote twice.
        """
        faults = Faults(self.today)
        samples = self.demo_rows / self.region / self.file if self.demo_rows else None
        path = self.content / "regions" / self.region / self.file
        top = reader.parse_filled(path, samples, faults)
        rows = self._rows(Section(top, faults), read_row, alike) if top is not None else ()
        if faults.found:
            raise ContentFaults(sorted(faults.found))
        return rows

    def _rows(
        self,
        top: Section,
        read_row: Callable[[Section], Kind],
        alike: Callable[[Kind], object],
    ) -> tuple[Kind, ...]:
        read: dict[str, Kind] = {}
        seen: set[object] = set()
        for section in self._sections(top):
            row = read_row(section)
            if row.id in read:
                section.fault("id", f"`{row.id}` is taken.", "Give each row its own id.")
            elif alike(row) in seen:
                section.fault("id", f"`{row.id}` is the same as a row above.", "Remove one.")
            seen.add(alike(row))
            read[row.id] = row
        top.finish()
        return tuple(read.values())

    def _sections(self, top: Section) -> Iterator[Section]:
        """An empty list is a true answer: nothing is known."""
        node = top.node_of(self.key) if self.key in top.names() else None
        if node is not None and node.tag == reader.NULL:
            cure = f"Write `{self.key}: []` while there is none."
            top.fault(self.key, "is empty.", cure)
        elif not (isinstance(node, yaml.SequenceNode) and not node.value):
            yield from top.rows(self.key)


def identifier(row: Section) -> str:
    """The row's own name, which never changes."""
    text = row.text("id") or ""
    if text and not IDENTIFIER.fullmatch(text):
        row.fault("id", f"is `{text}`.", "Write small letters, digits and hyphens only.")
    return text
