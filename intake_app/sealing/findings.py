"""What a look at keys and certificates has found."""

from __future__ import annotations

from dataclasses import dataclass

from intake_app.errors import Fault


@dataclass(frozen=True)
class Findings:
    """What is wrong: faults stop the start, warnings are told."""

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
