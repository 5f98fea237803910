"""The real product, started as a newcomer starts it: `portal build --demo`, then `intake demo`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from threading import Thread
from urllib.parse import urlsplit

from tests.support.project import PROJECT

SECONDS_TO_START = 90
SECONDS_TO_END = 20
PATIENCE = 45.0


def eventually(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Looks until it is so; what other processes do has no moment to wait for."""
    pause = Event()
    for _ in range(int(patience / 0.1)):
        if true():
            return True
        pause.wait(0.1)
    return False


def _environment(region: str, portal: Path) -> dict[str, str]:
    """A clean one: settings of whoever runs the tests are none of the demo's business."""
    foreign = ("INTAKE_", "FLASK_", "MAIL_", "REGION")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return inherited | {"REGION": region, "INTAKE_PORTAL_DIR": str(portal)}


def build_demo(region: str, portal: Path) -> None:
    """As `portal build --demo` makes it; what it says lands beside it."""
    with portal.with_name("build.txt").open("w+") as output:
        built = subprocess.run(
            [sys.executable, "-m", "portal", "build", "--demo"],
            cwd=PROJECT, env=_environment(region, portal), stdout=output, stderr=output,
            check=False,
        )  # fmt: skip
        output.seek(0)
        assert built.returncode == 0, output.read()


@dataclass
class Demo:
    """One region's demo on a free port of 127.0.0.1."""

    region: str
    folder: Path
    portal: Path
    """The built pages; the demo only reads them."""
    process: subprocess.Popen[str] = field(init=False, repr=False)
    _reader: Thread = field(init=False, repr=False)
    site: str = ""
    """Address of the home page's origin, without a slash at the end."""

    @property
    def output(self) -> Path:
        """Everything that the demo said."""
        return self.folder / "output.txt"

    @property
    def maildir(self) -> Path:
        """Mails that arrived."""
        return self.folder / "state" / "mailbox" / "new"

    def mails(self) -> int:
        """How many mails have arrived so far."""
        return len(list(self.maildir.iterdir()))

    def settled_mails(self) -> int:
        """The same, once nothing that earlier tests sent is still on its way."""
        assert eventually(self._nothing_waits), "earlier mails do not arrive"
        return self.mails()

    def _nothing_waits(self) -> bool:
        connection = HTTPConnection(urlsplit(self.site).netloc)
        connection.request("GET", "/readyz")
        told = json.loads(connection.getresponse().read())
        connection.close()
        return not any(told[state] for state in ("waiting", "refused", "unknown"))

    def start(self) -> None:
        """Start, and return when all is ready; else fail with what was said."""
        self.folder.mkdir(parents=True)
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("intake")), "demo", "--port", "0",
             "--folder", str(self.folder / "state")],
            cwd=PROJECT, env=_environment(self.region, self.portal), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        ready = Event()
        # Read by a thread to the very end: a pipe that nobody reads stops a chatty server.
        self._reader = Thread(target=self._keep_output, args=(ready,), daemon=True)
        self._reader.start()
        if not ready.wait(SECONDS_TO_START) or not self.site:
            self.end()
            raise AssertionError(f"The demo did not come up:\n{self.output.read_text()}")

    def _keep_output(self, ready: Event) -> None:
        assert self.process.stdout
        with self.process.stdout as said, self.output.open("a") as output:
            for line in said:
                output.write(line)
                output.flush()
                words = line.split()
                if words[:1] == ["Portal"]:
                    self.site = words[1].rstrip("/")
                if words[:1] == ["Ready."]:
                    ready.set()
        ready.set()

    def end(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(SECONDS_TO_END)

    def process_of(self, role: str) -> int:
        """Process id of one of the demo's own processes: web, mail or deliver."""
        for child in _children(self.process.pid):
            command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if role.encode() in command:
                return child
        raise AssertionError(f"The demo has no {role} process:\n{self.output.read_text()}")

    @contextmanager
    def mail_server_down(self) -> Iterator[None]:
        """The mail server takes connections and answers nobody: the worst way to be down."""
        process = self.process_of("mail")
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
