"""Two dates of a build: today, on which depends what is past, and the day its content is of.

Both are inputs: SOURCE_DATE_EPOCH, where it is set, stands for the clock, so that two builds are
the same byte for byte.
"""

from __future__ import annotations

import subprocess
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

from intake_app.dates import ONTARIO

FIRST_DAY = date(2020, 1, 1)
"""Nothing here is older; an earlier date of a file is the work of an unpacking program."""


def build_moment(epoch: str | None) -> datetime:
    """SOURCE_DATE_EPOCH where it is given, else now; on Ontario's clock."""
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.astimezone(ONTARIO)


def build_day(epoch: str | None) -> date:
    """The day of the build in Ontario."""
    return build_moment(epoch).date()


def content_day(content: Path, epoch: str | None) -> date:
    """The day on which content/ was last changed: the date that its documents carry.

    By its last commit where that is all there is; else by its files, of which only a build without
    SOURCE_DATE_EPOCH knows the time.
    """
    today = build_day(epoch)
    seconds = _commit_time(content) or (None if epoch else _newest_file(content))
    day = build_day(str(seconds)) if seconds else today
    return day if FIRST_DAY <= day <= today else today


def _commit_time(folder: Path) -> int | None:
    """When the last commit of `folder` was made; None when it holds changes since then."""
    changed = _git(folder, "status", "--porcelain", "--", ".")
    made = _git(folder, "log", "-1", "--format=%ct", "--", ".")
    return int(made) if made and changed == "" else None


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", *words],  # noqa: S607 - whichever git this machine has
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _newest_file(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.exists())  # no editor's dangling lock
    return max((int(path.stat().st_mtime) for path in files), default=0)
