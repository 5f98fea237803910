"""Builds the portal aside and swaps it in whole: a build that fails leaves the last good one.

MkDocs itself, run on its own, empties its output folder first; only this way is safe to deploy.
"""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from intake_app import errors
from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.errors import Fault
from portal import headers
from portal import removed
from portal import report

GENERATOR = "mkdocs"
DEFAULT_REGION = "halton"
ERROR = "ERROR   -  "
DEMO_ROWS = Path(errors.__file__).parent / "demo" / "rows"
COMPRESSED = {".html", ".css", ".xml", ".txt", ".json", ".ics", ".svg"}
WHOLE_TEXT = "All that the generator said stands in {log}."
NO_CONTENT, OWN = "leads to no folder.", "Make it by `intake region own` and the region's name."
ENDED = "It was ended by {signal}."
NO_MEMORY = "Often the machine has too little memory: free some, then build again."


@dataclass(frozen=True)
class BuildResult:
    """How a build ended."""

    folder: Path
    pages: int
    """0: the build failed, and `folder` is as it was."""
    faults: tuple[str, ...]
    """One line each: file, line, what is wrong, what to do."""
    advice: tuple[str, ...] = ()
    """One line for each thing that a library warned of; it stopped nothing."""
    to_check: tuple[str, ...] = ()
    """One line for each fact that a person should check again."""


def output_folder(project: Path, environment: Mapping[str, str], *, demo: bool) -> Path:
    """Where the finished portal belongs."""
    default = "build/demo/portal" if demo else "build/portal"
    return project / (environment.get("INTAKE_PORTAL_DIR") or default)


def build_portal(
    project: Path, environment: Mapping[str, str], *, demo: bool = False
) -> BuildResult:
    """One build, from `project` (the folder of mkdocs.yml) into its output folder."""
    folder = output_folder(project, environment, demo=demo)
    content = _content(project, environment)
    if not content.is_dir():
        return BuildResult(folder, 0, (str(Fault("INTAKE_CONTENT_DIR", NO_CONTENT, OWN)),))
    environment = _environment(environment, demo=demo)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
        ) as aside:
            return _build_aside(project, Path(aside), folder, environment)
    except OSError as error:
        return BuildResult(folder, 0, (str(report.file_fault(error)),))


def _build_aside(
    project: Path, aside: Path, folder: Path, environment: Mapping[str, str]
) -> BuildResult:
    told, site = aside / "report", aside / "site"
    manifest = _manifest(project, environment)
    told.touch()
    done = _generate(project, site, {**environment, report.FILE: str(told)})
    lines = report.read(told)
    advice = lines[report.LineKind.ADVICE]
    if done.returncode != 0:
        faults = lines[report.LineKind.FAULT] or _unexplained(done, _log_file(folder))
        return BuildResult(folder, 0, faults, advice)
    gone = () if "PORTAL_DEMO_ROWS" in environment else removed.faults(folder, site)
    if gone:
        return BuildResult(folder, 0, tuple(map(str, gone)), advice)
    _compress(site)
    pages = sum(1 for _ in site.rglob("*.html"))
    _swap_in(site, folder, aside / "old")
    _write_headers(folder, environment)
    manifest.write(folder)
    return BuildResult(folder, pages, (), advice, lines[report.LineKind.TO_CHECK])


def _environment(given: Mapping[str, str], *, demo: bool) -> dict[str, str]:
    """The generator's environment: no advertisement, no lines broken at a terminal's width."""
    environment = {**given, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    # PYTHONWARNINGS could turn a library's advice into the end of the build.
    for name in ("COLUMNS", "PORTAL_DEMO_ROWS", "PYTHONWARNINGS"):
        environment.pop(name, None)
    if demo:
        environment.pop("INTAKE_PUBLIC_URL", None)
        environment["PORTAL_DEMO_ROWS"] = str(DEMO_ROWS)
    return environment


def _generate(
    project: Path, aside: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", GENERATOR, "build", "--site-dir", str(aside)]
    return subprocess.run(  # noqa: S603 - no words of a visitor
        command,
        cwd=project,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _log_file(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-build.log")


def _unexplained(done: subprocess.CompletedProcess[str], log: Path) -> tuple[str, ...]:
    """Why the generator ended before anything of ours could say so, in its own last words."""
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    cure = WHOLE_TEXT.format(log=os.path.relpath(log))
    if done.returncode < 0:
        problem = ENDED.format(signal=signal.Signals(-done.returncode).name)
        return (str(Fault(report.BUILD, problem, f"{NO_MEMORY} {cure}")),)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    said = [line.removeprefix(ERROR).strip() for line in lines if line.startswith(ERROR)]
    reasons = said or lines[-1:] or [f"It ended with status {done.returncode}."]
    return tuple(str(Fault("mkdocs.yml", reason, cure)) for reason in reasons)


def _compress(folder: Path) -> None:
    """A .gz and a .br beside each text, so that no server compresses at each request."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in COMPRESSED:
            data = path.read_bytes()
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
            path.with_name(f"{path.name}.br").write_bytes(brotli.compress(data))


def _content(project: Path, environment: Mapping[str, str]) -> Path:
    return project / (environment.get("INTAKE_CONTENT_DIR") or "content")


def _manifest(project: Path, environment: Mapping[str, str]) -> PortalManifest:
    """Taken before the build begins: what is changed meanwhile is told as not in it."""
    region = environment.get("REGION") or DEFAULT_REGION
    content = _content(project, environment)
    public_url = environment.get("INTAKE_PUBLIC_URL", "").rstrip("/")
    return PortalManifest(region, public_url, content_version(content, region))


def _write_headers(folder: Path, environment: Mapping[str, str]) -> None:
    https = environment.get("INTAKE_PUBLIC_URL", "").startswith("https://")
    headers.write_beside(folder, https=https)


def _swap_in(new: Path, folder: Path, old: Path) -> None:
    new.chmod(0o755)  # whatever this user's umask: a web server may be another user
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:  # Ctrl-C too: the old one would go with what was built aside
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise


def summary(outcome: BuildResult, environment: Mapping[str, str], *, demo: bool) -> str:
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
