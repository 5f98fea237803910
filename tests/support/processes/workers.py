"""Starts worker processes: whole, in crowds, or under strace, which kills or hinders them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path

from tests.support.relay import Relay

ACCEPTOR = (sys.executable, "-W", "error", "-m", "tests.support.processes.acceptor")
DELIVERER = (sys.executable, "-W", "error", "-m", "tests.support.processes.deliverer")
PROJECT = Path(__file__).resolve().parents[3]


def strace(*injections: str, only: Path | None = None) -> tuple[str, ...]:
    """The words before a command that make strace do that to its system calls."""
    words = ["strace", "-f", "-qq", "-o", "/dev/null"]
    if only:
        words += ["-P", str(only)]
    for injection in injections:
        words += ["-e", f"trace={injection.partition(':')[0]}", "-e", f"inject={injection}"]
    return tuple(words)


def run_acceptor(
    url: str, forms: Iterable[str], before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run an accepting worker to its end, whatever end that is."""
    return subprocess.run(
        [*before, *ACCEPTOR, url],
        input="".join(f"{form}\n" for form in forms),
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )


def run_deliverer(
    url: str, relay: Relay, *, hours: float = 0, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a delivering worker to its end, whatever end that is."""
    arguments = [url, str(relay.port), str(relay.authority.ca_file), str(hours)]
    return subprocess.run(
        [*before, *DELIVERER, *arguments], capture_output=True, text=True, cwd=PROJECT, check=False
    )


def endings(output: str) -> dict[str, str]:
    """What an accepting worker said of each form before it ended."""
    return dict(line.split("\t") for line in output.splitlines() if "\t" in line)


def numbers(count: int) -> list[str]:
    """The first so many numbers."""
    return [f"HAL-2026-{serial:04d}" for serial in range(1, count + 1)]


class Crowd:
    """Accepting workers that start on a word, together."""

    def __init__(self, url: str, size: int) -> None:
        self._members = [self._start(url) for _ in range(size)]
        for member in self._members:
            self._line_from(member)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.communicate()

    @staticmethod
    def _start(url: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*ACCEPTOR, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )

    def send(self, forms: Sequence[Sequence[str]]) -> list[dict[str, str]]:
        """Give each member its forms, all at once; what each said of them."""
        for member, its in zip(self._members, forms, strict=True):
            if member.stdin:
                member.stdin.write("".join(f"{form}\n" for form in its))
        for member in self._members:
            if member.stdin:
                member.stdin.flush()
        return [
            endings("".join(self._line_from(member) for _ in its))
            for member, its in zip(self._members, forms, strict=True)
        ]

    @staticmethod
    def _line_from(member: subprocess.Popen[str]) -> str:
        return member.stdout.readline() if member.stdout else ""
