"""One answer as staff read it."""

from __future__ import annotations

from dataclasses import dataclass

from intake_app.catalog import Language

LONG = 60


@dataclass(frozen=True)
class Line:
    """A label, and either what the family typed or our words for what they chose."""

    label: str
    typed: str = ""
    """Never changed, cut or wrapped."""
    said: tuple[str, ...] = ()
    language: Language | None = None
    """Of `said`, when it is not the staff's."""
    forbids: bool = False
    """A warning that must not be overlooked."""

    @property
    def is_long(self) -> bool:
        """Reads better below its label than beside it."""
        return len(self.said) > 1 or len(self.typed) > LONG or "\n" in self.typed
