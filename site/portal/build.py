"""Builds the portal aside and swaps it in whole: a build that fails leaves the last good one.

MkDocs itself, run on its own, empties its output folder first; only this way is safe to deploy.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from intake_app import errors
from portal import headers

GENERATOR = "mkdocs"
DEMO_ROWS = Path(errors.__file__).parent / "demo" / "rows"
COMPRESSED = {".html", ".css", ".xml", ".txt", ".json", ".ics", ".svg"}
TO_CHECK = "To check: "
NOISE = ("INFO ", "DEBUG ", "Aborted with")


@dataclass(frozen=True)
class Outcome:
    """How a build ended."""

    folder: Path
    pages: int
    """0: the build failed, and `folder` is as it was."""
    faults: tuple[str, ...]
    """One line each: file, line, what is wrong, what to do."""
    to_check: tuple[str, ...] = ()
    """One line for each fact that a person should check again."""


def output_folder(project: Path, environment: Mapping[str, str], *, demo: bool) -> Path:
    """Where the finished portal belongs."""
    default = "build/demo/portal" if demo else "build/portal"
    return project / (environment.get("INTAKE_PORTAL_DIR") or default)


def build_portal(project: Path, environment: Mapping[str, str], *, demo: bool = False) -> Outcome:
    """One build, from `project` (the folder of mkdocs.yml) into its output folder."""
    folder = output_folder(project, environment, demo=demo)
    folder.parent.mkdir(parents=True, exist_ok=True)
    environment = _environment(environment, demo=demo)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        done = _generate(project, aside, environment)
        if done.returncode != 0:
            return Outcome(folder, 0, _faults(done.stderr))
        _compress(aside)
        pages = sum(1 for _ in aside.rglob("*.html"))
        _swap_in(aside, folder)
        _write_headers(folder, environment)
        return Outcome(folder, pages, (), _to_check(done.stderr))
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _environment(given: Mapping[str, str], *, demo: bool) -> dict[str, str]:
    """The generator's environment: no advertisement, no lines broken at a terminal's width."""
    environment = {**given, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("COLUMNS", None)
    environment.pop("PORTAL_DEMO_ROWS", None)
    if demo:
        environment.pop("INTAKE_PUBLIC_URL", None)
        environment["PORTAL_DEMO_ROWS"] = str(DEMO_ROWS)
    return environment


def _generate(
    project: Path, aside: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", GENERATOR, "build", "--site-dir", str(aside)]
    return subprocess.run(  # noqa: S603 - no words of a visitor
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def _faults(output: str) -> tuple[str, ...]:
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith(NOISE)]
    return tuple(line.removeprefix("ERROR   -  ").removeprefix("WARNING -  ") for line in lines)


def _to_check(output: str) -> tuple[str, ...]:
    lines = [line for line in output.splitlines() if line.startswith(TO_CHECK)]
    return tuple(line.removeprefix(TO_CHECK) for line in lines)


def _compress(folder: Path) -> None:
    """A .gz and a .br beside each text, so that no server compresses at each request."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in COMPRESSED:
            data = path.read_bytes()
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
            path.with_name(f"{path.name}.br").write_bytes(brotli.compress(data))


def _write_headers(folder: Path, environment: Mapping[str, str]) -> None:
    https = environment.get("INTAKE_PUBLIC_URL", "").startswith("https://")
    headers.write_beside(folder, https=https)


def _swap_in(new: Path, folder: Path) -> None:
    old = new.with_name(f"{new.name}.old")
    new.chmod(0o755)  # mkdtemp keeps other users out; a web server may be one of them
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def summary(outcome: Outcome, environment: Mapping[str, str], *, demo: bool) -> str:
    """The one line that ends a build."""
    place = os.path.relpath(outcome.folder)
    if not outcome.pages:
        count = len(outcome.faults)
        kept = f"The last good build stays in {place}." if outcome.folder.exists() else ""
        return f"The portal was not built: {count} to mend. {kept}".strip()
    public_url = "" if demo else environment.get("INTAKE_PUBLIC_URL", "")
    why = "" if demo else ", because INTAKE_PUBLIC_URL is not set"
    kind = public_url or f"a demonstration{why}"
    return f"{outcome.pages} pages in {place}, for {kind}."
