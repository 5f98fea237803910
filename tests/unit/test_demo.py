"""`intake demo`, run as a newcomer runs it: real processes, real seal, real mail over TLS."""

from __future__ import annotations

import base64
import html
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.support.client import Client
from tests.support.form.answers import NEEDED
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page

DEADLINE_SECONDS = 120.0
INTAKE = Path(sys.executable).with_name("intake")
NAME = "Zoë O’Brien-سلمى 🌻"
ANSWERS = {**NEEDED, "name": NAME, "own_words": "x" * 1000}


class Demo:
    """A running demo, and what it says."""

    def __init__(self, folder: Path, *, port: int = 0, region: str = "leeds-grenville") -> None:
        self.process = subprocess.Popen(
            [INTAKE, "demo", "--port", str(port), "--folder", folder],
            env=os.environ | {"REGION": region, "INTAKE_SECRET_KEY": "none of its own"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._deadline = Timer(DEADLINE_SECONDS, self.process.kill)
        self._deadline.daemon = True
        self._deadline.start()
        self.said: list[str] = []

    def wait_for(self, words: str) -> str:
        """The next line that holds these words."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        pytest.fail(f"It never said {words!r}, but: {''.join(self.said)}")

    def address(self, path: str) -> str:
        """The full address of `path`, from what the demo printed."""
        (portal,) = (line for line in self.said if line.strip().startswith("Portal"))
        return urljoin(portal.split()[-1], path)

    def children(self) -> list[int]:
        """Its processes."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in task.read_text().split()]

    def press_ctrl_c(self) -> int:
        """End it as a person would; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.exit_status()

    def exit_status(self) -> int:
        """Wait until it has ended."""
        rest, _ = self.process.communicate()
        self.said.append(rest)
        self._deadline.cancel()
        return self.process.returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, with a portal of one page: the real one has tests of its own."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "portal").mkdir()
    page = "<!doctype html><html lang=en><title>Portal</title><h1>Portal</h1>"
    (folder / "portal" / "index.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Demo]:
    """One demo for the tests that only look."""
    demo = Demo(folder)
    demo.wait_for("Ready.")
    yield demo
    demo.press_ctrl_c()


@pytest.fixture
def own_folder(tmp_path: Path, folder: Path, demo: Demo) -> Path:
    """A folder for one test, with the keys that the first demo made: making them takes long."""
    for name in ("portal", "keys"):
        shutil.copytree(folder / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def visitor(demo: Demo) -> Iterator[Client]:
    """At the address that the demo printed."""
    visitor = Client(urlsplit(demo.address("/")).port or 0)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def letter(demo: Demo, visitor: Client) -> str:
    """Where the mail of a request is that went all the way: form, seal, store, TLS, mailbox."""
    received = visitor.follow(ONE_PAGE, check_one_page(visitor, ANSWERS))
    assert "/en/ask/received/" in received
    demo.wait_for("delivered")
    return f"/demo/mailbox/{visitor.read('/demo/mailbox/').count('<li>')}/"


def test_portal_form_and_mailbox_answer_at_the_printed_addresses(visitor: Client) -> None:
    assert "<h1>Portal</h1>" in visitor.read("/")
    assert '<html lang="en" ' in visitor.read("/en/ask/")
    assert '<html lang="fr" ' in visitor.read("/fr/ask/")
    assert "<h1>Requests</h1>" in visitor.read("/demo/mailbox/")


def test_a_region_without_a_phone_gets_an_invented_one(visitor: Client) -> None:
    assert "613-555-0123" in visitor.read("/en/ask/")


def test_a_sent_request_is_read_in_the_mailbox_exactly_as_typed(
    visitor: Client, letter: str
) -> None:
    opened = visitor.read(letter)
    assert "Signature valid." in opened
    shown = html.unescape(opened)
    assert NAME in shown
    assert ANSWERS["own_words"] in shown


@pytest.mark.usefixtures("letter")
def test_the_mail_travelled_with_nothing_of_the_answers(folder: Path) -> None:
    (mail,) = (folder / "mailbox" / "new").iterdir()
    travelled = mail.read_bytes()
    assert b"Subject: New request LLG-" in travelled
    for answer in (NAME, ANSWERS["phone"], ANSWERS["own_words"]):
        assert answer.encode() not in travelled
        assert base64.b64encode(answer.encode())[:24] not in travelled


def test_the_html_part_can_run_and_load_nothing(demo: Demo, letter: str) -> None:
    with urlopen(demo.address(letter + "part.html"), timeout=20) as answer:  # noqa: S310
        policy = answer.headers["Content-Security-Policy"].split("; ")
        part = answer.read().decode()
    assert NAME in html.unescape(part)
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(policy)
    assert "'unsafe-inline'" not in str(policy)


def test_an_unknown_mail_is_not_found(demo: Demo) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(demo.address("/demo/mailbox/999/"), timeout=20)  # noqa: S310
    caught.value.close()
    assert caught.value.code == 404


def test_a_second_demo_in_the_same_folder_is_refused(demo: Demo, folder: Path) -> None:
    second = Demo(folder)
    assert "Stop that one first." in second.wait_for("Another demo")
    assert second.exit_status() == 1


def test_a_port_in_use_is_one_clear_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        demo = Demo(folder, port=port)
        assert demo.exit_status() == 1
    (line,) = "".join(demo.said).splitlines()
    assert line.startswith(f"Port {port}: ")
    assert f"--port {port + 1}" in line


def test_a_missing_portal_is_one_clear_line(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    assert "make run" in demo.wait_for("No portal is built")
    assert demo.exit_status() == 1


def test_an_unknown_region_is_one_clear_line(own_folder: Path) -> None:
    demo = Demo(own_folder, region="atlantis")
    assert "Use: halton, leeds-grenville." in demo.wait_for("REGION: ")
    assert demo.exit_status() == 1


def test_ctrl_c_ends_everything_and_a_second_start_keeps_what_was_sent(own_folder: Path) -> None:
    first = Demo(own_folder)
    first.wait_for("Ready.")
    key = (own_folder / "keys" / "staff.key").read_bytes()
    processes = first.children()
    assert len(processes) == 3
    assert first.press_ctrl_c() == 0
    assert "Traceback" not in "".join(first.said)
    assert not any(Path(f"/proc/{number}").exists() for number in processes)
    second = Demo(own_folder)
    second.wait_for("Ready.")
    assert second.press_ctrl_c() == 0
    assert (own_folder / "keys" / "staff.key").read_bytes() == key


@pytest.mark.parametrize("role", ["mail", "deliver", "web"])
def test_when_one_process_dies_the_demo_says_so_and_stops(own_folder: Path, role: str) -> None:
    demo = Demo(own_folder)
    demo.wait_for("Ready.")
    processes = {
        Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")[-2].decode(): number
        for number in demo.children()
    }
    os.kill(processes[role], signal.SIGKILL)
    assert f"{role} process ended" in demo.wait_for("ended by itself")
    assert demo.exit_status() == 1
    assert not any(Path(f"/proc/{number}").exists() for number in processes.values())


def test_nothing_is_left_when_the_demo_itself_is_killed(own_folder: Path) -> None:
    demo = Demo(own_folder)
    demo.wait_for("Ready.")
    processes = demo.children()
    watched = [os.pidfd_open(number) for number in processes]
    demo.process.kill()
    for descriptor in watched:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            assert selector.select(timeout=20), "a process outlived its supervisor"
        os.close(descriptor)
    demo.exit_status()
