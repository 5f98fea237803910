"""A Debian root as a machine of its own, with systemd as process 1: booted, used, booted again.

The root is laid under a layer that takes what the machine writes, so that it stays as it was. All
mounts are in a namespace that ends with this process, killed or not.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tests.ground import registries
from tests.support.demo import eventually
from tests.support.machine import in_bare_root

BOOT = Path(__file__).with_name("boot.sh")
BOUND_TO_US = ("setpriv", "--pdeathsig", "KILL")
ENVIRONMENT = (
    "/usr/bin/env", "-i", "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash", "TERM=dumb",
    "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
)  # fmt: skip
MOUNTS_APART = ("unshare", "--mount", "--propagation")
NAMESPACES = ("-m", "-n", "-u", "-i", "-C", "-p")
SECONDS_TO_BOOT = 90
LONGEST = 900
LAYERS = """
set -eu
mkdir -p "$1"
[ "$3" = disk ] || mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir -p "$1/written" "$1/work" "$1/machine"
mount -t overlay -o "lowerdir=$2,upperdir=$1/written,workdir=$1/work" overlay "$1/machine"
echo laid
exec cat
"""
HERE = Path("/")


class MachineFault(Exception):
    """A command failed in there, or the machine did not come up."""


@dataclass
class Machine:
    """What the layers make of one root."""

    folder: Path
    layers: subprocess.Popen[str]
    log: Path
    outside: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def root(self) -> Path:
        """Its files, as seen from here."""
        return Path(f"/proc/{self.layers.pid}/root{self.folder}/machine")

    def prepare(self, script: str) -> str:
        """Runs before the machine boots, with the network of this one: what needs registries."""
        inside = f"{self.folder}/machine"
        for name in ("resolv.conf", "hosts"):
            shutil.copy(Path("/etc") / name, self.root / "etc" / name)
        mounts = f"mount -t proc proc {inside}/proc; mount --rbind /dev {inside}/dev; "
        words = ["chroot", inside, *ENVIRONMENT, *_reach(), "bash", "-euc", script]
        enter = [*self._in_layers(), *MOUNTS_APART, "unchanged"]
        return _said([*enter, "sh", "-euc", f'{mounts} exec "$@"', "sh", *words])

    def boot(self) -> None:
        """Power on. Returns when systemd says that everything was started."""
        with self.log.open("ab") as log:
            self.outside = subprocess.Popen(
                [*BOUND_TO_US, *self._in_layers(), "sh", str(BOOT), f"{self.folder}/machine"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if not eventually(self._is_up, SECONDS_TO_BOOT):
            raise MachineFault(f"systemd did not come up:\n{self.log.read_text()[-3000:]}")

    def power_off(self) -> None:
        """In order, as `poweroff` does."""
        assert self.outside
        self.try_run("systemctl", "start", "--no-block", "poweroff.target")
        try:
            self.outside.wait(SECONDS_TO_BOOT)
        finally:
            self.cut_power()

    def cut_power(self) -> None:
        """As when the plug is pulled."""
        if self.outside:
            self.outside.kill()
            self.outside.wait()
            self.outside = None

    def run(self, *words: str, given: bytes = b"") -> str:
        """As root on the machine; what it said. Raises MachineFault when it fails."""
        return _said([*self._inside(), *words], given)

    def try_run(self, *words: str) -> tuple[int, str]:
        """The same, for what may fail: exit status and what was said."""
        done = subprocess.run(
            [*self._inside(), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        return done.returncode, done.stdout

    def script(self, text: str, given: bytes = b"") -> str:
        """Commands of a handbook, typed one after the other into a new shell."""
        return self.run("bash", "-euxc", text, given=given)

    def on_its_network(self, *words: str, given: bytes = b"") -> str:
        """A program of ours that stands on the machine's network, and nowhere else in it."""
        return _said(["nsenter", "-t", str(self._init()), "-n", *words], given)

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> None:
        """A file of the machine's own."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        file.chmod(mode)

    def journal(self, unit: str) -> str:
        """What a unit said since the machine booted."""
        return self.run("journalctl", "--boot", "--no-pager", "--output=cat", f"--unit={unit}")

    def _is_up(self) -> bool:
        assert self.outside
        if self.outside.poll() is not None:
            raise MachineFault(f"The machine went off:\n{self.log.read_text()[-3000:]}")
        if not _children(self.outside.pid):
            return False
        _, state = self.try_run("systemctl", "is-system-running")
        return state.strip() in {"running", "degraded"}

    def _init(self) -> int:
        assert self.outside
        [init] = _children(self.outside.pid)
        return init

    def _inside(self) -> list[str]:
        target = ["nsenter", "-t", str(self._init()), *NAMESPACES, "-r", "-w"]
        return [*target, *ENVIRONMENT]

    def _in_layers(self) -> list[str]:
        return ["nsenter", "-t", str(self.layers.pid), "-m", "-r"]


def own_mounts() -> list[str]:
    """Runs a command with mounts that nobody else sees."""
    # A bare root is no mount that could be made private; whoever made it did that before.
    return [*MOUNTS_APART, "unchanged" if in_bare_root() else "private"]


@contextmanager
def machine_on(root: Path, folder: Path) -> Iterator[Machine]:
    """A machine whose disk is `root`, with what it writes in `folder` (or in memory)."""
    folder.mkdir(parents=True, exist_ok=True)
    # A layer inside the folder it lies on is none: then what is written stays in memory.
    place = "memory" if folder.resolve().is_relative_to(root.resolve()) else "disk"
    layers = subprocess.Popen(
        [*BOUND_TO_US, *own_mounts()] + ["sh", "-c", LAYERS, "sh", str(folder), str(root), place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert layers.stdin
    assert layers.stdout
    machine = Machine(folder, layers, folder.with_name(f"{folder.name}.log"))
    try:
        if layers.stdout.readline() != "laid\n":
            raise MachineFault("The layers over the root could not be mounted.")
        yield machine
    finally:
        machine.cut_power()
        layers.stdin.close()
        layers.wait()
        layers.stdout.close()


def _reach() -> list[str]:
    return [f"{name}={value}" for name, value in registries.variables().items()]


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _said(words: list[str], given: bytes = b"") -> str:
    done = subprocess.run(
        words, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=LONGEST, check=False,
    )  # fmt: skip
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        raise MachineFault(f"{words[-1]}\nended with {done.returncode}:\n{text[-6000:]}")
    return text
