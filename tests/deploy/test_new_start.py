"""A new start of the service behind nginx: families wait a moment, and none sees an error page."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from threading import Event

import pytest

from tests.support.demo import eventually
from tests.support.nginx.front import Front
from tests.support.nginx.front import front
from tests.support.service import INTAKE
from tests.support.service import Service
from tests.support.service import say_built

FAMILIES = 4
HANDED = 'exec 3<&"$1"; shift; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@"'


@dataclass
class Systemd:
    """What systemd does for a unit with `Type=notify` and a store for one descriptor."""

    service: Service
    folder: Path
    told: socket.socket
    kept: int | None = None
    living: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Returns when the process says that it answers."""
        environ = self.service.environ | {"NOTIFY_SOCKET": str(self.told.getsockname())}
        words, passed = [str(INTAKE), "serve", "--port", "0"], ()
        if self.kept is not None:
            words = ["bash", "-c", HANDED, "bash", str(self.kept), *words]
            passed = (self.kept,)
        with (self.folder / "serve.log").open("ab") as log:
            self.living = subprocess.Popen(
                words, env=environ, stdout=log, stderr=log, pass_fds=passed
            )
        while not self._hears("READY=1"):
            pass

    def _hears(self, awaited: str) -> bool:
        said, handed, *_ = socket.recv_fds(self.told, 1024, 1)
        for descriptor in handed:
            assert self.kept is None, "it was kept already"
            assert said.startswith(b"FDSTORE=1\n")
            self.kept = descriptor
        return awaited.encode() in said

    def stop(self, *, kill: bool = False) -> None:
        """In order, or as a crash does."""
        assert self.living
        if kill:
            self.living.kill()
        else:
            self.living.terminate()
        self.living.wait(30)

    @property
    def port(self) -> int:
        assert self.kept is not None
        with socket.socket(fileno=socket.dup(self.kept)) as one:
            return int(one.getsockname()[1])


@pytest.fixture
def systemd(service: Service, tmp_path: Path) -> Iterator[Systemd]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(tmp_path / "notify"))
        told.settimeout(60)
        made = Systemd(service, tmp_path, told)
        made.start()
        yield made
        made.stop()
        if made.kept is not None:
            socket.close(made.kept)


@pytest.fixture
def site(systemd: Systemd, service: Service, tmp_path: Path) -> Iterator[Front]:
    folder = tmp_path / "front"
    folder.mkdir()
    with front(folder, service, systemd.port) as made:
        yield made


def visits(site: Front, over: Event) -> list[int]:
    """What a family is answered that opens the form and sends its first screen, again and again."""
    answers = []
    while not over.is_set():
        answers.append(site.ask("GET", "/en/ask/").status)
        answers.append(site.post("/en/ask/one-page", nothing="yet").status)
    return answers


def answered_while(site: Front, happens: Callable[[], None]) -> list[int]:
    """Every status that families got before, meanwhile and after."""
    over = Event()
    with ThreadPoolExecutor(FAMILIES) as families:
        asked = [families.submit(visits, site, over) for _ in range(FAMILIES)]
        try:
            happens()
        finally:
            over.set()
        return [status for one in asked for status in one.result()]


def test_who_comes_while_it_is_started_anew_waits_and_is_answered(
    systemd: Systemd, site: Front
) -> None:
    def anew() -> None:
        for _ in range(2):
            systemd.stop()
            systemd.start()

    answers = answered_while(site, anew)
    assert len(answers) >= 2 * FAMILIES
    assert max(answers) < 500


def test_who_comes_after_a_crash_waits_for_the_next_process(systemd: Systemd, site: Front) -> None:
    systemd.stop(kill=True)
    with ThreadPoolExecutor(1) as families:
        asked = families.submit(site.ask, "GET", "/en/ask/")
        systemd.start()
        assert asked.result().status == 200


@pytest.mark.prove
def test_new_words_are_taken_up_twice_in_a_row_and_nobody_waits(
    systemd: Systemd, site: Front, service: Service
) -> None:
    """The process looks once in a while; it is the same one before and after."""
    project = service.folder / "project"
    region = project / "content" / "regions" / "halton" / "region.yml"
    said = region.read_text(encoding="utf-8")
    numbers = ["289-266-0036", "289-266-0037", "289-266-0038"]

    def edit(old: str, new: str) -> None:
        text = region.read_text(encoding="utf-8")
        assert old in text
        region.write_text(text.replace(old, new), encoding="utf-8")
        say_built(project, service.environ["INTAKE_PUBLIC_URL"])
        assert eventually(lambda: new in site.ask("GET", "/en/ask/").body, 90), new

    assert systemd.living
    before = systemd.living.pid
    try:
        answers = answered_while(
            site, lambda: [edit(*pair) for pair in zip(numbers, numbers[1:], strict=False)]
        )
    finally:
        region.write_text(said, encoding="utf-8")
    assert max(answers) < 500
    assert systemd.living.pid == before
    assert systemd.living.poll() is None
