"""The systemd units: read by systemd itself, with the project's own programs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.project import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted(DEPLOY.glob("intake-*.*"))
SERVICES = [unit.name for unit in UNITS if unit.suffix == ".service"]
MOST_EXPOSED = 2.0
"""systemd's own scale: 0 is a locked room, 10 is root without any limit."""


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units for a project that lies where this one does."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(text.replace("/opt/one-story", str(PROJECT)), "utf-8")
    return tmp_path


def test_systemd_finds_nothing_to_complain_of(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *units.iterdir()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(units: Path, name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", units / name],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found
    assert float(found[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("name", SERVICES)
def test_what_runs_away_ends_alone_and_leaves_no_image_of_its_memory(name: str) -> None:
    rows = dict(
        line.split("=", 1)
        for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert rows["MemoryMax"] in {"512M", "1G", "2G"}
    assert int(rows["TasksMax"]) <= 128
    assert rows["LimitCORE"] == "0"


@pytest.mark.parametrize("name", SERVICES)
def test_no_program_of_a_unit_asks_for_what_its_unit_denies(name: str) -> None:
    """Only the unit may set its priority: the call itself ends a process under our filters."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "SystemCallFilter=~@privileged @resources" in text
    assert ("Nice=" in text) is (name != "intake-web.service")


@pytest.mark.parametrize("name", ["intake-web.service", "intake-deliver.service"])
def test_what_must_never_stop_starts_again_and_leaves_no_memory_on_a_disk(name: str) -> None:
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    assert {"Restart=always", "LimitCORE=0", "MemorySwapMax=0"} <= set(lines)


def test_the_handbook_points_at_every_file_of_deploy() -> None:
    handbook = (PROJECT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in handbook] == []
