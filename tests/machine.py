"""Sees to it that this machine has what the tests need; `make test` runs it first.

`make prove` needs more, and says so with `--prove`.

Debian's own packages come by apt-get when we are root, else the exact command is printed. The npm
tools of tests/tools land in build/tools, once for each state of their lock file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
TOOLS_LOCK = PROJECT / "tests" / "tools"
TOOLS = PROJECT / "build" / "tools"


def _on_path(*commands: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(command) for command in commands)


def _has_nginx() -> bool:
    # Debian keeps it in a folder that is on root's PATH alone.
    return bool(shutil.which("nginx") or Path("/usr/sbin/nginx").exists())


def _has_initdb() -> bool:
    # Debian keeps the server's programs off PATH, one folder a version.
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


@dataclass(frozen=True)
class Need:
    """A program the tests start, and the Debian packages that bring it."""

    present: Callable[[], bool]
    packages: tuple[str, ...]
    why: str


NEEDS = (
    Need(_on_path("chromium"), ("chromium",), "drives pages and form as a visitor does"),
    Need(
        _on_path("WebKitWebDriver", "Xvfb"),
        ("webkit2gtk-driver", "xvfb"),
        "drives the form as an iPhone would",
    ),
    Need(_has_initdb, ("postgresql",), "the outbox on the second database"),
    Need(_on_path("openssl"), ("openssl",), "opens what was sealed, independently of our code"),
    Need(_on_path("strace"), ("strace",), "sees in which order the disk is written"),
    Need(_has_nginx, ("nginx-light",), "stands in front of the service, with our sample"),
    Need(_on_path("systemd-analyze"), ("systemd",), "reads our units as systemd does"),
    Need(_on_path("java"), ("default-jre-headless",), "runs the Nu HTML checker"),
    Need(_on_path("node", "npm"), ("nodejs", "npm"), "brings axe-core and the Nu HTML checker"),
)

PROOFS = (
    Need(_on_path("postfix"), ("postfix",), "the agency's relay, a real one"),
    Need(_on_path("saslpasswd2"), ("sasl2-bin", "libsasl2-modules"), "signs in to that relay"),
    Need(_on_path("certutil", "cmsutil"), ("libnss3-tools",), "opens mail as Thunderbird does"),
    Need(_on_path("thunderbird"), ("thunderbird",), "shows staff whether a signature is valid"),
    Need(_on_path("gpgsm"), ("gpgsm",), "opens mail as GnuPG does"),
)
NO_POSTFIX_OF_ITS_OWN = "postfix postfix/main_mailer_type select No configuration\n"
"""The tests start one with files of their own; the package shall not set up the machine's mail."""


def missing(needs: tuple[Need, ...] = NEEDS) -> list[Need]:
    """What is not here."""
    return [need for need in needs if not need.present()]


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
    still = [" ".join(need.packages) for need in needs if not need.present()]
    if still:
        sys.exit(f"apt-get ran, and still missing on this machine: {', '.join(still)}")


def install_tools(*, lighthouse: bool = False) -> None:
    """The npm tools, exactly as locked; their install scripts would download more and stay off."""
    files = [TOOLS_LOCK / name for name in ("package.json", "package-lock.json")]
    state = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp = TOOLS / ("all.stamp" if lighthouse else "tests.stamp")
    stamps = [TOOLS / "all.stamp", stamp]
    if any(made.exists() and made.read_text() == state for made in stamps):
        return
    TOOLS.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, TOOLS)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    optional = [] if lighthouse else ["--omit=optional"]
    subprocess.run([*command, *optional], cwd=TOOLS, check=True, stdin=subprocess.DEVNULL)
    stamp.write_text(state)


def main() -> None:
    """Nothing to do on a machine that has everything."""
    needs = missing((*NEEDS, *PROOFS) if "--prove" in sys.argv else NEEDS)
    if needs:
        install(needs)
    install_tools()


if __name__ == "__main__":
    main()
