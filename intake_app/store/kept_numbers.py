"""The highest numbers seen, by name, in a small file beside the database, which several write.

A file that cannot be read may know more than we do: it is never replaced before a person has seen
to it. Nothing waits for its disk; without it all goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NONSENSE = (ValueError, AttributeError, TypeError, OverflowError, RecursionError)
"""What a file raises that was cut off or tangled."""


@dataclass(frozen=True)
class KeptNumbers:
    """What one file holds."""

    file: Path

    def look(self) -> tuple[dict[str, int], str]:
        """What it holds, and why it cannot be read; the first is empty then, or without a file."""
        try:
            held = json.loads(self.file.read_text(encoding="ascii"))
            return {str(name): int(number) for name, number in held.items()}, ""
        except FileNotFoundError:
            return {}, ""
        except OSError as error:
            return {}, f"{self.file} cannot be read: {os.strerror(error.errno or 0)}"
        except NONSENSE:
            return {}, f"{self.file} is damaged"

    def keep(self, numbers: Mapping[str, int]) -> tuple[dict[str, int], str]:
        """The highest of these and of what it holds, and why that is not in it; empty when it is.

        Never raises: a full disk must not undo what the database has kept.
        """
        held, trouble = self.look()
        highest = highest_of([held, numbers])
        if trouble:
            return highest, f"{trouble}; it was left as it is"
        aside = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            aside.touch(0o600)
            aside.write_text(json.dumps(highest), encoding="ascii")
            aside.replace(self.file)
        except OSError as error:
            return highest, f"{self.file} cannot be written: {error.strerror}"
        return highest, ""

    def set_aside(self, now: datetime) -> Path:
        """Rename it: a person has said how numbers go on without it. Raises OSError."""
        aside = self.file.with_name(f"{self.file.name}.unread-{now:%Y%m%dT%H%M%SZ}")
        return self.file.rename(aside)


def highest_of(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """By name, the highest that any of them has."""
    highest: dict[str, int] = {}
    for one in several:
        for name, number in one.items():
            highest[name] = max(number, highest.get(name, 0))
    return highest
