"""Blocks of the operator's handbook that are typed again: nothing of the first time is destroyed.

The shell, git and the tools are real, in a folder that stands for the machine's disk. What needs a
booted machine only notes that it was called; tests/ground types every block on one.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.booted import handbook

PLACES = re.compile(r"/(?=(?:etc|opt|srv|var|usr/local)/)")
OWNER = re.compile(r" -o one-story -g one-story\b")
ELSEWHERE = ("systemctl", "intake", "chown", "nginx", "make")
COMMITTER = ("-c", "user.name=a test", "-c", "user.email=test@agency.example")
RECIPIENTS = "INTAKE_RECIPIENTS=intake@agency.example=/etc/one-story/intake.crt"
NEW = "/etc/one-story/intake-agency-example.crt"


@dataclass
class Disk:
    """A folder that has what a machine has at the top."""

    folder: Path

    def at(self, place: str) -> Path:
        """Of the machine, such as /etc/one-story."""
        path = self.folder / place.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def type(self, part: str, block: int = 0, *, instead: str = "", of: str = "") -> None:
        """As it is pasted: each line runs, whatever became of the one before."""
        text = handbook.to_type()[part][block]
        assert of in text
        text = OWNER.sub("", text.replace(of, instead) if of else text)
        text = PLACES.sub(f"{self.folder}/", text)
        # What is no program of this folder is looked for where the tests have theirs.
        whole = f'PATH="{self.folder}/programs:$PATH"\n{text}'
        subprocess.run(["bash", "-uc", whole], check=False, capture_output=True)

    def program(self, name: str, does: str = "exit 0") -> None:
        """What it does when a block calls it."""
        file = self.at(f"programs/{name}")
        file.write_text(f"#!/bin/sh\n{does}\n")
        file.chmod(0o755)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Nothing is on it yet but what cannot run here."""
    made = Disk(tmp_path)
    for name in ELSEWHERE:
        made.program(name)
    return made


class Releases:
    """What the machine has of the project, and where new releases come from."""

    def __init__(self, disk: Disk) -> None:
        self.origin, self.here = disk.folder / "origin", disk.at("/opt/one-story")
        self._git("init", "--quiet", "-b", "main", str(self.origin))
        (self.origin / "deploy").mkdir()
        self.publish("one")
        self._git("clone", "--quiet", str(self.origin), str(self.here))
        disk.at("/var/backups/one-story").mkdir()

    def publish(self, name: str) -> str:
        """A release, as its commit."""
        (self.origin / "release").write_text(name)
        self._git("-C", str(self.origin), "add", "--all")
        self._git("-C", str(self.origin), "commit", "--quiet", "--message", name)
        return self._git("-C", str(self.origin), "rev-parse", "HEAD")

    def _git(self, *words: str) -> str:
        git = ["git", *COMMITTER, *words]
        return subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()


FAILS = {
    "make, and it starts all the same": (("make",), False),
    "make and the start": (("make", "systemctl"), False),
    "the start": (("systemctl",), False),
    "both, and a further release mends it": (("make", "systemctl"), True),
}


@pytest.mark.parametrize("name", FAILS)
def test_the_way_back_from_an_upgrade_leads_to_what_ran_before(disk: Disk, name: str) -> None:
    failed, mended = FAILS[name]
    releases = Releases(disk)
    old = releases.publish("two")
    disk.type("Upgrade")
    new = releases.publish("three")
    for program in failed:
        disk.program(program, 'test "$1" = start')
    disk.type("Upgrade")
    new = releases.publish("mended") if mended else new
    for name in ELSEWHERE:
        disk.program(name)
    disk.type("Upgrade")
    disk.type("Upgrade")
    assert releases.here.joinpath(".git/refs/heads/main").read_text().strip() == new
    assert disk.at("/var/backups/one-story/release-before").read_text().strip() == old
    disk.type("Take an upgrade back")
    disk.type("Take an upgrade back")
    assert releases.here.joinpath("release").read_text() == "two"


def _found(disk: Disk, place: str) -> set[str]:
    """Every file below it, by what it holds."""
    return {file.read_text() for file in disk.at(place).rglob("*") if file.is_file()}


def test_every_database_that_was_set_aside_stays(disk: Disk) -> None:
    disk.at("/var/backups/one-story").mkdir()
    file = disk.at("/var/lib/one-story/intake.sqlite3")
    for held in ("the first", "made by check"):
        file.write_text(held)
        # Two that are set aside within one second are no operator's doing.
        disk.program("date", f"echo 20261120-{len(held)}")
        disk.type("Put a copy back")
    assert not file.exists()
    assert _found(disk, "/var/lib/one-story") == {"the first", "made by check"}


def test_a_move_that_is_typed_again_keeps_what_came_in_since(disk: Disk) -> None:
    file, moved = (disk.at(f"/var/lib/one-story/{name}.sqlite3") for name in ("intake", "moved"))
    for held in ("made by check", "with requests of today"):
        file.write_text(held)
        moved.write_text("moved")
        disk.type("Move to another machine", 1)
        assert file.read_text() == "moved"
    disk.type("Move to another machine", 1)
    assert file.read_text() == "moved"
    found = _found(disk, "/var/lib/one-story")
    assert found == {"moved", "made by check", "with requests of today"}


def _edit_nginx(disk: Disk) -> Callable[[], object]:
    for name in ("nginx.conf", "nginx-restart.conf"):
        disk.at(f"/opt/one-story/deploy/{name}").write_text("as it ships")
    disk.at("/etc/nginx/nginx.conf").write_text("worker_connections 768;")
    place = disk.at("/etc/nginx/sites-enabled/one-story.conf")
    disk.type("nginx")
    assert place.read_text() == "as it ships"
    place.write_text("server_name ours.example;")
    return place.read_text


def _name_another(disk: Disk) -> Callable[[], object]:
    settings = disk.at("/etc/one-story/settings")
    settings.write_text(f"A=1\n{RECIPIENTS}\nB=backup\n")
    disk.type("Somebody joins or leaves", 1)
    return settings.read_text


def _name_a_new_key(disk: Disk) -> Callable[[], object]:
    settings = disk.at("/etc/one-story/settings")
    settings.write_text(f"{RECIPIENTS},backup@agency.example=/etc/one-story/backup.crt\n")
    disk.type("A key ends", 2)
    return settings.read_text


def _lock_regions(disk: Disk) -> Callable[[], object]:
    folder = disk.at("/etc/one-story/halton")
    folder.mkdir(mode=0o750)
    (folder / "settings").write_text("REGION=halton")
    disk.type("Settings and keys")
    return lambda: (oct(folder.stat().st_mode), oct((folder / "settings").stat().st_mode))


SAME = {
    "nginx": ("nginx", 0, _edit_nginx, "server_name ours.example;"),
    "who joins": (
        "Somebody joins or leaves",
        1,
        _name_another,
        f"A=1\n{RECIPIENTS},backup@agency.example={{disk}}/etc/one-story/backup.crt\nB=backup\n",
    ),
    "a key": (
        "A key ends",
        2,
        _name_a_new_key,
        f"INTAKE_RECIPIENTS=intake@agency.example={{disk}}{NEW}"
        ",backup@agency.example=/etc/one-story/backup.crt\n",
    ),
    "rights": ("Settings and keys", 0, _lock_regions, ("0o40750", "0o100640")),
}


@pytest.mark.parametrize("name", SAME)
def test_what_a_block_made_or_found_is_as_it_was(disk: Disk, name: str) -> None:
    part, block, begin, wanted = SAME[name]
    state = begin(disk)
    disk.type(part, block)
    if isinstance(wanted, str):
        wanted = wanted.replace("{disk}", str(disk.folder))
    assert state() == wanted


def test_a_second_renewal_names_another_file_than_the_one_in_use(disk: Disk) -> None:
    """The handbook's file is the plan's at the first one; at the next the plan names another."""
    settings = disk.at("/etc/one-story/settings")
    settings.write_text(f"{RECIPIENTS}\n")
    disk.type("A key ends", 2)
    disk.type("A key ends", 2, of=NEW, instead=NEW.replace(".crt", "-next.crt"))
    line = f"INTAKE_RECIPIENTS=intake@agency.example={disk.folder}/etc/one-story/"
    assert settings.read_text() == f"{line}intake-agency-example-next.crt\n"


def test_no_block_writes_over_a_file_of_one_name() -> None:
    """`>`, `mv` and `cp` to a fixed name lose what an earlier time has put there, unless asked."""
    harmless = re.compile(r"test .*\|\||cmp .*\|\||/deploy/intake-\*|counts\.csv|release-running$")
    writes = re.compile(r"(^|\s)(>|mv |cp )")
    found = [
        line
        for texts in handbook.to_type().values()
        for text in texts
        for line in text.splitlines()
        if writes.search(line) and not harmless.search(line) and "$" not in line.split()[-1]
    ]
    assert found == []
