"""Orca, Debian's screen reader, at work beside a browser: what it says, in its own words.

It has a screen, a bus and a home of its own, and no voice: what it would say stands in its log.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.demo import eventually

SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: voice=\w+)?\s*\{?.*$", re.MULTILINE)
NO_VOICE = {"speechServerFactory": ""}
"""A speech server would have to be waited for, and would outlive the test."""
NAMED = ["Default", "default"]
SETTINGS = {
    "general": {**NO_VOICE, "startingProfile": NAMED},
    "profiles": {
        "default": {**NO_VOICE, "profile": NAMED, "pronunciations": {}, "keybindings": {}}
    },
    "pronunciations": {},
    "keybindings": {},
}


@dataclass
class Orca:
    """One running reader."""

    log: Path
    desktop: dict[str, str]
    """What programs of its session must have in their environment to be read."""
    _heard: int = 0

    def _words(self) -> list[str]:
        if not self.log.exists():
            return []
        return SAID.findall(self.log.read_text(encoding="utf-8", errors="replace"))

    def is_up(self) -> bool:
        """Whether it says that it is."""
        return bool(self._words())

    def listen(self) -> None:
        """Only what is said from now on counts."""
        self._heard = len(self._words())

    def said(self) -> str:
        """Everything since, in one line."""
        return _plain(" ".join(self._words()[self._heard :]))

    def hears(self, *words: str) -> None:
        """Waits until all of this has been said, in whichever order."""
        wanted = [_plain(one) for one in words]
        heard = eventually(lambda: all(one in self.said() for one in wanted))
        assert heard, f"{wanted} not in: {self.said()}"


def _plain(text: str) -> str:
    """Without the pauses that a reader makes between sentences and after names."""
    return " ".join(re.sub(r"[.:,;?!•]", " ", text).split())


@contextmanager
def orca(display: str) -> Iterator[Orca]:
    """Started with its own session; ended with it."""
    # A socket's address may have 107 letters, and pytest's folders are deep.
    with tempfile.TemporaryDirectory(prefix="orca-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        desktop = {
            "DISPLAY": display,
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "GNOME_ACCESSIBILITY": "1",
            "LC_ALL": "C.UTF-8",
        }
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            env={**os.environ, **desktop},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert bus.stdout
        desktop["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        try:
            _choose_settings(home)
            with _reading(home / "orca.log", desktop) as reader:
                yield reader
        finally:
            bus.terminate()
            bus.communicate()


def _choose_settings(home: Path) -> None:
    file = home / ".local" / "share" / "orca" / "user-settings.conf"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(SETTINGS), encoding="utf-8")


@contextmanager
def _reading(log: Path, desktop: dict[str, str]) -> Iterator[Orca]:
    with log.with_name("output").open("w") as output:
        process = subprocess.Popen(
            ["orca", "--debug-file", str(log)],
            env={**os.environ, **desktop},
            stdout=output,
            stderr=output,
        )
    try:
        reader = Orca(log, desktop)
        # Until it is, programs that are to be read wait for it.
        assert eventually(reader.is_up), log.with_name("output").read_text(encoding="utf-8")
        yield reader
    finally:
        process.kill()
        process.wait()
