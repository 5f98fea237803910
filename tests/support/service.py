"""The real service as an operator runs it: `intake serve` and `intake deliver`, keys proven.

Only the region differs from what ships: every fact in it counts as checked and approved.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from click.testing import CliRunner
from click.testing import Result

from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.cli import main
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from tests.support import keys as throw_away
from tests.support.checked import checked
from tests.support.keys import Keys
from tests.support.keys import make_keys
from tests.support.proofs import prove_keys

INTAKE = Path(sys.executable).with_name("intake")
DAY = "2026-11-20"
ADDRESS = re.compile(r"on (http://\S+?)/\s")


def fit_project(folder: Path) -> Path:
    """A copy of the project whose Halton is fit to serve, with an empty portal.

    What ships is not fit, and must not be: no person has checked it yet.
    """
    for part in ("content", "intake_app"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, folder / part, ignore=ignored)
    approve(folder)
    return with_portal(folder)


def with_portal(folder: Path) -> Path:
    """With a portal of one page, as if it had been built."""
    portal = folder / "build" / "portal"
    portal.mkdir(parents=True)
    (portal / "index.html").write_text("<!doctype html><title>Portal</title>", encoding="utf-8")
    say_built(folder)
    return folder


def say_built(project: Path, public_url: str = "https://help.agency.example") -> None:
    """What a build writes down when it has built this content."""
    version = content_version(project / "content", "halton")
    PortalManifest("halton", public_url, version).write(project / "build" / "portal")


def approve(project: Path) -> None:
    """Marks every fact of Halton as checked, as a person would after having done it."""
    region = project / "content" / "regions" / "halton" / "region.yml"
    text = region.read_text(encoding="utf-8")
    text = checked(text, DAY)
    text = text.replace("approved_on: null", f"approved_on: {DAY}")
    text = text.replace("approved_by: null", "approved_by: privacy officer")
    text = text.replace("regime: unconfirmed", "regime: part-x")
    region.write_text(text, encoding="utf-8")


def complete_settings(project: Path, state: Path, keys: Keys) -> dict[str, str]:
    """An environment that is safe and complete; nothing of the caller's settings is in it."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return inherited | {
        "PYTHONPATH": str(project),
        "REGION": "halton",
        "INTAKE_PUBLIC_URL": "https://help.agency.example",
        "INTAKE_SECRET_KEY": secrets.token_hex(32),
        "INTAKE_STATE_DIR": str(state),
        "INTAKE_MAIL_SERVER": "127.0.0.1",
        "INTAKE_MAIL_SENDER": throw_away.SENDER,
        "INTAKE_RECIPIENTS": f"{throw_away.AGENCY}={keys.agency.certificate}",
        "INTAKE_RECOVERY_CERTIFICATE": str(keys.recovery.certificate),
        "INTAKE_SIGNING_KEY": str(keys.signing.key),
        "INTAKE_SIGNING_CERTIFICATE": str(keys.signing.certificate),
        "INTAKE_ALARM_RECIPIENTS": "operator@host.example",
        "INTAKE_ALARM_URL": "https://alarm.host.example/one-story",
    }


def intake(*words: str, environ: Mapping[str, str] | None = None, typed: str = "") -> Result:
    """One command to its end, in this process."""
    result = CliRunner().invoke(main, words, env=environ, input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@dataclass
class Service:
    """Its processes, started one by one, and ended together."""

    folder: Path
    environ: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def make(cls, folder: Path, **changes: str) -> Service:
        """Settings, keys and a region for one service; `changes` are settings of its own."""
        for part in ("project", "keys", "state"):
            (folder / part).mkdir(parents=True)
        keys = make_keys(folder / "keys")
        project = fit_project(folder / "project")
        environ = complete_settings(project, folder / "state", keys) | changes
        prove_keys(Settings.from_environment(environ))
        return cls(folder, environ)

    @property
    def settings(self) -> Settings:
        """What its processes read."""
        return Settings.from_environment(self.environ)

    def serve(self, *options: str) -> tuple[int, int]:
        """Start a web process; its process id and its port on 127.0.0.1."""
        process = self._start("serve", "--port", "0", *options)
        said = self._first_line(process)
        found = ADDRESS.search(said)
        if found is None:
            raise AssertionError(f"`intake serve` did not come up: {said}")
        return process.pid, int(found[1].rpartition(":")[2])

    def deliver(self) -> int:
        """Start a delivery process; its process id."""
        process = self._start("deliver")
        said = self._first_line(process)
        if "Delivering" not in said:
            raise AssertionError(f"`intake deliver` did not come up: {said}")
        return process.pid

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        # Into files: a pipe that nobody reads stops a chatty process.
        log = (self.folder / f"{words[0]}-{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [INTAKE, *words],
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def _first_line(self, process: subprocess.Popen[bytes]) -> str:
        assert process.stdout
        line = process.stdout.readline().decode()
        return line or "\n".join(log.read_text() for log in self.folder.glob("*.log"))

    def end(self) -> None:
        """As an operator's stop does; what does not end is killed."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
            assert process.stdout
            process.stdout.close()
        self.processes.clear()


@contextmanager
def service(folder: Path, **changes: str) -> Iterator[Service]:
    """A service whose processes are gone afterwards."""
    made = Service.make(folder, **changes)
    try:
        yield made
    finally:
        made.end()
