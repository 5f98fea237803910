"""Container images of the project, made and run by an account without rights, as an operator would.

Podman runs in namespaces of its own, as an account that exists in there alone: what it keeps lies
in one folder, and all that it started ends with the block. Where no registry of images is in
reach, the base image is made of the bare Debian that other tests stand on.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ground import registries
from tests.support.project import PROJECT

ACCOUNT, NUMBER, FIRST_OF_ITS_OWN = "one-story-test", 2990, 300_000
BASE = "localhost/bare-debian"
BOUND_TO_US = ("setpriv", "--pdeathsig", "KILL")
LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--ulimit", "core=0:0")
"""Podman's own are higher than a container of ours may set."""
LONGEST = 1800
LAYERED = '[storage]\ndriver = "overlay"\n'
"""Else it may keep a whole copy for each step of a build."""
# crun wants the second kind of control groups alone; a sandbox may show both.
SETTLE = """
set -eu
for name in passwd group subuid subgid; do mount --bind "$1/etc/$name" "/etc/$name"; done
umount --recursive /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
echo settled
exec cat
"""


class PodmanFault(Exception):
    """A command failed; what it said."""


@dataclass(frozen=True)
class Podman:
    """Podman of one account, in one folder."""

    folder: Path
    holder: int

    @property
    def home(self) -> Path:
        """The account's own folder."""
        return self.folder / "home"

    def run(self, *words: str) -> str:
        """`podman …`; what it said. Raises PodmanFault when it fails."""
        return self.type("podman", *words)

    def type(self, *words: str) -> str:
        """A command of the account's; what it said. Raises PodmanFault when it fails."""
        done = self._done(words)
        if done.returncode:
            said = f"{done.stdout[-4000:]}{done.stderr[-4000:]}"
            raise PodmanFault(f"{' '.join(words)}:\n{said}")
        return done.stdout.strip()

    def fails(self, *words: str) -> bool:
        """The same with podman, for what may not work."""
        return self._done(("podman", *words)).returncode != 0

    def _done(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        environment = registries.variables() | {
            "HOME": str(self.home),
            "USER": ACCOUNT,
            "XDG_RUNTIME_DIR": f"{self.home}/run",
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
        }
        account = ["setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups"]
        enter = ["nsenter", "-t", str(self.holder), "-m", "-p", *account]
        settings = [f"{name}={value}" for name, value in environment.items()]
        return subprocess.run(
            [*enter, "env", "-i", "-C", str(self.home), *settings, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )

    def import_base(self, root: Path) -> None:
        """A bare Debian as the base image."""
        archive = self.folder / "base.tar"
        left_out = ["--exclude=./dev/*", "--exclude=./root", "--exclude=./var/cache/apt"]
        words = ["tar", "-C", root, "--one-file-system", *left_out, "-cf", archive, "."]
        subprocess.run(words, check=True)
        archive.chmod(0o644)
        self.run("import", str(archive), BASE)
        archive.unlink()

    def build(self, target: str, project: Path) -> str:
        """One target of the Containerfile, from the base image; its name."""
        reach = self.folder / "pip.conf"
        keys = {
            name.removeprefix("PIP_").lower().replace("_", "-"): value
            for name, value in registries.variables().items()
            if name.startswith("PIP_")
        }
        lines = [f"{name} = {value}\n" for name, value in keys.items()]
        reach.write_text("".join(["[global]\n", *lines]), encoding="utf-8")
        image = f"localhost/one-story-{target}"
        self.run(
            "build", "--isolation", "chroot", "--format", "docker", *LIMITS,
            "--build-arg", f"BASE={BASE}", "--volume", f"{reach}:/etc/pip.conf:ro",
            "--target", target, "--tag", image,
            "--file", f"{project}/deploy/Containerfile", str(project),
        )  # fmt: skip
        return image

    def own(self, folder: Path) -> None:
        """Hands a folder over to the account."""
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, NUMBER, NUMBER)


@contextmanager
def podman_in(folder: Path) -> Iterator[Podman]:
    """Podman that keeps everything below `folder`, and is gone afterwards with all it started."""
    etc, home = folder / "etc", folder / "home"
    etc.mkdir(parents=True)
    (home / "run").mkdir(parents=True, mode=0o700)
    settings = home / ".config" / "containers"
    settings.mkdir(parents=True)
    (settings / "storage.conf").write_text(LAYERED, encoding="utf-8")
    for path in (home, *home.rglob("*")):
        shutil.chown(path, NUMBER, NUMBER)
    lines = {
        "passwd": f"{ACCOUNT}:x:{NUMBER}:{NUMBER}::{home}:/bin/sh\n",
        "group": f"{ACCOUNT}:x:{NUMBER}:\n",
    }
    for name, line in lines.items():
        known = Path("/etc", name).read_text(encoding="utf-8")
        (etc / name).write_text(known + line, encoding="utf-8")
    for name in ("subuid", "subgid"):
        (etc / name).write_text(f"{ACCOUNT}:{FIRST_OF_ITS_OWN}:65536\n", encoding="utf-8")
    namespaces = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    outside = subprocess.Popen(
        [*BOUND_TO_US, "unshare", *namespaces, "--mount-proc", "sh", "-c", SETTLE, "sh", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert outside.stdin
    assert outside.stdout
    try:
        if outside.stdout.readline() != "settled\n":
            raise PodmanFault("The namespaces for podman could not be made.")
        [holder] = Path(f"/proc/{outside.pid}/task/{outside.pid}/children").read_text().split()
        yield Podman(folder, int(holder))
    finally:
        outside.stdin.close()
        outside.wait()
        outside.stdout.close()


def context(folder: Path) -> Path:
    """The project as it is committed, for a build."""
    folder.mkdir()
    archive = folder.with_suffix(".tar")
    words = ["git", "-c", "safe.directory=*", "-C", PROJECT, "archive", "--output", archive, "HEAD"]
    subprocess.run(words, check=True)
    subprocess.run(["tar", "-C", folder, "-xf", archive], check=True)
    return folder
