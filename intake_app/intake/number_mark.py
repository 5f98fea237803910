"""The last numbers given, kept outside the database: a database put back knows less than families.

It is no proof, and nothing waits for its disk; without it all goes on.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from threading import Lock

from intake_app.reference import training_series
from intake_app.store import KeptNumbers
from intake_app.store import Store
from intake_app.store import highest_of

log = logging.getLogger(__name__)

FILE = "last-numbers.json"
MEANWHILE = "%s: numbers go on above the database's, and those given are not remembered beside it"


class NumberMark:
    """For one process. What it writes is never lower than the file, which others write too."""

    def __init__(self, state_dir: Path, code: str = "") -> None:
        """`code` begins the numbers of the region; without it, those of all that were served."""
        self._code, self._kept, self._lock = code, KeptNumbers(state_dir / FILE), Lock()
        self.last, trouble = self._kept.look()
        """The last serial by the number's stem, such as `HAL-2026`."""
        self._is_owed, self._told = bool(trouble), ""

    @property
    def trouble(self) -> str:
        """Why the file cannot be read; empty when it can, or when none was written yet."""
        return self._kept.look()[1]

    def given(self, region: str, year: int) -> int:
        """The last serial that this process knows of."""
        return self.last.get(f"{region}-{year}", 0)

    def note(self, *numbers: str) -> None:
        """They were given. Never raises: a full disk must not undo what was kept.

        What could not be written, or read, is tried again each time, also with nothing new.
        """
        with self._lock:
            new = dict(map(_parts, numbers))
            grown = {stem: last for stem, last in new.items() if last > self.last.get(stem, 0)}
            if grown or self._is_owed:
                # Of several processes each knows its own; the highest counts.
                self.last, trouble = self._kept.keep(highest_of([self.last, grown]))
                self._is_owed = bool(trouble)
                self._tell(trouble)

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self._told:
            log.error(MEANWHILE, trouble)
        self._told = trouble

    def begin_anew(self, now: datetime) -> Path | None:
        """Rename a file that cannot be read; the next note begins another. None: it can be read.

        Only after a person has said which number was the last. Raises OSError.
        """
        self._is_owed = True
        return self._kept.set_aside(now) if self.trouble else None

    def lacking(self, store: Store) -> dict[str, int]:
        """What was given and the database does not know of. Raises StoreError."""
        known = dict(map(_parts, last_numbers(store)))
        saved = highest_of([self._kept.look()[0], self.last])
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
