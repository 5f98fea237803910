"""No byte that a family types leaves the service but in the browser's own page, or sealed.

The real web process and the real delivery run under strace, and everything they write, send,
open or start is read afterwards, from the first answer to 413, 500 and 503.
"""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from intake_app.journey import QUESTIONS
from intake_app.settings import Settings
from tests.support.authority import Authority
from tests.support.form.answers import NEEDED
from tests.support.form.walker import BELONGS
from tests.support.processes import workers as processes
from tests.support.processes.server import write_settings
from tests.support.relay import running_relay

WORD = "Qzcanary"
ANSWERS = {
    **NEEDED,
    "name": f"{WORD}name",
    "phone": "613-555-0187",
    "good_times": f"{WORD}good",
    "bad_times": f"{WORD}bad",
    "do_not_contact": f"{WORD}secret",
    "talk_language": "other",
    "other_language": f"{WORD}tongue",
    "easier": f"{WORD}easier",
    "place": f"{WORD}town",
    "child_name": f"{WORD}child",
    "going_well": f"{WORD}well",
    "own_words": f"{WORD}words",
}
TYPED = (WORD, "555-0187", "5550187")
HOME = {"lives_in_region": "yes"}
LEAVING = (
    "write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg,open,openat,creat,execve,"
    "rename,renameat2,link,symlink,mkdir,connect"
)
HIDDEN = re.compile(r'name="(token|seen|begun|answers)" value="([^"]*)"')


def strace(trace: Path) -> list[str]:
    """The words before a command that write down all of what leaves it, and where to."""
    return ["strace", "-f", "-qq", "-yy", "-s", "1000000", "-e", f"trace={LEAVING}",
            "-o", str(trace)]  # fmt: skip


def shapes() -> tuple[str, ...]:
    """What was typed, plain and as base64 would carry it, wherever it begins."""
    found = set(TYPED)
    for word in (WORD, "555-0187"):
        for before in range(3):
            told = base64.b64encode(b"\0" * before + word.encode() + b"\0" * 3).decode()
            # Only the letters that hang on nothing before and after the word.
            found.add(told[-(-before * 8 // 6) + 1 : (before + len(word)) * 8 // 6 - 1])
    return tuple(found)


@dataclass
class Caller:
    """A browser that keeps its cookie, and every header it was sent."""

    port: int
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    location: str = ""
    headers: list[str] = field(default_factory=list)

    def call(self, method: str, path: str, typed: dict[str, str] | None = None) -> int:
        """Ask; remember cookie and hidden fields; the status."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "identity"}
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", self.port)) as line:
            line.request(method, path, urlencode(typed or {}), headers)
            answer = line.getresponse()
            page = answer.read().decode()
        self.headers += [f"{name}: {value}" for name, value in answer.getheaders()]
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        self.hidden = dict(HIDDEN.findall(page))
        self.location = answer.getheader("Location") or ""
        return answer.status

    def press(self, path: str, go: str, typed: dict[str, str]) -> int:
        """Post what stands on the page that was shown last, and this."""
        return self.call("POST", path, {**self.hidden, **typed, "go": go})

    def press_and_follow(self, path: str, go: str, typed: dict[str, str]) -> int:
        """The same, and the page that it leads to."""
        status = self.press(path, go, typed)
        return self.call("GET", self.location) if status == 303 else status

    def walk(self) -> None:
        """All questions, each answered with canaries."""
        self.call("GET", "/en/ask/")
        for step in QUESTIONS:
            path = f"/en/ask/{step}"
            own = {name: text for name, text in ANSWERS.items() if name in BELONGS[step]}
            self.call("GET", path)
            shown = self.hidden
            status = self.press(path, "continue", own)
            if status == 307:
                self.hidden = shown
                status = self.press(path, "continue", own)
            assert status == 303, step


@dataclass
class Watched:
    """The web process under strace."""

    process: subprocess.Popen[str]
    port: int
    trace: Path
    log: Path

    def send(self, number: int) -> None:
        """A signal to the process itself, which strace started."""
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        (child,) = tasks.read_text().split()
        os.kill(int(child), number)


@pytest.fixture
def web(settings: Settings, tmp_path: Path) -> Iterator[Watched]:
    """Running; ended in order, so that nothing it still had to say is missed."""
    write_settings(settings, tmp_path)
    trace, log = tmp_path / "web.trace", tmp_path / "web.log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [*strace(trace), sys.executable, "-m", "tests.support.processes.server", str(tmp_path)],
            stdout=subprocess.PIPE, stderr=said, text=True, cwd=processes.PROJECT,
        )  # fmt: skip
        assert process.stdout
        port = process.stdout.readline().strip()
        assert port, log.read_text()
        watched = Watched(process, int(port), trace, log)
        yield watched
        if process.poll() is None:
            watched.send(signal.SIGTERM)
        process.communicate()


def _every_answer(web: Watched, caller: Caller, state: Path) -> list[int]:
    """Steps, errors, Send; one page; refusals; a broken disk; a broken form."""
    statuses = [caller.call("GET", "/en/ask/name")]
    long = {"own_words": ANSWERS["own_words"] * 9000}
    caller.walk()
    caller.call("GET", "/en/ask/name")
    statuses += [
        caller.press_and_follow("/en/ask/place", "continue", {**HOME, "place": f"{WORD}x" * 30}),
        caller.press("/en/ask/place", "continue", {**HOME, "place": f"{WORD}town"}),
        caller.press("/en/ask/help", "continue", long),
        caller.call("GET", f"/en/ask/received/{WORD}"),
        caller.call("GET", "/en/ask/check"),
        caller.press("/en/ask/check", "send", {"consent": "yes"}),
    ]
    caller.call("GET", "/en/ask/one-page")
    nobody = {**ANSWERS, "who": ""}
    statuses.append(caller.press_and_follow("/en/ask/one-page", "continue", nobody))
    statuses.append(caller.press_and_follow("/en/ask/one-page", "continue", ANSWERS))
    sealed = caller.hidden
    gone = state.with_name("gone")
    state.rename(gone)
    statuses.append(caller.press("/en/ask/one-page", "send", {"consent": "yes"}))
    gone.rename(state)
    web.send(signal.SIGUSR1)
    caller.hidden = sealed
    statuses.append(caller.press("/en/ask/one-page", "continue", ANSWERS))
    return statuses


def _leaks(trace: Path, allowed: str) -> list[str]:
    """Calls that let out what was typed, other than to where it may go."""
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    looked_for = shapes()
    found = [call for call in calls if any(shape in call for shape in looked_for)]
    return [call[:300] for call in found if not allowed or allowed not in call.partition(",")[0]]


def test_nothing_typed_leaves_but_in_the_browsers_own_page(
    web: Watched, settings: Settings, tmp_path: Path
) -> None:
    caller = Caller(web.port)
    statuses = _every_answer(web, caller, settings.state_dir)
    assert statuses == [303, 200, 303, 413, 404, 200, 303, 200, 200, 503, 500]
    web.send(signal.SIGTERM)
    web.process.wait()
    to_the_browser = f"TCP:[127.0.0.1:{web.port}->"
    told = web.trace.read_text(encoding="utf-8", errors="replace")
    assert f"{WORD}words" in told, "the browser's own page shows it, so strace sees what leaves"
    assert _leaks(web.trace, to_the_browser) == []
    assert not [line for line in caller.headers if any(word in line for word in TYPED)]
    log = web.log.read_text()
    assert "ValueError" in log
    assert not any(word in log for word in TYPED)
    _delivered(settings, tmp_path)


def _delivered(settings: Settings, tmp_path: Path) -> None:
    """The delivery of what was accepted lets nothing out but the sealed part."""
    trace = tmp_path / "delivery.trace"
    authority = Authority.make(tmp_path)
    with running_relay(authority, authority.server_context()) as relay:
        done = processes.run_deliverer(settings.database_url, relay, before=strace(trace))
        assert done.returncode == 0
        mails = [arrived.mail for arrived in relay.arrived]
    assert mails
    assert _leaks(trace, "") == []
    kept = [file.read_bytes() for file in settings.state_dir.rglob("*") if file.is_file()]
    for shape in shapes():
        assert not [1 for told in (*mails, *kept) if shape.encode() in told], shape
