"""`intake key plan`: each step of a key's way, done as it says, until nothing is left to do."""

from __future__ import annotations

import re
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest

from intake_app.intake.key_status import fingerprint_of_file
from intake_app.settings import typed_here
from tests.support.keyholders import Server
from tests.support.keyholders import new_pair
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import SECOND
from tests.support.keys import Keys

NEXT = re.compile(r"^\d\. NEXT  (.*)$", re.MULTILINE)
MAKE, PROVE, NAME, START, RETIRE = (
    f"Make a key for {AGENCY}, on a machine of theirs",
    "Prove that it opens a sealed test mail",
    "Name it in the settings",
    "Start both processes anew",
    "Retire the key that it took over from",
)


def plan(server: Server, address: str, *options: str) -> tuple[str, str]:
    """What comes next, and all that was said."""
    result = server.intake("key", "plan", address, *options)
    assert result.exit_code == 0, result.output
    found = NEXT.search(result.output)
    return found[1] if found else "", result.output


def restart(server: Server) -> None:
    now = datetime.now(UTC)
    store = server.store()
    store.processes.beat("web", "web", "1", started=now, now=now)
    store.close()


@pytest.fixture(autouse=True)
def no_file(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.touch(0o640)
    server.environ["INTAKE_SETTINGS_FILE"] = str(file)


def only_the_old_key_is_left_to_retire(server: Server, address: str, certificate: Path) -> None:
    """And then nothing."""
    title, said = plan(server, address)
    old = fingerprint_of_file(certificate)
    assert (title, f"intake key retire {old}" in said) == (RETIRE, True)
    assert server.intake("key", "retire", old, "--yes").exit_code == 0
    assert "Nothing is left to do." in plan(server, address)[1]


def test_a_key_is_renewed_step_by_step(server: Server, keys: Keys, tmp_path: Path) -> None:
    server.prove(AGENCY, keys.agency)
    restart(server)
    assert "Nothing is left to do." in plan(server, AGENCY)[1]
    title, said = plan(server, AGENCY, "--renew")
    assert (title, f"intake key new {AGENCY}" in said) == (MAKE, True)
    pair = new_pair(tmp_path, AGENCY)
    new = ("--certificate", str(pair.certificate))
    server.intake("key", "prove", "--send", AGENCY, *new)
    title, said = plan(server, AGENCY)
    assert (title, "A test mail waits" in said) == (PROVE, True)
    server.read_back(AGENCY, server.words(pair), *new)
    title, said = plan(server, AGENCY)
    second = f"{SECOND}={keys.second.certificate}"
    assert (title, f"INTAKE_RECIPIENTS={second},{AGENCY}=" in said) == (NAME, True)
    server.environ["INTAKE_RECIPIENTS"] = f"{second},{AGENCY}={pair.certificate}"
    (tmp_path / "settings").write_text("changed")
    title, said = plan(server, AGENCY)
    assert (title, "systemctl restart intake-web" in said) == (START, True)
    restart(server)
    only_the_old_key_is_left_to_retire(server, AGENCY, keys.agency.certificate)


def test_somebody_new_begins_with_a_key(server: Server) -> None:
    title, said = plan(server, "new@agency.example")
    assert title == "Make a key for new@agency.example, on a machine of theirs"
    assert "new-agency-example.crt" in said


def test_somebody_leaves_only_when_another_can_open_requests(server: Server, keys: Keys) -> None:
    server.prove(AGENCY, keys.agency)
    assert plan(server, AGENCY, "--leaving")[0] == "Another address can open requests"
    server.prove(SECOND, keys.second)
    title, said = plan(server, AGENCY, "--leaving")
    assert title == f"Take {AGENCY} out of the settings"
    assert f"INTAKE_RECIPIENTS={SECOND}={keys.second.certificate}" in said
    server.environ["INTAKE_RECIPIENTS"] = f"{SECOND}={keys.second.certificate}"
    restart(server)
    title, said = plan(server, AGENCY, "--leaving")
    assert (title, fingerprint_of_file(keys.agency.certificate) in said) == (
        "Retire their key",
        True,
    )
    server.intake("key", "retire", AGENCY, "--yes")
    assert "Nothing is left to do." in plan(server, AGENCY, "--leaving")[1]


def test_the_spare_key_is_renewed_and_its_keeper_gets_no_request(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.prove(RECOVERY, keys.recovery)
    restart(server)
    assert "Nothing is left to do." in plan(server, RECOVERY)[1]
    assert plan(server, RECOVERY, "--renew")[0] == MAKE.replace(AGENCY, RECOVERY)
    pair = new_pair(tmp_path, RECOVERY)
    new = ("--recovery", "--certificate", str(pair.certificate))
    server.intake("key", "prove", "--send", RECOVERY, *new)
    title, said = plan(server, RECOVERY, "--renew")
    assert (title, f"intake key prove {RECOVERY} --recovery --cert" in said) == (PROVE, True)
    server.read_back(RECOVERY, server.words(pair), *new)
    title, said = plan(server, RECOVERY)
    assert (title, "INTAKE_RECOVERY_CERTIFICATE=" in said) == (NAME, True)
    assert "INTAKE_RECIPIENTS" not in said
    server.environ["INTAKE_RECOVERY_CERTIFICATE"] = str(pair.certificate)
    restart(server)
    only_the_old_key_is_left_to_retire(server, RECOVERY, keys.recovery.certificate)
    refused = server.intake("key", "plan", RECOVERY, "--leaving")
    assert (refused.exit_code, "without a spare key" in refused.output) == (2, True)


def test_a_test_mail_that_one_address_refuses_goes_to_the_others(server: Server) -> None:
    """The lame one is named, and the command ends with an error."""
    server.relay.refuse.add(AGENCY)
    try:
        result = server.intake("key", "prove", "--send")
    finally:
        server.relay.refuse.clear()
    assert result.exit_code == 1
    assert f"{AGENCY}: The mail server did not take it" in result.output
    assert len(server.relay.arrived) == 2


def test_a_key_that_had_its_time_is_not_taken_for_the_next(server: Server, keys: Keys) -> None:
    server.prove(AGENCY, keys.agency)
    folder = Path(server.environ["INTAKE_RECOVERY_CERTIFICATE"]).parent
    name = re.sub("[^a-z0-9]+", "-", AGENCY.lower())
    last_year = folder / f"{name}.crt"
    last_year.write_bytes(keys.agency.certificate.read_bytes())
    title, said = plan(server, AGENCY, "--renew")
    assert title == MAKE
    assert f"{name}-next.crt" in said
    assert f"{last_year}," not in said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("/etc/one-story/settings", "intake check; systemctl restart intake-web intake-deliver"),
        (
            "/etc/one-story/halton/settings",
            "intake @halton check; systemctl restart intake-web@halton intake-deliver@halton",
        ),
    ],
)
def test_commands_are_told_as_they_are_typed_for_the_region(
    monkeypatch: pytest.MonkeyPatch, file: str, said: str
) -> None:
    monkeypatch.setenv("INTAKE_SETTINGS_FILE", file)
    assert typed_here("intake check; systemctl restart intake-web intake-deliver") == said
