"""A process of its own on a disk of its own, which it fills up and makes read-only.

`FOLDER WHAT` on the command line, where WHAT is `fill` or `protect`; started by `on_own_disk` in
a mount namespace, so that no other process ever sees that disk. Prints a line for each finding.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import sys
from datetime import UTC
from datetime import datetime
from pathlib import Path

from intake_app.errors import StoreError
from intake_app.intake.backlog_monitor import BacklogMonitor
from intake_app.store import Store
from tests.support.processes.acceptor import accept
from tests.support.processes.workers import PROJECT

PAGE = 4096
STEPS = 20
"""A request needs about fifteen pages: its mail, its rows, and the journal that can undo them."""


def on_own_disk(folder: Path, what: str) -> list[list[str]]:
    """What the process found, a list of words a line; the outbox is copied out to `folder`."""
    disk = folder / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=2m tmpfs {shlex.quote(str(disk))}"
    work = shlex.join(
        [sys.executable, "-W", "error", "-m", "tests.support.processes.disk", str(disk), what]
    )
    copy = f"cp {shlex.quote(str(disk / 'outbox.db'))} {shlex.quote(str(folder))}"
    result = subprocess.run(
        [*_namespace(), "sh", "-ec", f"{mount}; {work}; {copy}"],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(result.stderr)
    return [line.split("\t") for line in result.stdout.splitlines()]


def can_have_disks() -> bool:
    """Whether this machine lets us mount; inside some containers not even root may."""
    words = [*_namespace(), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _namespace() -> list[str]:
    # Who is not root may be root of a namespace of their own, where the kernel allows it.
    return ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]


def fill(folder: Path) -> None:
    """Requests come in while 0, 1, 2, … pages of the disk are left, and again when all is."""
    store, ballast = Store.open(f"sqlite:///{folder / 'outbox.db'}"), folder / "ballast"
    watch = BacklogMonitor(store)
    for pages in range(STEPS):
        leave(ballast, pages * PAGE)
        watch.look(datetime.now(UTC))
        first = accept(store, f"form {pages}")
        ballast.unlink()
        say(str(pages), first, accept(store, f"form {pages}"))
    store.close()


def leave(ballast: Path, free: int) -> None:
    """Fill the disk but for so many bytes."""
    written = 0
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                written += file.write(bytes(PAGE))
        except OSError:
            file.truncate(max(0, written - free))


def protect(folder: Path) -> None:
    """The disk becomes read-only under a service that runs, and can be written again later."""
    url = f"sqlite:///{folder / 'outbox.db'}"
    store = Store.open(url)
    say("before", accept(store, "before"))
    store.close()  # or the disk could not be made read-only
    remount(folder, "ro")
    say("protected", accept(store, "one"))
    receipt = store.find(b"before")
    say("read", receipt.number if receipt else "lost")
    say("can keep", str(store.can_keep()))
    say("opened", reason_not_to_open(url))
    store.close()
    remount(folder, "rw")
    say("can keep again", str(store.can_keep()))
    say("after", accept(store, "one"))
    store.close()


def remount(folder: Path, how: str) -> None:
    """Make the disk `ro` or `rw`."""
    subprocess.run(["mount", "-o", f"remount,bind,{how}", str(folder)], check=True)


def reason_not_to_open(url: str) -> str:
    """Why the outbox cannot be opened."""
    try:
        Store.open(url).close()
    except StoreError as error:
        return str(error)
    return ""


def say(*words: str) -> None:
    """One finding."""
    sys.stdout.write("\t".join(words) + "\n")


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR, stream=sys.stdout, format="log\t%(message)s")
    {"fill": fill, "protect": protect}[sys.argv[2]](Path(sys.argv[1]))
