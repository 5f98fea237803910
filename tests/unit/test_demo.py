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
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from threading import Timer
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.parse import urljoin
from urllib.request import urlopen
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.support.form.answers import NEEDED

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


@dataclass(frozen=True)
class Page:
    """One page, with its first form ready to be filled in."""

    address: str
    text: str

    @property
    def _form(self) -> Element:
        document = html5lib.parse(self.text, namespaceHTMLElements=False)
        (form,) = (form for form in document.iter("form") if form.get("method") == "post")
        return form

    def send(self, answers: dict[str, str]) -> Page:
        """Post what the form holds, `answers`, and its main button."""
        hidden = [one for one in self._form.iter("input") if one.get("type") == "hidden"]
        fields = {one.get("name", ""): one.get("value", "") for one in hidden} | answers
        return visit(urljoin(self.address, self._form.get("action", "")), fields)


def visit(address: str, fields: dict[str, str] | None = None) -> Page:
    """Get a page, or post to it."""
    body = urlencode(fields).encode() if fields is not None else None
    answer: HTTPResponse
    with urlopen(address, body, timeout=20) as answer:  # noqa: S310  (our own http address)
        return Page(answer.url, answer.read().decode())


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
def opened(demo: Demo) -> Page:
    """The page of a request that went all the way: form, seal, store, TLS, mailbox."""
    check = visit(demo.address("/en/ask/one-page")).send(ANSWERS | {"go": "continue"})
    received = check.send({"consent": "yes", "go": "send"})
    assert "/en/ask/received/" in received.address
    demo.wait_for("delivered")
    mailbox = visit(demo.address("/demo/mailbox/"))
    return visit(urljoin(mailbox.address, f"{mailbox.text.count('<li>')}/"))


def test_portal_form_and_mailbox_answer_at_the_printed_addresses(demo: Demo) -> None:
    assert "<h1>Portal</h1>" in visit(demo.address("/")).text
    assert '<html lang="en" ' in visit(demo.address("/en/ask/")).text
    assert '<html lang="fr" ' in visit(demo.address("/fr/ask/")).text
    assert "<h1>Requests</h1>" in visit(demo.address("/demo/mailbox/")).text


def test_a_region_without_a_phone_gets_an_invented_one(demo: Demo) -> None:
    assert "613-555-0123" in visit(demo.address("/en/ask/")).text


def test_a_sent_request_is_read_in_the_mailbox_exactly_as_typed(opened: Page) -> None:
    assert "Signature valid." in opened.text
    shown = html.unescape(opened.text)
    assert NAME in shown
    assert ANSWERS["own_words"] in shown


def test_the_mail_travelled_with_nothing_of_the_answers(folder: Path, opened: Page) -> None:
    (mail,) = (folder / "mailbox" / "new").iterdir()
    travelled = mail.read_bytes()
    assert b"Subject: New request LLG-" in travelled
    for answer in (NAME, ANSWERS["phone"], ANSWERS["own_words"]):
        assert answer.encode() not in travelled
        assert base64.b64encode(answer.encode())[:24] not in travelled


def test_the_html_part_can_run_and_load_nothing(opened: Page) -> None:
    with urlopen(urljoin(opened.address, "part.html"), timeout=20) as answer:  # noqa: S310
        policy = answer.headers["Content-Security-Policy"].split("; ")
        part = answer.read().decode()
    assert NAME in html.unescape(part)
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(policy)
    assert "'unsafe-inline'" not in str(policy)


def test_an_unknown_mail_is_not_found(demo: Demo) -> None:
    with pytest.raises(HTTPError) as caught:
        visit(demo.address("/demo/mailbox/999/"))
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
