"""deploy/intake: what was typed reaches the program, and the journal reads only which command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.project import PROJECT

SYSTEMD_RUN = '#!/bin/sh\nprintf "%s\\n" "$@"\n'
PROGRAM = "/opt/one-story/build/venv/bin/intake"
SECRET = "postgresql+psycopg://one_story:a%20pass%20word@db.agency.example/one_story"  # noqa: S105
TYPED = {
    "a password": (("move", SECRET), "intake move", "/etc/one-story/settings"),
    "a reference": (("look", "K7DM-3XRA"), "intake look", "/etc/one-story/settings"),
    "a reason, of a region": (
        ("@halton", "forget", "K7DM-3XRA", "--reason", "asked by phone"),
        "intake @halton forget",
        "/etc/one-story/halton/settings",
    ),
    "words of a test mail": (
        ("key", "prove", "--words", "one two three four"),
        "intake key",
        "/etc/one-story/settings",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_the_journal_reads_the_command_and_nothing_behind_it(tmp_path: Path, name: str) -> None:
    """Without a description systemd would write "Started", and all that was typed."""
    words, described, settings = TYPED[name]
    stand_in = tmp_path / "systemd-run"
    stand_in.write_text(SYSTEMD_RUN)
    stand_in.chmod(0o755)
    done = subprocess.run(
        ["sh", PROJECT / "deploy" / "intake", *words],
        env={"PATH": str(tmp_path)},
        executable="/bin/sh",
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout.splitlines()
    place = told.index(PROGRAM)
    assert told[place + 1 :] == [word for word in words if not word.startswith("@")]
    assert f"--description={described}" in told[:place]
    assert f"--setenv=INTAKE_SETTINGS_FILE={settings}" in told[:place]
