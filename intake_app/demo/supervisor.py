"""Starts the demo's three processes, says when all is ready, and ends them together."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from intake_app import server
from intake_app.catalog import load_region
from intake_app.demo import ROWS
from intake_app.demo.settings import LISTENER
from intake_app.demo.settings import Place
from intake_app.errors import Fault
from intake_app.errors import OneStoryError
from intake_app.errors import SettingsFaults
from intake_app.intake.own_store import open_store
from intake_app.settings import Settings

SECONDS_TO_END = 10


class ProcessEnded(OneStoryError):
    """One of the demo's processes ended by itself."""


@dataclass(frozen=True)
class ChildProcess:
    """One process of the demo."""

    role: str
    process: subprocess.Popen[bytes]

    def await_ready(self) -> None:
        """Return when it says so. Raises ProcessEnded when it never will."""
        if not self.process.stdout or not self.process.stdout.readline():
            raise ProcessEnded(f"The demo's {self.role} process did not start; see above.")

    def end(self) -> None:
        """Ask it to end, and make sure."""
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run_demo(*, region: str, port: int, folder: Path, portal: Path) -> None:
    """The whole demo, until Ctrl-C. Raises SettingsFaults, ProcessEnded."""
    server.end_on_signals()
    with ExitStack() as stack:
        listener = stack.enter_context(server.listen("127.0.0.1", port))
        mail_listener = stack.enter_context(server.listen("127.0.0.1", 0))
        place = Place(folder)
        stack.enter_context(place.kept_for_us())
        environment = place.environment(
            region=region,
            portal=portal,
            port=listener.getsockname()[1],
            mail_port=mail_listener.getsockname()[1],
        )
        _check(environment)
        children = [
            _start("mail", environment, stack, mail_listener),
            _start("deliver", environment, stack),
            _start("web", environment, stack, listener),
        ]
        for child in children:
            child.await_ready()
        _announce(environment)
        _wait_until_one_ends(children)


def _check(environment: dict[str, str]) -> None:
    """What is wrong is told once, here, instead of by each process; and the tables are made
    before two processes could try at once."""
    settings = Settings.from_environment(environment, ROWS)
    load_region(settings.content, settings.region, ROWS)
    open_store(settings).close()
    if not settings.portal_dir or not (settings.portal_dir / "index.html").is_file():
        problem = f"No portal is built in {settings.portal_dir}."
        raise SettingsFaults([Fault("intake demo", problem, "`make run` builds it first.")])


def _start(
    role: str,
    environment: dict[str, str],
    stack: ExitStack,
    listener: socket.socket | None = None,
) -> ChildProcess:
    numbers = (listener.fileno(),) if listener else ()
    process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-m", "intake_app.demo", role],
        env=_inherited() | environment | {LISTENER: "".join(map(str, numbers))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=numbers,
        start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor alone
    )
    child = ChildProcess(role, process)
    stack.callback(child.end)
    return child


def _inherited() -> dict[str, str]:
    """Settings of a real installation in the same shell are none of the demo's business."""
    foreign = ("INTAKE_", "FLASK_", "MAIL_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def _announce(environment: dict[str, str]) -> None:
    site = environment["INTAKE_PUBLIC_URL"]
    click.echo(
        f"\nOne Story, a demonstration for {environment['REGION']}. Nothing leaves this machine.\n"
        f"  Portal         {site}/\n"
        f"  Form, English  {site}/en/ask/\n"
        f"  Form, French   {site}/fr/ask/\n"
        f"  Mailbox        {site}/demo/mailbox/\n"
        "Ready. Ctrl-C stops everything."
    )


def _wait_until_one_ends(children: list[ChildProcess]) -> None:
    """Their standard output says nothing more; it closes when the process ends."""
    with selectors.DefaultSelector() as selector:
        for child in children:
            if child.process.stdout:
                selector.register(child.process.stdout, selectors.EVENT_READ, child)
        (key, _), *_ = selector.select()
    raise ProcessEnded(f"The demo's {key.data.role} process ended by itself; the demo stops.")
