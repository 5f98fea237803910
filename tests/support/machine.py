"""Sees to it that this machine has what the tests need; `make test` runs it first.

`make prove` needs more, and says so with `--prove`.

Debian's own packages come by apt-get when we are root, else the exact command is printed. The npm
tools of tests/tools land in build/tools, once for each state of their lock file.

The tests see nothing of a machine but what is named here: `programs` lays out a folder with these
programs alone, and tests/conftest.py makes it the whole PATH.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOOLS_LOCK = PROJECT / "tests" / "tools"
TOOLS = PROJECT / "build" / "tools"
BESIDES_PATH = ("/usr/sbin", "/sbin", "/usr/games")
"""Where Debian keeps programs that only root has on PATH."""
POSTGRESQL = "/usr/lib/postgresql/*/bin"
FONTS = "/usr/share/fonts"

BASE = (
    "sh", "bash", "env", "cat", "cp", "mv", "rm", "ln", "ls", "mkdir", "chmod", "chown", "touch",
    "sed", "grep", "awk", "head", "tail", "sort", "cut", "tr", "wc", "basename", "dirname",
    "readlink", "realpath", "uname", "id", "whoami", "date", "true", "false", "test", "expr",
    "find", "xargs", "tar", "gzip", "column", "hostname", "mktemp", "sleep", "stat", "nice",
    "install", "cmp", "setpriv", "mount", "umount", "unshare", "nsenter", "chroot", "su", "rmdir",
    "make", "git", "python3",
)  # fmt: skip
"""What every Debian has, and what the README asks for."""


@dataclass(frozen=True)
class Need:
    """Programs that tests start, or files they read, and the Debian packages that bring them."""

    programs: tuple[str, ...]
    packages: tuple[str, ...]
    why: str
    files: tuple[str, ...] = ()
    """Patterns below /, for what has no program of its own on PATH."""

    @property
    def present(self) -> bool:
        """Whether all of it is here."""
        return all(map(_found, self.programs)) and all(map(_has_match, self.files))


NEEDS = (
    Need(
        ("chromium", "chromium-headless-shell"),
        ("chromium", "chromium-headless-shell"),
        "drives pages and form as a visitor does, and measures how they look",
    ),
    Need(
        ("WebKitWebDriver", "Xvfb"),
        ("webkit2gtk-driver", "xvfb"),
        "drives the form as an iPhone would",
    ),
    Need(
        ("firefox-esr", "xdotool"),
        ("firefox-esr", "xdotool"),
        "looks into the files that browsers keep, with a window and real keys",
    ),
    Need(
        (),
        ("postgresql",),
        "the outbox on the second database",
        files=(f"{POSTGRESQL}/initdb", f"{POSTGRESQL}/postgres"),
    ),
    Need(("pgbouncer",), ("pgbouncer",), "stands before PostgreSQL, as some hosts have it"),
    Need(("openssl",), ("openssl",), "opens what was sealed, independently of our code"),
    Need(("strace",), ("strace",), "sees in which order the disk is written"),
    Need(("nginx",), ("nginx-light",), "stands in front of the service, with our sample"),
    Need(("systemd-analyze",), ("systemd",), "reads our units as systemd does"),
    Need(("java",), ("default-jre-headless",), "runs the Nu HTML checker"),
    Need(
        ("node", "npm"), ("nodejs", "npm"), "brings axe-core, Equal Access and the Nu HTML checker"
    ),
    Need(("pdftotext", "pdftoppm"), ("poppler-utils",), "reads and draws our PDFs as Evince does"),
    Need(("pdftk", "qpdf"), ("pdftk-java", "qpdf"), "flattens filled forms as offices do"),
    Need(
        (),
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        "prints the documents",
        files=("/usr/lib/*/libpangoft2-1.0.so.0", "/usr/lib/*/libharfbuzz-subset.so.0"),
    ),
    Need(
        (),
        ("fonts-noto-core", "fonts-wqy-microhei"),
        "prints the leaflets in Arabic, Punjabi, Urdu, Chinese and Korean",
        files=(
            f"{FONTS}/truetype/noto/NotoNastaliqUrdu-Regular.ttf",
            f"{FONTS}/truetype/noto/NotoSansArabic-Regular.ttf",
            f"{FONTS}/truetype/noto/NotoSansGurmukhi-Regular.ttf",
            f"{FONTS}/truetype/wqy/wqy-microhei.ttc",
        ),
    ),
    Need(
        (),
        ("fonts-dejavu-core", "fonts-noto-core", "fonts-liberation"),
        "the widest and the narrowest fonts that a page falls back to",
        files=(
            f"{FONTS}/truetype/dejavu/DejaVuSans.ttf",
            f"{FONTS}/truetype/noto/NotoSans-Regular.ttf",
            f"{FONTS}/truetype/liberation*/LiberationSans-Regular.ttf",
        ),
    ),
)

PROOFS = (
    Need(("postfix",), ("postfix",), "the agency's relay, a real one"),
    Need(("saslpasswd2",), ("sasl2-bin", "libsasl2-modules"), "signs in to that relay"),
    Need(("certutil", "cmsutil"), ("libnss3-tools",), "opens mail as Thunderbird does"),
    Need(("thunderbird",), ("thunderbird",), "shows staff whether a signature is valid"),
    Need(
        ("orca", "dbus-daemon", "xkbcomp"),
        ("orca", "at-spi2-core", "dbus", "x11-xkb-utils"),
        "reads the form aloud, as blind families hear it",
    ),
    Need(("gpgsm",), ("gpgsm",), "opens mail as GnuPG does"),
    Need(("debootstrap", "apt-get", "apt-config"), ("debootstrap",), "makes bare Debians"),
    Need(("ip",), ("iproute2",), "gives a booted machine its network"),
    Need(
        ("podman", "newuidmap"),
        ("podman", "buildah", "crun", "uidmap"),
        "builds and runs the container images",
    ),
)
BOOTED = (
    Need(
        ("systemctl",),
        ("systemd-sysv", "dbus"),
        "boots this very root",
        files=("/usr/sbin/poweroff",),
    ),
    Need(("ip",), ("iproute2",), "gives it a network of its own"),
    *PROOFS[:2],
)
"""For tests that run in a bare root, which they boot: tests/ground/test_booted_here.py."""
NO_POSTFIX_OF_ITS_OWN = "postfix postfix/main_mailer_type select No configuration\n"
"""The tests start one with files of their own; the package shall not set up the machine's mail."""


def in_bare_root() -> bool:
    """Whether we are root in a Debian of our own: then `/` can be booted, and hurts nobody."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    # Nothing is mounted at the top of a folder that somebody made our root.
    return all(line.split()[4] != "/" for line in mounts)


def missing(needs: Iterable[Need] = NEEDS) -> list[Need]:
    """What is not here."""
    return [need for need in needs if not need.present]


def programs(folder: Path) -> Path:
    """That empty folder with every named program that is here, and nothing else; for PATH."""
    needs = (*NEEDS, *PROOFS, *BOOTED)
    for name in sorted({*BASE, *(name for need in needs for name in need.programs)}):
        found = _found(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def install(needs: list[Need]) -> None:
    """Installs by apt-get when that is possible, else ends with the command to type."""
    packages = [package for need in needs for package in need.packages]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        reasons = "\n".join(f"  {' '.join(need.packages)}: {need.why}" for need in needs)
        sys.exit(
            f"The tests need more on this machine:\n{reasons}\n"
            f"On Debian: sudo apt-get update && sudo {' '.join(command)}"
        )
    # Questions of a package's set-up must not stop a run that nobody watches.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, stdin=subprocess.DEVNULL, env=quiet)
    if "postfix" in packages:
        subprocess.run(["debconf-set-selections"], input=NO_POSTFIX_OF_ITS_OWN.encode(), check=True)
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env=quiet)
    still = [" ".join(need.packages) for need in missing(needs)]
    if still:
        sys.exit(f"apt-get ran, and still missing on this machine: {', '.join(still)}")


def install_tools(*, lighthouse: bool = False) -> None:
    """The npm tools, exactly as locked; their install scripts would download more and stay off."""
    files = [TOOLS_LOCK / name for name in ("package.json", "package-lock.json")]
    state = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp = TOOLS / ("all.stamp" if lighthouse else "tests.stamp")
    stamps = [TOOLS / "all.stamp", stamp]
    if any(made.exists() and made.read_text(encoding="utf-8") == state for made in stamps):
        return
    TOOLS.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, TOOLS)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    optional = [] if lighthouse else ["--omit=optional"]
    subprocess.run([*command, *optional], cwd=TOOLS, check=True, stdin=subprocess.DEVNULL)
    stamp.write_text(state, encoding="utf-8")


def _found(program: str) -> str | None:
    searched = os.pathsep.join((os.environ.get("PATH", os.defpath), *BESIDES_PATH))
    return shutil.which(program, path=searched)


def _has_match(pattern: str) -> bool:
    return any(_matches(pattern))


def _matches(pattern: str) -> Iterator[Path]:
    return Path("/").glob(pattern.lstrip("/"))


def main() -> None:
    """Nothing to do on a machine that has everything."""
    here = BOOTED if in_bare_root() else ()
    needs = missing((*NEEDS, *PROOFS) if "--prove" in sys.argv else (*NEEDS, *here))
    if needs:
        install(needs)
    install_tools()


if __name__ == "__main__":
    main()
