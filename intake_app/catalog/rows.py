"""Reads the lists of a region that may be empty: training dates, participating agencies."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
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
    """One file of a region, and the demo's rows in its place when given."""

    content: Path
    region: str
    file: str
    key: str
    """The list in it: `dates`, `partners`."""
    demo_rows: Path | None

    def read(self, read_row: Callable[[Section], Kind]) -> tuple[Kind, ...]:
        """Every row, in the order of the file. Raises ContentFaults with all faults."""
        faults = Faults()
        top = self._top(faults)
        rows = self._rows(Section(top, faults), read_row) if top is not None else ()
        if faults.found:
            raise ContentFaults(sorted(faults.found))
        return rows

    def _top(self, faults: Faults) -> yaml.MappingNode | None:
        top = reader.parse(self.content / "regions" / self.region / self.file, faults)
        over = self.demo_rows / self.region / self.file if self.demo_rows else None
        if top is None or over is None or not over.exists():
            return top
        above = reader.parse(over, faults)
        return reader.overlay(top, above) if above else None

    def _rows(self, top: Section, read_row: Callable[[Section], Kind]) -> tuple[Kind, ...]:
        read: dict[str, Kind] = {}
        for section in self._sections(top):
            row = read_row(section)
            if row.id in read:
                section.fault("id", f"`{row.id}` is taken.", "Give each row its own id.")
            read[row.id] = row
        top.finish()
        return tuple(read.values())

    def _sections(self, top: Section) -> Iterator[Section]:
        """An empty list is a true answer: nothing is known."""
        node = top.node_of(self.key) if self.key in top.names() else None
        if not (isinstance(node, yaml.SequenceNode) and not node.value):
            yield from top.rows(self.key)


def identifier(row: Section) -> str:
    """The row's own name, which never changes."""
    text = row.text("id") or ""
    if text and not IDENTIFIER.fullmatch(text):
        row.fault("id", f"is `{text}`.", "Write small letters, digits and hyphens only.")
    return text


def web_address(row: Section, key: str) -> str | None:
    """A full https address, or None."""
    text = row.text(key, optional=True)
    if text and not text.startswith("https://"):
        row.fault(key, f"is `{text}`.", "Write a full address that begins with https://.")
    return text
