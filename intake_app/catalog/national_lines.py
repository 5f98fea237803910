"""Help lines that are the same in all of Canada: their numbers are no choice of an editor.

emergency: CRTC, 9-1-1 services. suicide-crisis: the Suicide Crisis Helpline, by voice since
2023-11-30 and by text. kids-help-phone: kidshelpphone.ca, voice and text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NationalLine:
    """One line: its numbers in digits, and by which names people know it."""

    id: str
    phone: str
    text_to: str
    names: tuple[str, ...] = ()


LINES = (
    NationalLine("emergency", "911", ""),
    NationalLine("suicide-crisis", "988", "988", ("9-8-8", "suicide crisis helpline")),
    NationalLine(
        "kids-help-phone", "8006686868", "686868", ("kids help phone", "jeunesse, j’écoute")
    ),
)


def national_line(id: str, *names: str) -> NationalLine | None:
    """The line of that id or name; None for a line of the region's own."""
    said = " ".join(names).lower().replace("'", "’")
    return next(
        (line for line in LINES if line.id == id or any(name in said for name in line.names)), None
    )
