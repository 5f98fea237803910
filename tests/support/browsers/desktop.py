"""A screen without a window manager, on which tests press the keys of whole windows."""

from __future__ import annotations

import os
import subprocess


def press(chord: str, window_class: str, display: str) -> None:
    """There is nobody to give the window the keyboard but us."""
    found = ["search", "--onlyvisible", "--class", window_class, "windowfocus", "--sync"]
    subprocess.run(
        ["xdotool", *found, "key", "--clearmodifiers", chord],
        env={**os.environ, "DISPLAY": display},
        check=True,
    )
