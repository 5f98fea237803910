"""A screen without a window manager, on which tests press the keys of whole windows."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees; gives its name."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    try:
        yield f":{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.communicate()


def press(chord: str, window_class: str, display: str) -> None:
    """There is nobody to give the window the keyboard but us."""
    found = ["search", "--onlyvisible", "--class", window_class, "windowfocus", "--sync"]
    subprocess.run(
        ["xdotool", *found, "key", "--clearmodifiers", chord],
        env={**os.environ, "DISPLAY": display},
        check=True,
    )
