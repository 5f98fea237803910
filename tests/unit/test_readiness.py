"""`intake check` says Ready only when it is: one row for each way in which it once was wrong."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.cli import main
from intake_app.intake.background import our_version
from intake_app.intake.concerns import CHECKED
from intake_app.intake.deep_check import look_deeper
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.own_store import open_store
from intake_app.intake.readiness import Readiness
from intake_app.intake.readiness import look_at
from intake_app.settings import CONTENT
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import Keys
from tests.support.proofs import prove_keys
from tests.support.relay import PASSWORD
from tests.support.relay import USERNAME
from tests.support.relay import Relay
from tests.support.service import complete_settings

Environ = dict[str, str]
NOW = datetime.now(UTC)
VERSION = content_version(CONTENT, "halton")


@pytest.fixture
def environ(tmp_path: Path, keys: Keys, relay: Relay) -> Environ:
    """All is well, but for what no person has checked in content/ yet."""
    portal = tmp_path / "made" / "portal"
    portal.mkdir(parents=True)
    (portal / "index.html").touch()
    PortalManifest("halton", "https://help.agency.example", VERSION).write(portal)
    complete = complete_settings(PROJECT, tmp_path, keys) | {
        "INTAKE_PORTAL_DIR": str(portal),
        "INTAKE_MAIL_PORT": str(relay.port),
        "INTAKE_MAIL_CA_FILE": str(relay.authority.ca_file),
        "INTAKE_MAIL_USERNAME": USERNAME,
        "INTAKE_MAIL_PASSWORD": PASSWORD,
    }
    complete["INTAKE_RECIPIENTS"] += f",{SECOND}={keys.second.certificate}"
    settings = Settings.from_environment(complete)
    prove_keys(settings)
    store = open_store(settings)
    store.lookup.mark("backup", NOW)
    for role in ("web", "deliver"):
        version = f"{our_version()}, content {VERSION}"
        store.processes.beat(role, role, version, started=NOW, now=NOW)
    store.close()
    return complete


@pytest.fixture(autouse=True)
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The answer of the machine's `timedatectl`, which may not run where tests do."""
    said, folder = tmp_path / "kept-in-step", tmp_path / "bin"
    said.write_text("yes")
    folder.mkdir()
    (folder / "timedatectl").write_text(f"#!/bin/sh\ncat {said}\n")
    (folder / "timedatectl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return said


def told(environ: Environ, *, deep: bool = False) -> dict[str, list[str]]:
    """What is found, without what editors have to see to."""
    findings: Readiness = look_at(environ, NOW)
    if deep:
        look_deeper(findings, NOW, nightly=True)
    kinds = {kind: getattr(findings, kind) for kind in ("faults", "urgent", "warnings")}
    return {
        kind: [str(one) for one in found if not one.place.startswith("content/")]
        for kind, found in kinds.items()
    }


@pytest.mark.parametrize("deep", [False, True])
def test_all_is_well(environ: Environ, relay: Relay, deep: bool) -> None:
    relay.arrived.clear()
    assert told(environ, deep=deep) == {"faults": [], "urgent": [], "warnings": []}
    assert relay.arrived == []


@pytest.mark.parametrize("deep", [False, True])
def test_a_portal_on_another_machine_is_no_fault(environ: Environ, deep: bool) -> None:
    environ["INTAKE_PORTAL_DIR"] = "none"
    assert told(environ, deep=deep) == {"faults": [], "urgent": [], "warnings": []}


def test_on_postgresql_somebody_decides_on_how_many_servers_a_request_is(
    environ: Environ, postgresql_url: str
) -> None:
    environ["INTAKE_DATABASE_URL"] = postgresql_url
    assert "Write 2 with a synchronous standby" in "".join(told(environ)["warnings"])
    environ["INTAKE_DATABASE_COPIES"] = "1"
    assert told(environ)["warnings"] == []
    environ["INTAKE_DATABASE_COPIES"] = "2"
    assert "synchronous_standby_names" in "".join(told(environ)["urgent"])
    (Path(environ["INTAKE_STATE_DIR"]) / "database-timeline.json").write_text("{")
    assert "database-timeline.json is damaged: nobody" in "".join(told(environ)["urgent"])


def manifest(environ: Environ, **changes: str) -> None:
    portal = Path(environ["INTAKE_PORTAL_DIR"])
    said = {"region": "halton", "public_url": "https://help.agency.example", "content": VERSION}
    PortalManifest(**{**said, **changes}).write(portal)


def only_one(environ: Environ) -> None:
    environ["INTAKE_RECIPIENTS"] = environ["INTAKE_RECIPIENTS"].partition(",")[0]


def all_revoked(environ: Environ) -> None:
    environ["INTAKE_RECIPIENTS"] = environ["INTAKE_RECIPIENTS"].replace("=/", "=revoked:/")


def no_certificate(environ: Environ) -> None:
    first, _, second = environ["INTAKE_RECIPIENTS"].partition(",")
    environ["INTAKE_RECIPIENTS"] = f"{first}.gone,{second}"


def key_too(environ: Environ, file: str) -> Path:
    """The first recipient's certificate, its private key behind it."""
    path = Path(environ["INTAKE_RECIPIENTS"].partition(",")[0].partition("=")[2])
    both = Path(environ["INTAKE_STATE_DIR"]) / file
    both.write_bytes(path.read_bytes() + path.with_suffix(".key").read_bytes())
    return both


def key_of_one(environ: Environ) -> None:
    _, _, second = environ["INTAKE_RECIPIENTS"].partition(",")
    environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={key_too(environ, 'both.pem')},{second}"


def key_of_a_revoked(environ: Environ) -> None:
    _, _, second = environ["INTAKE_RECIPIENTS"].partition(",")
    environ["INTAKE_RECIPIENTS"] = f"{AGENCY}=revoked:{key_too(environ, 'both.pem')},{second}"


def key_of_a_contact(environ: Environ) -> None:
    environ["INTAKE_TRAINING_RECIPIENTS"] = f"{AGENCY}={key_too(environ, 'contact.pem')}"


def key_of_the_spare(environ: Environ) -> None:
    environ["INTAKE_RECOVERY_CERTIFICATE"] = str(key_too(environ, "spare.pem"))


def older_database(environ: Environ) -> None:
    NumberMark(Path(environ["INTAKE_STATE_DIR"])).note("HAL-2026-0147")


def tangled_mark(environ: Environ) -> None:
    (Path(environ["INTAKE_STATE_DIR"]) / "last-numbers.json").write_text("{")


def closed_mark(environ: Environ) -> None:
    mark = Path(environ["INTAKE_STATE_DIR"]) / "last-numbers.json"
    mark.unlink(missing_ok=True)
    mark.symlink_to(mark)


def clock_set_back(environ: Environ) -> None:
    beat(environ, f"{our_version()}, content {VERSION}", timedelta(minutes=-6))


def another_program(environ: Environ) -> None:
    file = Path(environ["INTAKE_STATE_DIR"]) / "other.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    environ["INTAKE_DATABASE_URL"] = f"sqlite:///{file}"


def half_edited(environ: Environ) -> None:
    """Somebody broke a long list before its comma."""
    file = Path(environ["INTAKE_STATE_DIR"]) / "settings"
    file.write_text(f"INTAKE_RECIPIENTS={AGENCY}=/a.crt\n,{SECOND}=/b.crt\n")
    file.chmod(0o640)
    environ["INTAKE_SETTINGS_FILE"] = str(file)


def closed_folder(environ: Environ) -> None:
    loop = Path(environ["INTAKE_STATE_DIR"]) / "loop"
    loop.symlink_to(loop)
    environ["INTAKE_PORTAL_DIR"] = str(loop / "portal")


def change(**settings: str) -> Callable[[Environ], None]:
    return lambda environ: environ.update(settings)


WRONG: dict[str, tuple[Callable[[Environ], None], str, str]] = {
    "no region": (change(REGION=""), "faults", "REGION: is not set"),
    "a comma at the end": (
        change(INTAKE_ALARM_RECIPIENTS="operator@host.example,"), "faults", "something missing?",
    ),
    "one address": (only_one, "warnings", f"Only {AGENCY} can open requests"),
    "nobody left": (all_revoked, "urgent", "every key is revoked"),
    "one certificate away": (no_certificate, "urgent", "Until then this address gets no requests"),
    "a key beside a certificate": (key_of_one, "urgent", "both.pem holds a private key"),
    "a revoked key, here": (key_of_a_revoked, "urgent", "both.pem holds a private key"),
    "a contact's key": (key_of_a_contact, "urgent", "contact.pem holds a private key"),
    "the spare key": (key_of_the_spare, "faults", "spare.pem holds a private key"),
    "another address": (
        change(INTAKE_PUBLIC_URL="https://other.example"), "urgent", "built for https://help",
    ),
    "another region's portal": (
        lambda environ: manifest(environ, region="atlantis"), "urgent", "REGION: The portal was",
    ),
    "an older portal": (
        lambda environ: manifest(environ, content="older"), "warnings", "content/ has changed",
    ),
    "an older database": (older_database, "urgent", "intake restore --last HAL-2026-0147"),
    "a tangled mark": (tangled_mark, "urgent", "last-numbers.json is damaged: nobody can tell"),
    "a mark out of reach": (closed_mark, "urgent", "cannot be read: Too many levels"),
    "a clock set back": (clock_set_back, "urgent", "Set the clock"),
    "another program's database": (another_program, "faults", "Mend INTAKE_STATE_DIR"),
    "half a list": (half_edited, "urgent", "settings:2: This line sets nothing"),
    "content out of reach": (
        change(INTAKE_CONTENT_DIR="/" + 300 * "c"), "faults", "cannot be reached: File name too",
    ),
    "a closed folder": (closed_folder, "faults", "cannot be reached: Too many levels"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_once_with_its_cure(environ: Environ, name: str) -> None:
    spoil, kind, said = WRONG[name]
    spoil(environ)
    assert sum(said in line for line in told(environ)[kind]) == 1, told(environ)


def test_one_lame_recipient_keeps_no_family_from_sending(environ: Environ) -> None:
    no_certificate(environ)
    findings = look_at(environ, NOW)
    assert findings.settings
    assert [one.address for one in findings.settings.recipients] == [SECOND]
    assert [one for one in findings.faults if not one.place.startswith("content/")] == []


def test_when_no_address_can_open_requests_the_start_is_stopped(
    environ: Environ, keys: Keys
) -> None:
    environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={keys.second.certificate}"
    assert any(f"not {AGENCY}" in line for line in told(environ)["faults"])


def no_backup(environ: Environ) -> None:
    store = open_store(Settings.from_environment(environ))
    store.lookup.mark("backup", NOW - timedelta(days=3))
    store.close()


def beat(environ: Environ, version: str, ago: timedelta = timedelta()) -> None:
    store = open_store(Settings.from_environment(environ))
    store.processes.beat("web", "web", version, started=NOW, now=NOW - ago)
    store.close()


DEEP: dict[str, tuple[Callable[[Environ], None], str]] = {
    "wrong password": (change(INTAKE_MAIL_PASSWORD=USERNAME), "does not let us in: 535 at sign-in"),
    "nobody there": (change(INTAKE_MAIL_PORT="1"), "(connection refused)"),
    "an old backup": (no_backup, "Backup: The last one was noted"),
    "an older program": (
        lambda environ: beat(environ, "0.0.1"), "is version 0.0.1, and",
    ),
    "older words": (
        lambda environ: beat(environ, f"{our_version()}, content old"), "else than the portal",
    ),
    "a silent process": (
        lambda environ: beat(environ, our_version(), timedelta(minutes=5)), "sign of life from web",
    ),
    "an older portal": (lambda environ: manifest(environ, content="old"), "content/ has changed"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_the_nightly_look_finds_what_a_quick_one_cannot(environ: Environ, name: str) -> None:
    spoil, said = DEEP[name]
    spoil(environ)
    assert sum(said in line for line in told(environ, deep=True)["urgent"]) == 1


@pytest.mark.parametrize(("free", "kind"), [(0.0, "urgent"), (0.04, "urgent"), (0.1, "warnings")])
def test_a_disk_that_fills_up_is_told(
    environ: Environ, monkeypatch: pytest.MonkeyPatch, free: float, kind: str
) -> None:
    monkeypatch.setattr("intake_app.store.outbox.free_share", lambda _: free)
    [line] = [line for line in told(environ, deep=True)[kind] if line.startswith("Disk")]
    assert f"{100 * free:.0f} % free" in line


@pytest.mark.parametrize(("said", "lines"), [("yes", 0), ("no", 1), ("", 0)])
def test_a_clock_that_nothing_keeps_in_step_is_told(
    environ: Environ, systemd: Path, said: str, lines: int
) -> None:
    """Being ahead, it shows in no database of its own."""
    systemd.write_text(said)
    found = told(environ, deep=True)["warnings"]
    assert [line[:26] for line in found] == lines * ["Clock: Nothing keeps this "]


@pytest.mark.parametrize("apart", [timedelta(minutes=-6), timedelta(), timedelta(minutes=6)])
def test_a_clock_apart_from_the_database_server_is_told(
    environ: Environ, postgresql_url: str, apart: timedelta
) -> None:
    environ["INTAKE_DATABASE_URL"] = postgresql_url
    prove_keys(Settings.from_environment(environ))
    found = look_at(environ, datetime.now(UTC) + apart).urgent
    clocks = [str(one) for one in found if one.place == "Clock"]
    assert ["on the database's server it is" in line for line in clocks] == [True] * bool(apart)


def test_a_mark_that_is_no_json_stops_no_start_and_is_told(environ: Environ) -> None:
    for text in ("", "[]", "{", json.dumps({"HAL-2026": "x"})):
        (Path(environ["INTAKE_STATE_DIR"]) / "last-numbers.json").write_text(text)
        assert told(environ)["faults"] == []
        [line] = told(environ)["urgent"]
        assert "run `intake restore` with the last number of staff" in line


def test_what_the_night_finds_rings_on_every_path_though_settings_are_broken(
    environ: Environ, relay: Relay
) -> None:
    """With settings that can be read it takes the relay too; broken ones leave the other path."""
    second = f"smtp://{USERNAME}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{relay.port}"
    environ |= {"INTAKE_ALARM_URL": second}
    relay.arrived.clear()
    runner = CliRunner()
    quiet = runner.invoke(main, ["check", "--deep"], env=environ)
    assert (quiet.exit_code, relay.arrived) == (1, [])
    loud = runner.invoke(main, ["check", "--deep", "--alarm"], env=environ)
    assert loud.exit_code == 1
    assert "alarm by relay: sent" in loud.output
    assert "alarm by second mail server: NOT sent, nobody trusted" in loud.output
    [alarm] = relay.arrived
    assert alarm.recipients == ("operator@host.example",)
    told = message_from_bytes(alarm.mail).get_payload(decode=True)
    assert "`regime` is unconfirmed" in bytes(told).decode()
    broken = runner.invoke(main, ["check", "--alarm"], env=environ | {"INTAKE_SECRET_KEY": ""})
    assert "alarm by second mail server: NOT sent" in broken.output
    assert "alarm by relay" not in broken.output


def test_only_a_look_of_the_night_is_expected_again(environ: Environ) -> None:
    store = open_store(Settings.from_environment(environ))
    for nightly in (False, True):
        findings = look_at(environ, NOW)
        look_deeper(findings, NOW, nightly=nightly)
        assert any("No nightly check has run" in str(one) for one in findings.warnings) != nightly
        assert (store.lookup.marked(CHECKED) is not None) == nightly
    store.close()
