"""One answer as staff read it."""

from __future__ import annotations

from dataclasses import dataclass

from intake_app.catalog import Language
from intake_app.message.inert import inert
from intake_app.message.inert import no_formula
from intake_app.message.inert import no_formula_below

LONG = 60


@dataclass(frozen=True)
class MailLine:
    """A label, and either what the family typed or our words for what they chose."""

    label: str
    typed: str = ""
    """Never changed, cut or wrapped; `shown` is what a reader gets to see."""
    said: tuple[str, ...] = ()
    language: Language | None = None
    """Of `said`, when it is not the staff's."""
    forbids: bool = False
    """A warning that must not be overlooked."""

    @property
    def shown(self) -> str:
        """What was typed, without anything that a mail program would make a link of."""
        return inert(self.typed)

    @property
    def cell(self) -> str:
        """The same in a cell of a table. A spreadsheet makes a cell of each of its lines."""
        first, *others = self.shown.split("\n")
        return "\n".join([no_formula(first), *map(no_formula_below, others)])

    @property
    def is_long(self) -> bool:
        """Reads better below its label than beside it."""
        return len(self.said) > 1 or len(self.typed) > LONG or "\n" in self.typed
