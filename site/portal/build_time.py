"""The build's date: an input, so that two builds of one commit are the same."""

from __future__ import annotations

import subprocess
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

from intake_app.dates import ONTARIO

NO_COMMIT = 0


def commit_time(folder: Path) -> int:
    """When the commit that `folder` stands at was made, in seconds since 1970."""
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        return NO_COMMIT
    return int(done.stdout.strip() or NO_COMMIT)


def build_day(epoch: str) -> date:
    """The build's date in Ontario, from SOURCE_DATE_EPOCH."""
    return datetime.fromtimestamp(int(epoch), UTC).astimezone(ONTARIO).date()
