"""Where no root can be had, one line says what to do, and nothing half-made is left."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.ground import roots
from tests.ground.roots import GroundError
from tests.ground.roots import Roots


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here needs the rights, so whoever runs the tests may be called root."""
    monkeypatch.setattr(roots, "is_root", lambda: True)


def test_who_is_not_root_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(roots, "is_root", lambda: False)
    with pytest.raises(GroundError, match="needs root on Linux .*: try sudo"):
        Roots("bookworm", cache=tmp_path).prepare()


@pytest.mark.usefixtures("as_root")
def test_a_machine_without_debootstrap_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GroundError, match="needs debootstrap: install it"):
        Roots("bookworm", cache=tmp_path).prepare()


@pytest.fixture
def with_debootstrap(as_root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program of that name; none of these tests comes so far as to start it."""
    program = tmp_path / "debootstrap"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("with_debootstrap")
def test_a_disk_without_room_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(roots, "GIGABYTES_NEEDED", 10**9)
    with pytest.raises(GroundError) as caught:
        Roots("bookworm", cache=tmp_path / "roots").prepare()
    assert str(tmp_path / "roots") in str(caught.value)
    assert "or set ONE_STORY_ROOTS to another disk" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("with_debootstrap")
def test_what_a_killed_run_left_goes_and_what_runs_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(roots, "GIGABYTES_NEEDED", 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    cache = tmp_path / "roots"
    cache.mkdir()
    for name in ("half-bookworm-1", "used-dead", "used-alive", "bookworm-1", "kept-by-hand"):
        (cache / name).mkdir()
    with (cache / "used-alive" / "in-use").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        Roots("bookworm", cache=cache).prepare()
    left = {path.name for path in cache.iterdir() if path.is_dir()}
    assert left == {"used-alive", "bookworm-1", "kept-by-hand"}


def test_a_step_that_fails_shows_its_end_and_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "bookworm.log"
    step = ["sh", "-c", "echo 'E: no mirror in reach' >&2; exit 3"]
    with pytest.raises(GroundError, match=r"could not make the root \(exit status 3\)") as caught:
        roots.finish(step, log, "make the root")
    assert "E: no mirror in reach" in capsys.readouterr().err
    assert str(log) in str(caught.value)
    assert "run it again" in str(caught.value)
