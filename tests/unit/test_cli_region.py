"""Several regions on one machine: written apart from each other, seen on one board."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result

from intake_app.catalog import content_version
from intake_app.catalog import load_region
from intake_app.cli.region import nginx_file
from intake_app.intake.own_store import open_store
from intake_app.settings import PROJECT
from intake_app.settings import SETTINGS
from intake_app.settings import Settings
from intake_app.settings import read_file
from intake_app.settings import strange_lines
from intake_app.store import Store
from tests.support.keys import Keys
from tests.support.service import INTAKE
from tests.support.service import complete_settings
from tests.support.service import intake

HALTON, LEEDS = "halton", "leeds-grenville"


def add(folder: Path, name: str, host: str, *more: str) -> Result:
    places = (*more, "--etc", str(folder / "etc"), "--nginx", str(folder / "nginx"))
    return intake("region", "add", name, "--url", f"https://{host}", *places)


def test_two_regions_share_nothing(tmp_path: Path) -> None:
    for name, host in ((HALTON, "one.example"), (LEEDS, "two.example")):
        result = add(tmp_path, name, host)
        assert result.exit_code == 0, result.output
        assert f"intake @{name} check" in result.output
    one, two = (read_file(tmp_path / "etc" / name / "settings") for name in (HALTON, LEEDS))
    apart = {"REGION", "INTAKE_PUBLIC_URL", "INTAKE_PORT", "INTAKE_SECRET_KEY"}
    apart |= {"INTAKE_STATE_DIR", "INTAKE_PORTAL_DIR"}
    assert {name for name in one if one[name] and one[name] == two[name]} == {"INTAKE_PROXY_HOPS"}
    assert {name for name in one if one[name] != two[name]} == apart
    assert {one["INTAKE_PORT"], two["INTAKE_PORT"]} == {"8000", "8001"}
    assert {setting.name for setting in SETTINGS if setting.required} <= set(one)
    for name in (HALTON, LEEDS):
        assert (tmp_path / "etc" / name / "settings").stat().st_mode & 0o007 == 0


def test_a_region_of_its_own_is_served_and_built_from_outside_the_project(tmp_path: Path) -> None:
    own = tmp_path / "content"
    result = intake("region", "own", HALTON, "--folder", str(own))
    assert result.exit_code == 0, result.output
    assert f"INTAKE_CONTENT_DIR={own}" in result.output
    file = own / "regions" / HALTON / "region.yml"
    assert not file.is_symlink()
    assert (own / "words").resolve() == PROJECT / "content" / "words"
    assert content_version(own, HALTON) == content_version(PROJECT / "content", HALTON)
    file.write_text(file.read_text().replace("code: HAL", "code: HAT"))
    again = intake("region", "own", HALTON, "--folder", str(own))
    assert (again.exit_code, load_region(own, HALTON).code) == (0, "HAT")
    assert content_version(own, HALTON) != content_version(PROJECT / "content", HALTON)
    add(tmp_path, HALTON, "one.example", "--content", str(own))
    for name in ("settings", "portal"):
        read = read_file(tmp_path / "etc" / HALTON / name)
        assert read["INTAKE_CONTENT_DIR"] == str(own)


def test_a_region_that_somebody_keeps_elsewhere_stays_where_it_is(tmp_path: Path) -> None:
    """`intake region own` is typed again at every upgrade."""
    own, theirs = tmp_path / "content", tmp_path / "checkout"
    theirs.mkdir()
    (own / "regions").mkdir(parents=True)
    (own / "regions" / HALTON).symlink_to(theirs)
    assert intake("region", "own", HALTON, "--folder", str(own)).exit_code == 0
    assert (own / "regions" / HALTON).readlink() == theirs


def test_half_a_copy_does_not_pass_for_the_region_when_it_is_typed_again(tmp_path: Path) -> None:
    own = tmp_path / "content"
    full = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; exec "$0" region own halton --folder "$1"', INTAKE, own],
        # Or what Python itself writes would be cut off too.
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (full.returncode, len(full.stderr.splitlines())) == (1, 1), full.stderr
    assert "Mend that, and type this again." in full.stderr
    assert intake("region", "own", HALTON, "--folder", str(own)).exit_code == 0
    assert content_version(own, HALTON) == content_version(PROJECT / "content", HALTON)


def test_a_region_of_its_own_is_what_check_looks_at(tmp_path: Path, keys: Keys) -> None:
    own = tmp_path / "content"
    intake("region", "own", HALTON, "--folder", str(own))
    (own / "regions" / HALTON / "region.yml").write_text("code: [", encoding="utf-8")
    environ = complete_settings(PROJECT, tmp_path, keys) | {"INTAKE_CONTENT_DIR": str(own)}
    result = intake("check", environ=environ)
    assert f"fault: {own}/regions/halton/region.yml:" in result.output


def test_a_folder_without_words_is_told_by_the_settings_name(tmp_path: Path, keys: Keys) -> None:
    environ = complete_settings(PROJECT, tmp_path, keys) | {"INTAKE_CONTENT_DIR": str(tmp_path)}
    result = intake("check", environ=environ)
    assert f"fault: INTAKE_CONTENT_DIR: has no words and regions in {tmp_path}." in result.output


def test_a_folder_in_the_project_is_no_place_outside() -> None:
    result = intake("region", "own", HALTON, "--folder", str(PROJECT / "content" / "own"))
    assert result.exit_code == 2
    assert not (PROJECT / "content" / "own").exists()


BAD = {
    "an unknown region": ("atlantis", "three.example", "There is no region `atlantis`"),
    "no address": (LEEDS, "[one.example", "Write it like https://"),
    "an empty part": (LEEDS, "one..example", "Write it like https://"),
    "an address that is taken": (LEEDS, "one.example", "has this address already"),
    "no host": (LEEDS, "", "Write it like https://"),
    "the same, with a dot behind it": (LEEDS, "one.example.", "Write https://one.example instead"),
    "a port": (
        LEEDS,
        "two.example:8443",
        "443, at the top. Write https://two.example instead",
    ),
    "a path": (LEEDS, "two.example/help", "Write https://two.example instead"),
    "a question": (LEEDS, "two.example/?a=b", "Write https://two.example instead"),
    "a name and a password": (LEEDS, "me:secret@two.example", "Write https://two.example instead"),
    "no port at all": (LEEDS, "two.example:port", "Write it like https://"),
    "a hyphen at the end": (LEEDS, "two-.example", "Write it like https://"),
    "a region that is there": (HALTON, "three.example", "is there already. Nothing was written."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    add(tmp_path, HALTON, "one.example")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    region, host, said = BAD[name]
    result = add(tmp_path, region, host)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("written", ["https://one.example.", "https://ONE.example/"])
def test_an_address_is_taken_however_the_settings_write_it(tmp_path: Path, written: str) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "settings").write_text(f"INTAKE_PUBLIC_URL={written}\n")
    result = add(tmp_path, HALTON, "one.example")
    assert (result.exit_code, "has this address already" in result.output) == (2, True)


@pytest.mark.parametrize("written", ["two.example/", "TWO.example", "two.example:443"])
def test_what_means_the_same_address_is_taken_right(tmp_path: Path, written: str) -> None:
    assert add(tmp_path, LEEDS, written).exit_code == 0
    settings = read_file(tmp_path / "etc" / LEEDS / "settings")
    assert settings["INTAKE_PUBLIC_URL"] == "https://two.example"


def test_every_name_that_nginx_shares_is_the_regions_own() -> None:
    text = nginx_file(LEEDS, "two.example", 8001)
    assert "one_story_leeds_grenville" in text
    assert text.replace("one_story_leeds_grenville", "").count("one_story") == 0
    for said in ("127.0.0.1:8001", "/var/lib/one-story-portal/leeds-grenville/portal"):
        assert said in text
    assert "help.agency.example" not in text


@pytest.fixture
def etc(tmp_path: Path, keys: Keys) -> Path:
    """Halton as it should be, but with nobody at work; Leeds with a setting that is wrong."""
    folder = tmp_path / "etc"
    for name in (HALTON, LEEDS):
        state = tmp_path / name
        state.mkdir()
        complete = complete_settings(PROJECT, state, keys) | {"REGION": name}
        if name == LEEDS:
            complete["INTAKE_MAIL_SECURITY"] = "none"
        (folder / name).mkdir(parents=True)
        lines = [f"{key}='{value}'" for key, value in complete.items() if key.startswith("INTAKE")]
        (folder / name / "settings").write_text("\n".join(["# ours", f"REGION={name}", *lines]))
        (folder / name / "settings").chmod(0o640)
    return folder


def test_the_board_shows_each_and_what_is_wrong_with_one_hides_no_other(etc: Path) -> None:
    result = intake("board", "--etc", str(etc), "--json")
    assert result.exit_code == 1
    halton, leeds = json.loads(result.output)
    assert (halton["region"], halton["waiting"]) == (HALTON, 0)
    assert halton["concerns"] == ["process deliver", "process web"]
    assert leeds["region"] == LEEDS
    assert leeds["concerns"][0].startswith("settings: INTAKE_MAIL_SECURITY")
    lines = intake("board", "--etc", str(etc)).output.splitlines()
    assert lines[0].startswith("halton: WANTS A PERSON: process deliver, process web; waiting 0")
    assert lines[1].startswith("leeds-grenville: CANNOT BE READ: settings:")


def test_a_board_on_which_all_is_well_ends_with_nought(etc: Path) -> None:
    (etc / LEEDS / "settings").unlink()
    environ = read_file(etc / HALTON / "settings")
    now = datetime.now(UTC)
    store = open_store(Settings.from_environment(environ))
    for role in ("web", "deliver"):
        store.processes.beat(role, role, "1", started=now, now=now)
    store.close()
    result = intake("board", "--etc", str(etc))
    assert (result.exit_code, result.output.startswith("halton: well; waiting 0")) == (0, True)


def test_two_regions_with_one_database_are_refused(etc: Path) -> None:
    one = read_file(etc / HALTON / "settings")
    open_store(Settings.from_environment(one)).close()
    other = intake("status", environ=one | {"REGION": LEEDS})
    assert other.exit_code == 1
    assert "It serves the region `halton`, and REGION says `leeds-grenville`." in other.output


@pytest.mark.parametrize(
    "line",
    [
        "INTAKE_DATABASE_URL=postgresql+psycopg://u:p[s3cr3t]x@db.example/name",
        "INTAKE_PUBLIC_URL=https://[leeds.example",
        "INTAKE_ALARM_URL=smtps://u:s3cr3t[x@mail.example",
        "INTAKE_MAIL_SERVER=mail..example",
    ],
)
def test_an_address_of_one_region_that_is_none_hides_no_other(
    etc: Path, tmp_path: Path, line: str
) -> None:
    file = etc / LEEDS / "settings"
    lines = file.read_text().splitlines()
    name = line.partition("=")[0]
    file.write_text("\n".join([*(one for one in lines if not one.startswith(name)), line]))
    told = intake("board", "--etc", str(etc)).output
    assert "halton: WANTS A PERSON" in told
    assert f"settings: {name}: " in told
    assert "s3cr3t" not in told
    added = ("region", "add", HALTON, "--url", "https://three.example", "--etc", str(etc))
    assert "is there already" in intake(*added, "--nginx", str(tmp_path)).output


def test_what_nobody_has_thought_of_in_one_region_hides_no_other(
    etc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_fails(settings: Settings) -> Store:
        raise RuntimeError(f"s3cr3t of {settings.region}")

    monkeypatch.setattr("intake_app.cli.board.open_store", one_fails)
    told = intake("board", "--etc", str(etc)).output
    assert "halton: CANNOT BE READ: RuntimeError at test_cli_region.py:" in told
    assert "leeds-grenville: CANNOT BE READ: settings: INTAKE_MAIL_SECURITY" in told
    assert "s3cr3t" not in told


def test_a_region_whose_settings_are_out_of_reach_is_on_the_board_too(etc: Path) -> None:
    settings = etc / LEEDS / "settings"
    settings.unlink()
    settings.symlink_to(settings)
    result = intake("board", "--etc", str(etc))
    assert f"leeds-grenville: CANNOT BE READ: {settings}: Too many levels" in result.output


def test_a_port_that_is_none_takes_none_away(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "settings").write_text("INTAKE_PORT=80O1\n")
    assert add(tmp_path, HALTON, "one.example").exit_code == 0
    assert read_file(tmp_path / "etc" / HALTON / "settings")["INTAKE_PORT"] == "8000"


def test_whatever_is_wrong_is_told_as_it_is_typed_for_the_region(
    etc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `check`, and by what refuses to work."""
    monkeypatch.setattr("intake_app.settings.instance.SEVERAL", etc)
    file = etc / HALTON / "settings"
    environ = read_file(file) | {"INTAKE_SETTINGS_FILE": str(file)}
    told = intake("check", environ=environ).output
    assert "`intake @halton key prove --recovery`" in told
    assert "`intake key" not in told
    Store.migrate(Settings.from_environment(environ).database_url, "0005")
    for command in ("check", "status"):
        told = intake(command, environ=environ).output
        assert "Run `intake @halton migrate`" in told


FILES = {
    "A=b": {"A": "b"},
    r"A=b\c\\d": {"A": r"bc\d"},
    r"A='b\c'": {"A": r"b\c"},
    "A='b c'": {"A": "b c"},
    'A="b#c"': {"A": "b#c"},
    " A = b ": {"A": "b"},
    "A=b=c": {"A": "b=c"},
    "#A=b\n;C=d\nno line": {},
    "A='open": {"A": "'open"},
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_of_settings_is_read_as_systemd_reads_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings").write_text(text)
    assert read_file(tmp_path / "settings") == FILES[text]


NOTHING, TWICE = "This line sets nothing, and is left out.", "A stands there twice"
STRANGE: dict[str, list[tuple[int, str]]] = {
    "A=b\n\n# remark\n; remark\n B = c": [],
    "A=b\n,c": [(2, NOTHING)],
    "A=b\nexport C=d": [(2, NOTHING)],
    "A=b\nB=c\nA=d": [(3, TWICE)],
    "A='b\nc'\nB=d": [],
    "A=b\\\nc\nB=d": [],
    'B=c\nA="b\nD=e\n': [(2, "The quote that opens here never ends")],
}


@pytest.mark.parametrize("text", STRANGE)
def test_a_line_that_systemd_leaves_out_or_overrules_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings").write_text(text)
    found = list(strange_lines(tmp_path / "settings"))
    assert [number for number, _ in found] == [number for number, _ in STRANGE[text]]
    for (_, said), (_, wanted) in zip(found, STRANGE[text], strict=True):
        assert said.startswith(wanted)


def test_a_file_that_cannot_be_read_has_no_strange_line(tmp_path: Path) -> None:
    assert list(strange_lines(tmp_path)) == []
