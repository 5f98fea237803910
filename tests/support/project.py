"""The project as files: what git tracks or would track, and where it stands."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """Every file under version control or about to be, as it is on disk now."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    files = [PROJECT / name for name in listed.split("\0") if name]
    return sorted(file for file in files if file.is_file())


def git(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of git in the project, unpacked from a tarball or not."""
    here = ["git", f"--git-dir={_history()}", f"--work-tree={PROJECT}", *words]
    return subprocess.run(here, cwd=PROJECT, capture_output=True, text=True, check=False)


@cache
def _history() -> Path:
    """The project's own .git; an empty one elsewhere when it came without."""
    own = PROJECT / ".git"
    if own.is_dir():
        return own
    if own.exists():  # of a second work tree: a file that names the place
        return (
            PROJECT / own.read_text(encoding="utf-8").removeprefix("gitdir: ").strip()
        ).resolve()
    folder = tempfile.mkdtemp(prefix="one-story-git-")
    atexit.register(shutil.rmtree, folder)
    subprocess.run(["git", "init", "--quiet", "--bare", folder], check=True)
    return Path(folder)


def in_project(file: Path) -> str:
    """How the file is called by people who work on the project."""
    return file.relative_to(PROJECT).as_posix()


def python_files() -> list[Path]:
    """The project's own Python, tests included."""
    return [file for file in tracked() if file.suffix == ".py"]
