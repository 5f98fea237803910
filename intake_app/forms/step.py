"""One step of the form: the questions of its screen, by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from intake_app.catalog import Region
from intake_app.forms.honeypot import TrapScreen
from intake_app.forms.screens import SCREEN_FORMS
from intake_app.forms.screens import HelpScreen
from intake_app.forms.screens import Screen
from intake_app.questions import SCREEN_NAMES

FORMS_OF_STEP: Mapping[str, tuple[type[Screen], ...]] = {
    step: (SCREEN_FORMS[step], TrapScreen) if step == SCREEN_NAMES[-1] else (SCREEN_FORMS[step],)
    for step in SCREEN_NAMES
    if step in SCREEN_FORMS
}
TICKS = "criteria"
"""May come from the self-check before its step is reached."""


class StepForm:
    """What was typed on one step."""

    def __init__(self, region: Region, step: str, typed: MultiDict[str, str]) -> None:
        self.step = step
        self.screens = tuple(screen(region, typed) for screen in FORMS_OF_STEP[step])
        early = step != HelpScreen.step and TICKS in typed
        self.ticks: tuple[str, ...] = HelpScreen(region, typed).criteria.data if early else ()
        self._valid: bool | None = None
        self._posted: dict[str, list[str]] | None = None

    @property
    def question(self) -> str:
        """The field whose words are the heading; empty when the screen has a title."""
        return self.screens[0].question

    @property
    def answers(self) -> dict[str, Screen]:
        """The screens by their names."""
        return {screen.step: screen for screen in self.screens}

    @property
    def is_valid(self) -> bool:
        """Looked at once: a look leaves its complaints in the fields."""
        if self._valid is None:
            self._posted = self.posted()
            found = [screen.is_valid() for screen in self.screens]
            self._valid = all(found)
        return self._valid

    @property
    def is_untouched(self) -> bool:
        """Nothing typed, nothing ticked, nothing to complain of."""
        given = self.ticks or any(field.data for screen in self.screens for field in screen)
        return self._valid is None and not given

    def faulty(self) -> Iterator[Any]:
        """The fields with complaints, in order."""
        return (field for screen in self.screens for field in screen.faulty())

    def typed(self) -> dict[str, list[str]]:
        """What is to be kept: while something is wrong all that may be, else what applies."""
        if not self.is_valid:
            return {
                name: kept
                for name, values in self.posted().items()
                if (kept := [text for value in values if (text := self._keepable(name, value))])
            }
        left = self._left_behind()
        told = {
            name: values
            for screen in self.screens
            for name, values in screen.typed().items()
            if name not in left
        }
        return {**told, TICKS: list(self.ticks)} if self.ticks else told

    def posted(self) -> dict[str, list[str]]:
        """What was typed, right or wrong, whether or not it applies."""
        if self._posted is not None:
            return self._posted  # to check an answer may change it
        told = {name: values for screen in self.screens for name, values in screen.typed().items()}
        return {**told, TICKS: list(self.ticks)} if self.ticks else told

    @property
    def withholds(self) -> bool:
        """True when something was typed of which nothing may be kept."""
        told = self.posted().items()
        return any(not self._keepable(name, value) for name, values in told for value in values)

    def _keepable(self, name: str, value: str) -> str:
        fields = (screen[name] for screen in self.screens if name in screen)
        return next((field.keep(value) for field in fields if hasattr(field, "keep")), value)

    @property
    def names(self) -> frozenset[str]:
        """Names of the fields that `typed` speaks for."""
        own = frozenset(field.name for screen in self.screens for field in screen)
        return own | {TICKS} if self.ticks else own

    def _left_behind(self) -> frozenset[str]:
        return frozenset().union(*(screen.skipped() for screen in self.screens))
