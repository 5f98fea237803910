"""What a machine needs to make PDFs, and how it comes there: by apt-get where that is possible.

`make run` does it first: `python -m portal.machine`. Standard library alone, so that the tests'
own list of needs can be made of the same `Need` before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::http::Timeout=30")


def has_libraries(*names: str) -> Callable[[], bool]:
    """Whether the dynamic libraries of these names can be loaded."""

    def loadable() -> bool:
        try:
            for name in names:
                ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loadable


def has_files(*paths: Path) -> Callable[[], bool]:
    """Whether all of these are there."""
    return lambda: all(path.is_file() for path in paths)


@dataclass(frozen=True)
class Need:
    """Something that the machine must have, and the Debian packages that bring it."""

    present: Callable[[], bool]
    packages: tuple[str, ...]
    why: str


DOCUMENTS = (
    Need(
        has_libraries("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
        ("libpango-1.0-0", "libpangoft2-1.0-0"),
        "sets the text of PDFs",
    ),
    Need(
        has_libraries("libharfbuzz-subset.so.0"),
        ("libharfbuzz-subset0",),
        "cuts the fonts of PDFs",
    ),
)
"""What WeasyPrint loads."""

FONTS = Path("/usr/share/fonts/truetype")
ARABIC = FONTS / "noto/NotoSansArabic-Regular.ttf"
NASTALIQ = FONTS / "noto/NotoNastaliqUrdu-Regular.ttf"
GURMUKHI = FONTS / "noto/NotoSansGurmukhi-Regular.ttf"
MICRO_HEI = FONTS / "wqy/wqy-microhei.ttc"
_NOTO = Need(
    has_files(ARABIC, NASTALIQ, GURMUKHI), ("fonts-noto-core",), "prints Arabic, Punjabi and Urdu"
)
_HEI = Need(has_files(MICRO_HEI), ("fonts-wqy-microhei",), "prints Chinese and Korean")
LEAFLETS = {
    "ar": _NOTO,
    "pa": _NOTO,
    "ur": _NOTO,
    "ko": _HEI,
    "zh-hans": _HEI,
    "zh-hant": _HEI,
}
"""By language: what its leaflet needs to be printed, once somebody has signed it."""
SIGNATURE = re.compile(r"^reviewed_by:(?! *(?:null\b|~|#|$)).+", re.MULTILINE)


def packages_of(needs: Iterable[Need]) -> tuple[str, ...]:
    """Debian's packages for these needs."""
    return tuple(package for need in needs for package in need.packages)


def missing(needs: Iterable[Need]) -> tuple[Need, ...]:
    """What is not here."""
    return tuple(need for need in needs if not need.present())


def can_install() -> bool:
    """Root on a machine with apt-get may; everybody else is told what to type."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def command(packages: Sequence[str]) -> str:
    """What a person types to install them."""
    return f"sudo apt-get update && sudo apt-get install {' '.join(packages)}"


def install(packages: Sequence[str]) -> str:
    """Empty when apt-get did it, else the reason in its own last words."""
    # Questions of a package's set-up must not stop a run that nobody watches.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run([*APT, "-q", "update"], quiet)  # what is known from before may be enough
    done = _run([*APT, "-qy", "install", "--no-install-recommends", *packages], quiet)
    said = (done.stderr or done.stdout).strip().splitlines()
    return "" if done.returncode == 0 else (said or ["apt-get failed"])[-1]


def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - apt-get with packages named in this project
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def needs(leaflets: Path = Path("content/leaflets")) -> tuple[Need, ...]:
    """What documents need, and with them the leaflets that are signed."""
    signed = (
        LEAFLETS.get(path.stem)
        for path in sorted(leaflets.glob("*.yml"))
        if SIGNATURE.search(path.read_text(encoding="utf-8", errors="replace"))
    )
    return (*DOCUMENTS, *dict.fromkeys(need for need in signed if need))


def set_up_documents() -> str:
    """Installs what PDFs need where that can be done; what could not be, in one line.

    Where nobody may install, nothing is said: the build says it, when it makes no PDFs.
    """
    packages = packages_of(missing(needs()))
    if not packages or not can_install():
        return ""
    reason = install(packages)
    return f"Could not install {' '.join(packages)}, for PDFs: {reason}" if reason else ""


def advice() -> str:
    """One line where PDFs are made, but could be better; only Debian's names are known here."""
    lacking = missing(needs()) if shutil.which("apt-get") else ()
    reasons = ", ".join(f"{' '.join(need.packages)} ({need.why})" for need in lacking)
    return f"PDFs want more: {reasons}. {command(packages_of(lacking))}" if lacking else ""


if __name__ == "__main__":
    sys.stderr.writelines(f"{line}\n" for line in [set_up_documents()] if line)
