"""What somebody new does: the README's two commands, and one request read in the mailbox."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from time import monotonic

from tests.ground.roots import GroundError
from tests.ground.roots import Root
from tests.ground.roots import say
from tests.ground.visit import Page

REGIONS = ("halton", "leeds-grenville")
NAME = "Zoë O’Brien-سلمى"
ANSWERS = {
    "who": "parent",
    "name": NAME,
    "reach": "phone",
    "phone": "613-555-0188",
    "talk_language": "en",
    "lives_in_region": "yes",
    "age_band": "6-11",
}
TRIES = 600
INTERRUPTED = (0, 2, 130, -signal.SIGINT)
"""How make ends after Ctrl-C: as its recipe did, or of the signal itself, whichever came first."""


def walk(root: Root, clone: Path) -> int:
    """`make run` for every region, then `make test`; its exit status."""
    for region in REGIONS:
        try_out(root, clone, region)
    return run_tests(root, clone)


def run_tests(root: Root, clone: Path, *, umask: int = 0o022) -> int:
    """`make test`, and how long it took; its exit status."""
    begun = monotonic()
    status = root.run(["make", "test"], cwd=clone, umask=umask)
    say(f"make test: {'passed' if status == 0 else 'FAILED'} after {monotonic() - begun:.0f} s")
    return status


def try_out(
    root: Root,
    clone: Path,
    region: str = REGIONS[0],
    *,
    umask: int = 0o022,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Starts the product, sends a request as a family, reads it as staff, and presses Ctrl-C."""
    port, begun = _free_port(), monotonic()
    told = {"REGION": region, "PORT": str(port), **(environ or {})}
    running = root.start(
        ["make", "run"], cwd=clone, environ=told, output=subprocess.PIPE, umask=umask
    )
    try:
        said = _wait_until_ready(running, region)
        ready = monotonic() - begun
        site = f"http://127.0.0.1:{port}"
        _ask_for_a_call(site)
        _read_in_mailbox(site)
        # From the terminal it reaches everything that was started there.
        os.killpg(running.pid, signal.SIGINT)
        status = running.wait(60)
        if status not in INTERRUPTED:
            raise GroundError(f"make run ended with {status} after Ctrl-C: {''.join(said)}")
    finally:
        running.kill()
    _nothing_runs(root)
    say(f"make run for {region}: ready after {ready:.0f} s, one request read in the mailbox")


def _wait_until_ready(running: subprocess.Popen[str], region: str) -> list[str]:
    said = []
    assert running.stdout
    for line in running.stdout:
        sys.stderr.write(line)
        said.append(line)
        if line.split()[:1] == ["Ready."]:
            return said
    raise GroundError(f"make run for {region} ended with {running.wait()} before it was ready")


def _ask_for_a_call(site: str) -> None:
    Page(f"{site}/en/")
    check = Page(f"{site}/en/ask/one-page").send(**ANSWERS, go="continue")
    received = check.send(consent="yes", go="send")
    if "/ask/received/" not in received.address:
        raise GroundError(f"the request was not taken: {received.text}")


def _read_in_mailbox(site: str) -> None:
    """As staff would; delivery is another process and takes its time."""

    def opened() -> bool:
        mails = [link for link in Page(f"{site}/demo/mailbox/").links if "/demo/mailbox/" in link]
        return any(NAME in Page(link).text for link in mails)

    if not _eventually(opened):
        raise GroundError("the request never arrived in the demo's mailbox")


def _eventually(true: Callable[[], bool]) -> bool:
    pause = Event()
    return any(true() or pause.wait(0.1) for _ in range(TRIES))


def _nothing_runs(root: Root) -> None:
    """Ctrl-C ends everything that was started in the root."""

    def gone() -> bool:
        return not [one for one in Path("/proc").glob("[0-9]*") if _stands_on(one, root)]

    if not _eventually(gone):
        raise GroundError("something of make run still runs after Ctrl-C")


def _stands_on(process: Path, root: Root) -> bool:
    try:
        return (process / "root").readlink() == root.folder
    except OSError:
        return False  # ended meanwhile


def _free_port() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return int(finder.getsockname()[1])
