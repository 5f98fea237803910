"""One line of the benchmark's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure and, where there is one, its gate."""

    what: str
    figure: str
    gate: str = ""
    held: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "ok", False: "NOT OK"}[self.held]
        return f"{self.what:<62}{self.figure:>26}  {self.gate:<16}{verdict}"
