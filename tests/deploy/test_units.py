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
        name = unit.name.replace("@.", "@halton.")
        (tmp_path / name).write_text(text.replace("/opt/one-story", str(PROJECT)), "utf-8")
    return tmp_path


def test_systemd_finds_nothing_to_complain_of(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *units.iterdir()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(units: Path, name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", units / name.replace("@.", "@halton.")],
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
    assert ("Nice=" in text) is not name.startswith("intake-web")


OF_A_REGION = re.compile(
    r"%i/|^Environment=INTAKE_SETTINGS_FILE=.*\n| \(%i\)|/%i$|@(?=[.])", re.MULTILINE
)
"""What tells a template from the unit of a region alone, beside its second line."""


@pytest.mark.parametrize("unit", [unit for unit in UNITS if "@" in unit.name], ids=str)
def test_the_units_of_several_regions_are_those_of_one(unit: Path) -> None:
    first, second, rest = unit.read_text(encoding="utf-8").split("\n", 2)
    assert "%i" in second
    alone = unit.with_name(unit.name.replace("@", "")).read_text(encoding="utf-8")
    assert OF_A_REGION.sub("", f"{first}\n{rest}") == alone
    if unit.suffix == ".service":
        for said in ("/etc/one-story/%i/", "/%i\n"):
            assert said in rest


@pytest.mark.parametrize(
    "name", [name for name in SERVICES if name.startswith(("intake-web", "intake-deliver"))]
)
def test_what_must_never_stop_starts_again_and_leaves_no_memory_on_a_disk(name: str) -> None:
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    assert {"Restart=always", "LimitCORE=0", "MemorySwapMax=0"} <= set(lines)
    # 34 that begin at once on two processors need longer than systemd's own minute and a half.
    assert ("TimeoutStartSec=10min" in lines) is ("Type=notify" in lines)


def test_the_handbook_points_at_every_file_of_deploy() -> None:
    handbook = (PROJECT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in handbook] == []
