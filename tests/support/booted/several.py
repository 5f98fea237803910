"""One more region beside the first on a booted machine: each command as it is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from intake_app.sealing import KeyFiles
from intake_app.settings import read_file
from tests.support.booted import checks
from tests.support.booted.agency import Agency
from tests.support.booted.handbook import OF_THE_PORTAL
from tests.support.demo import eventually
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import make_keys

REGION, SITE = "@halton", "halton.agency.example"
TOLD = re.compile(r"^ {5}(\S.*)$", re.MULTILINE)
UNITS = ("intake-web", "intake-deliver", "intake-portal", "intake-backup", "intake-check")


def add(agency: Agency) -> None:
    """The same area once more, with an address, a database and keys of its own."""
    told = agency.type("Several regions on one machine")
    commands = TOLD.findall(told)
    assert len(commands) > len(UNITS), told
    keys = _fill_in(agency)
    agency.bring_certificate(SITE)
    *commands, board = commands
    for command in commands:
        said = agency.machine.script(command)
        if "key prove" in command:
            for address, pair in keys.items():
                agency.read_back(address, pair, REGION)
        assert not command.endswith(" check") or "Ready" in said
    assert eventually(lambda: agency.machine.try_run(*board.split())[0] == 0), told
    check(agency)


def check(agency: Agency) -> None:
    """Its units do what those of a region alone do, and neither is in the other's way."""
    machine = agency.machine
    for unit in UNITS:
        if unit in checks.OURS:
            checks.check_process(machine, checks.process(machine, f"{unit}@halton"))
        else:
            machine.run("systemctl", "start", f"{unit}@halton")
        assert checks.setting(machine, f"{unit}@halton", "Result") == "success"
        assert not checks.DENIED.search(machine.journal(f"{unit}@halton"))
    before = len(agency.requests())
    assert agency.send(SITE).startswith("/en/ask/received/")
    assert eventually(lambda: len(agency.requests()) == before + 1), machine.journal("intake-*")
    checks.check_a_request_arrives(agency)
    one, two = machine.run("intake", "board").splitlines()
    assert one.startswith("halton: well"), one
    assert two.startswith("halton: well"), two


def _fill_in(agency: Agency) -> dict[str, KeyFiles]:
    """What an operator writes and brings; the keys, by address."""
    root, folder = agency.machine.root, agency.folder / "several"
    folder.mkdir()
    made = make_keys(folder)
    keys = {AGENCY: made.agency, RECOVERY: made.recovery}
    place = root / "etc/one-story/halton"
    shutil.copy(made.agency.certificate, place / "intake.crt")
    shutil.copy(made.recovery.certificate, place / "privacy.crt")
    agency.readers.append(made.agency)
    own = {
        "INTAKE_RECIPIENTS": f"{AGENCY}=/etc/one-story/halton/intake.crt",
        "INTAKE_RECOVERY_CERTIFICATE": "/etc/one-story/halton/privacy.crt",
    }
    written = {name: text for name, text in read_file(place / "settings").items() if text}
    chosen = read_file(root / "etc/one-story/settings") | own | written
    _write(place / "settings", chosen)
    _write(place / "portal", {name: chosen[name] for name in OF_THE_PORTAL})
    return keys


def _write(file: Path, rows: dict[str, str]) -> None:
    file.write_text("".join(f"{name}='{text}'\n" for name, text in rows.items()))
