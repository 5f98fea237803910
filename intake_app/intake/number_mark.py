"""The last numbers given, kept outside the database: a database put back knows less than families.

A small file beside it. It is no proof, and nothing waits for its disk; without it all goes on.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from intake_app.reference import training_series
from intake_app.store import Store

log = logging.getLogger(__name__)

FILE = "last-numbers.json"
NONSENSE = (ValueError, AttributeError, TypeError)
"""What a file holds that was cut off or tangled."""


class NumberMark:
    """For one process. What it writes is never lower than the file, which others write too."""

    def __init__(self, state_dir: Path, code: str = "") -> None:
        """`code` begins the numbers of the region; without it, those of all that were served."""
        self._code = code
        self._path, self._lock, self._told = state_dir / FILE, Lock(), False
        self.last = self._read()
        """The last serial by the number's stem, such as `HAL-2026`."""

    def _read(self) -> dict[str, int]:
        try:
            return self._said()
        except (OSError, *NONSENSE):
            return {}

    def _said(self) -> dict[str, int]:
        said = json.loads(self._path.read_text(encoding="ascii"))
        return {str(stem): int(last) for stem, last in said.items()}

    @property
    def trouble(self) -> str:
        """Why the file cannot be read; empty when it can, or when none was written yet."""
        try:
            self._said()
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"{self._path} cannot be read: {os.strerror(error.errno or 0)}"
        except NONSENSE:
            return f"{self._path} is damaged"
        return ""

    def given(self, region: str, year: int) -> int:
        """The last serial that this process knows of."""
        return self.last.get(f"{region}-{year}", 0)

    def note(self, *numbers: str) -> None:
        """They were given. Never raises: a full disk must not undo what was kept."""
        with self._lock:
            new = dict(map(_parts, numbers))
            grown = {stem: last for stem, last in new.items() if last > self.last.get(stem, 0)}
            if not grown:
                return
            # Of several processes each knows its own; the highest counts.
            self.last = _highest([self._read(), self.last, grown])
            self._write()

    def _write(self) -> None:
        aside = self._path.with_name(f"{FILE}.{os.getpid()}")
        try:
            aside.touch(0o600)
            aside.write_text(json.dumps(self.last), encoding="ascii")
            aside.replace(self._path)
            self._told = False
        except OSError as error:
            if not self._told:
                log.warning("%s cannot be written: %s", self._path, error.strerror)
            self._told = True

    def lacking(self, store: Store) -> dict[str, int]:
        """What was given and the database does not know of. Raises StoreError."""
        known = dict(map(_parts, last_numbers(store)))
        saved = _highest([self._read(), self.last])
        ours = (f"{self._code}-", f"{training_series(self._code)}-") if self._code else ""
        return {
            stem: last
            for stem, last in saved.items()
            if stem.startswith(ours) and last > known.get(stem, 0)
        }


def last_numbers(store: Store) -> list[str]:
    """The last number of each year. Raises StoreError."""
    return [number_of(f"{code}-{year}", last) for code, year, last in store.lookup.last_numbers()]


def number_of(stem: str, serial: int) -> str:
    """As staff see it."""
    return f"{stem}-{serial:04d}"


def _parts(number: str) -> tuple[str, int]:
    stem, _, serial = number.rpartition("-")
    return stem, int(serial)


def _highest(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for one in several:
        for stem, last in one.items():
            highest[stem] = max(last, highest.get(stem, 0))
    return highest
