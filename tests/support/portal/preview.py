"""The preview as an editor starts it, on a free port of 127.0.0.1, read over real HTTP."""

from __future__ import annotations

import html
import os
import re
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.demo import eventually
from tests.support.postgres import free_port


@dataclass(frozen=True)
class Preview:
    """A preview that runs."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def text(self, path: str) -> str:
        """What a page says, without its markup; empty where nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:  # noqa: S310
                page = answer.read().decode()
        except urllib.error.HTTPError as error:
            page = error.read().decode(errors="replace")
        except OSError:
            return ""
        return plain(page)

    def shows(self, path: str, *texts: str) -> float:
        """Waits until a page says all of them; gives the seconds that it took."""
        return self._until(path, lambda page: all(plain(text) in page for text in texts), texts)

    def shows_no_longer(self, path: str, text: str) -> float:
        """Waits until a page is there and does not say it."""
        return self._until(path, lambda page: bool(page) and plain(text) not in page, (text,))

    def _until(self, path: str, is_so: Callable[[str], bool], texts: tuple[str, ...]) -> float:
        start = time.monotonic()
        eventually(lambda: is_so(self.text(path)) or self.process.poll() is not None)
        if not is_so(self.text(path)):
            said = self.log.read_text(errors="replace")[-2000:]
            raise AssertionError(f"{path} does not show {texts}: {self.text(path)[:1500]}\n{said}")
        return time.monotonic() - start


def plain(page: str) -> str:
    """Words with one space between them, whatever markup or kind of space stands there."""
    without = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(without).replace("\u00ad", "").split())


@contextmanager
def previewing(project: Path, command: str, **environment: str) -> Iterator[Preview]:
    """Types `command` in the project's folder; its port is a free one."""
    port, log = free_port(), project / "build" / "preview.txt"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S602 - as an editor types it
            f"exec env PORT={port} sh -c {shlex.quote(command)}",
            shell=True,
            cwd=project,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Preview(f"http://127.0.0.1:{port}", log, process)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)
