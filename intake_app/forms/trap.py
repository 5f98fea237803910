"""A field that people leave empty and programs fill in. It labels a request, it never stops one.

Filled once, it is shown with a plain sentence, because a browser may have filled it by itself.
Filled again, the request goes on, with a note for staff.
"""

from __future__ import annotations

from intake_app.forms.fields import Fault
from intake_app.forms.fields import Line
from intake_app.forms.fields import Tick
from intake_app.forms.screens import Screen


class TrapScreen(Screen):
    """The empty box, and whether its message was shown before."""

    step = "trap"
    web_page = Line(limit=500, optional=True)
    web_page_told = Tick()

    def is_valid(self) -> bool:
        if self.web_page.data and not self.web_page_told.data:
            self.web_page.errors = Fault("errors.web_page.filled").args
            self.web_page_told.data = True
            return False
        return True

    @property
    def caught(self) -> bool:
        """True when it was filled although its message asked not to."""
        return bool(self.web_page.data)
