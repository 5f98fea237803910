"""A field that people leave empty and programs fill in. It labels a request, it never stops one.

Filled once, it is shown with a plain sentence, because a browser may have filled it by itself.
Filled again, the request goes on, with a note for staff.
"""

from __future__ import annotations

from typing import ClassVar

from werkzeug.datastructures import MultiDict

from intake_app.catalog import Region
from intake_app.forms.fields import AnswerFault
from intake_app.forms.fields import Line
from intake_app.forms.fields import Tick
from intake_app.forms.screens import Screen


class TrapScreen(Screen):
    """The empty box, and whether its message was shown before."""

    step = "trap"
    # Nobody who walks with the keyboard should land in a box that is out of sight.
    OUT_OF_THE_WAY: ClassVar[dict[str, str]] = {"tabindex": "-1"}
    web_page = Line(limit=500, optional=True)
    web_page_told = Tick()

    def __init__(self, region: Region, typed: MultiDict[str, str]) -> None:
        super().__init__(region, typed)
        self.web_page.look = {} if self.web_page_told.data else self.OUT_OF_THE_WAY

    def is_valid(self) -> bool:
        if self.web_page.data and not self.web_page_told.data:
            self.web_page.errors = AnswerFault("errors.web_page.filled").args
            self.web_page_told.data = True
            self.web_page.look = {}
            return False
        return True

    @property
    def caught(self) -> bool:
        """True when it was filled although its message asked not to."""
        return bool(self.web_page.data)
