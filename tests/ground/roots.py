"""Bare Debian roots: made once by debootstrap, kept outside the checkout, copied for each use.

A kept root is whole or not there: it is made under another name and renamed when nothing is
missing any more. It is made anew after a week, or when the packages or the way to the registries
change.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ground import registries

SUITES = ("bookworm", "trixie")
NEWCOMER = ("make", "git", "python3", "python3-venv", "ca-certificates")
"""What the README asks for, on top of what debootstrap calls a base system."""
DAYS_KEPT = 7
GIGABYTES_NEEDED = 8
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CACHE = Path(os.environ.get("ONE_STORY_ROOTS") or Path.home() / ".cache" / "one-story" / "roots")
LONGEST_TAIL = 15


class GroundError(Exception):
    """Why there is no root to stand on, and what to do; one line."""


@dataclass(frozen=True)
class Root:
    """A Debian of its own below a folder, with /proc, /sys and /dev; for one run."""

    folder: Path
    user: str = "root"

    @property
    def home(self) -> Path:
        """The user's, as seen from inside."""
        return Path("/root") if self.user == "root" else Path("/srv") / self.user

    def run(self, command: Sequence[str], *, cwd: Path = Path("/"), umask: int = 0o022) -> int:
        """Runs to its end, with what it says going where ours goes; its exit status."""
        return self.start(command, cwd=cwd, umask=umask).wait()

    def start(
        self,
        command: Sequence[str],
        *,
        cwd: Path = Path("/"),
        environ: Mapping[str, str] | None = None,
        output: int | None = None,
        umask: int = 0o022,
    ) -> subprocess.Popen[str]:
        """Starts it in the root, with a clean environment, in a session of its own."""
        clean = {
            "HOME": str(self.home), "USER": self.user, "LOGNAME": self.user, "SHELL": "/bin/bash",
            "TERM": os.environ.get("TERM", "dumb"), "LANG": "C.UTF-8", "PATH": PATH,
        }  # fmt: skip
        return subprocess.Popen(
            ["chroot", f"--userspec={self.user}", self.folder, "env", "-C", cwd, *command],
            umask=umask,
            env=clean | registries.variables() | dict(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            text=True,
        )

    def add_user(self, name: str) -> Root:
        """The same root for somebody who is not root."""
        home = f"/srv/{name}"
        made = self.run(["useradd", "--create-home", "--home-dir", home, name])
        if made:
            raise GroundError(f"useradd ended with {made}")
        return Root(self.folder, name)

    def clone(self, project: Path, name: str = "one-story", umask: int = 0o022) -> Path:
        """A clean clone of the project's HEAD; where it lies, as seen from inside."""
        if _git(project, "status", "--porcelain"):
            say("what is not committed is not cloned")
        home = self.home / name
        _git(project, "clone", "--quiet", "--no-local", project, self._outside(home), umask=umask)
        self._own(home)
        return home

    def unpack(self, project: Path, name: str = "one-story", umask: int = 0o022) -> Path:
        """The same files from an archive, without their history."""
        home = self.home / name
        self._outside(home).mkdir()
        archive = self._outside(home.with_suffix(".tar"))
        _git(project, "archive", "--output", archive, "HEAD")
        subprocess.run(
            ["tar", "--no-same-owner", "--no-same-permissions", "-xf", archive],
            cwd=self._outside(home),
            umask=umask,
            check=True,
        )
        self._own(home)
        return home

    def _outside(self, inside: Path) -> Path:
        return self.folder / inside.relative_to("/")

    def _own(self, inside: Path) -> None:
        command = ["chroot", self.folder, "chown", "-R", f"{self.user}:", inside]
        subprocess.run(command, check=True)


class Roots:
    """The kept roots of one release, with the same packages."""

    def __init__(self, suite: str, packages: Sequence[str] = (), cache: Path = CACHE) -> None:
        self.suite = suite
        self.packages = (*NEWCOMER, *packages)
        self.cache = cache

    def prepare(self) -> None:
        """Everything that can be looked at before anything is made."""
        if not is_root():
            raise GroundError("needs root on Linux (for mount, chroot, debootstrap): try sudo")
        if shutil.which("debootstrap") is None:
            _install_debootstrap()
        self.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.cache.stat().st_uid != os.geteuid():
            raise GroundError(f"{self.cache} belongs to somebody else: set ONE_STORY_ROOTS")
        free = shutil.disk_usage(self.cache).free / 2**30
        if free < GIGABYTES_NEEDED:
            raise GroundError(
                f"{self.cache} has {free:.1f} GB free and needs {GIGABYTES_NEEDED}: "
                "free some, or set ONE_STORY_ROOTS to another disk"
            )
        self.sweep()

    @contextmanager
    def fresh(self, *, keep: bool = False) -> Iterator[Root]:
        """A root nobody has used; inside the namespaces of this run only."""
        with self._locked():
            kept = self._kept()
            folder = Path(tempfile.mkdtemp(prefix="kept-" if keep else "used-", dir=self.cache))
            mark = (folder / "in-use").open("w")
            fcntl.flock(mark, fcntl.LOCK_EX)
        root = folder / "root"
        with mark:
            finish(["cp", "-a", "--reflink=auto", kept, root], folder / "log", "copy the root")
            _mount(root)
            yield Root(root)
            _unmount(root)
        if keep:
            say(f"kept {root}")
        else:
            self.sweep()

    def base(self) -> Path:
        """The kept root itself, for whoever lays a layer over it and leaves it as it is."""
        with self._locked():
            return self._kept()

    def sweep(self) -> None:
        """Removes what runs left behind, killed ones included; a root in use stays."""
        with self._locked():
            for folder in (*self.cache.glob("half-*"), *self.cache.glob("used-*")):
                if not _in_use(folder / "in-use"):
                    _remove(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _kept(self) -> Path:
        settings = registries.apt_settings(), registries.mirrors(self.suite)
        facts = repr((self.packages, settings, registries.certificates()))
        name = f"{self.suite}-{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
        kept = self.cache / name
        if kept.is_dir() and time.time() - kept.stat().st_mtime > DAYS_KEPT * 86_400:
            _remove(kept)
        if not kept.is_dir():
            say(f"making a bare {self.suite} (once a week; some minutes)")
            self._make(self.cache / f"half-{name}", self.cache / f"{name}.log")
            (self.cache / f"half-{name}").rename(kept)
            os.utime(kept)
        return kept

    def _make(self, half: Path, log: Path) -> None:
        # In memory first: a disk is asked to sync thousands of small files one by one.
        half.mkdir()
        with tempfile.TemporaryDirectory(prefix="ground-") as folder:
            finish(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder], log, "get memory")
            self._bootstrap(Path(folder), log)
            finish(["cp", "-a", f"{folder}/.", half], log, "keep the root")
            finish(["umount", folder], log, "give memory back")

    def _bootstrap(self, root: Path, log: Path) -> None:
        lines = registries.mirrors(self.suite)
        command = ["debootstrap", f"--include={','.join(self.packages)}", self.suite, str(root)]
        command += [line.split()[1] for line in lines if line.split()[2] == self.suite][:1]
        finish(command, log, "make the root")
        _tell_registries(root, lines)
        # A root is thrown away after a day: dpkg need not wait for the disk either.
        (root / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n", encoding="utf-8")
        for words in (
            ["update-ca-certificates"],
            ["apt-get", "-q", "update"],
            ["apt-get", "-qy", "dist-upgrade"],
            ["apt-get", "clean"],
            # As on a server where nobody said `apt-get update` yet.
            ["find", "/var/lib/apt/lists", "-type", "f", "-delete"],
        ):
            quiet = ["env", "-i", f"PATH={PATH}", "DEBIAN_FRONTEND=noninteractive"]
            finish(["chroot", str(root), *quiet, *words], log, " ".join(words))


def is_root() -> bool:
    """Whether we may mount, change the root and make device files here."""
    return sys.platform == "linux" and os.geteuid() == 0


def _tell_registries(root: Path, mirrors: list[str]) -> None:
    if mirrors:
        (root / "etc/apt/sources.list").write_text("\n".join(mirrors) + "\n", encoding="utf-8")
    (root / "etc/apt/apt.conf.d/00registries").write_text(
        registries.apt_settings(), encoding="utf-8"
    )
    for number, text in enumerate(registries.certificates()):
        own = root / "usr/local/share/ca-certificates" / f"host-{number}.crt"
        own.write_text(text, encoding="latin-1")


def _mount(root: Path) -> None:
    for words in (
        # So that it is a mount of its own in there, as "/" is on every machine.
        ["mount", "--bind", root, root],
        ["mount", "-t", "proc", "proc", root / "proc"],
        ["mount", "--bind", "-o", "ro", "/sys", root / "sys"],
        ["mount", "--rbind", "/dev", root / "dev"],
        ["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", root / "dev/shm"],
    ):
        subprocess.run(words, check=True)
    for name in ("resolv.conf", "hosts"):
        (root / "etc" / name).unlink(missing_ok=True)
        shutil.copy(Path("/etc") / name, root / "etc" / name)


def _unmount(root: Path) -> None:
    subprocess.run(["umount", "--recursive", "--lazy", root], check=True)


def _install_debootstrap() -> None:
    if shutil.which("apt-get") is None:
        raise GroundError("needs debootstrap: install it with this system's package manager")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["apt-get", "-qq", "update"], ["apt-get", "-qqy", "install", "debootstrap"]):
        if subprocess.run(words, stdin=subprocess.DEVNULL, env=quiet, check=False).returncode:
            raise GroundError(f"“{' '.join(words)}” failed: are Debian's packages in reach?")


def finish(command: Sequence[str | Path], log: Path, what: str) -> None:
    """Runs a step; when it fails, the end of what it said and the one line."""
    with log.open("ab") as said:
        # A test's own PATH has only what tests need by name: not the perl that debootstrap looks
        # for, nor the folders in a root where chroot looks.
        done = subprocess.run(
            command,
            env={**os.environ, "PATH": PATH},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
        )
    if done.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LONGEST_TAIL:]
        say("\n".join(tail))
        raise GroundError(
            f"could not {what} (exit status {done.returncode}): see above and {log}; "
            "when the registries and the disk are right, run it again"
        )


def _in_use(mark: Path) -> bool:
    if not mark.exists():
        return False
    with mark.open("a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _remove(folder: Path) -> None:
    # Never into another file system: what is mounted below belongs to somebody.
    subprocess.run(["rm", "-rf", "--one-file-system", folder], check=False)


def _git(project: Path, *words: str | Path, umask: int = -1) -> str:
    command = ["git", "-c", "safe.directory=*", "-C", project, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, umask=umask).stdout


def say(text: str) -> None:
    print(f"make fresh: {text}", file=sys.stderr, flush=True)  # noqa: T201  (a command's progress)
