"""Marks a form that staff fill in while the caller speaks. It asks nothing of anybody."""

from __future__ import annotations

from intake_app.forms.fields import Tick
from intake_app.forms.screens import Screen


class CallScreen(Screen):
    """One hidden field, which travels with the answers."""

    step = "call"
    in_call = Tick()
