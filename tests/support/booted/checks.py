"""What has to be so on a machine that was set up by the handbook."""

from __future__ import annotations

import json
import re

from tests.support.booted.agency import HOST
from tests.support.booted.agency import Agency
from tests.support.booted.machine import Machine
from tests.support.demo import eventually

OURS = ("intake-web", "intake-deliver")
MENDED = (*OURS, "nginx")
SECONDS_TO_MEND = 60.0
DENIED = re.compile(r"SIGSYS|status=31/SYS|core-dump|Operation not permitted|Permission denied")
NIGHT = {"intake-portal": "00:10", "intake-backup": "03:30", "intake-check": "05:30"}
LIMITS = {
    "intake-web.service": {"MemoryMax": 2**30, "TasksMax": 128},
    "intake-deliver.service": {"MemoryMax": 2**29, "TasksMax": 64},
    "intake-backup.service": {"MemoryMax": 2**29, "TasksMax": 64},
    "intake-portal.service": {"MemoryMax": 2**31, "TasksMax": 128},
}


def setting(machine: Machine, unit: str, name: str) -> str:
    """What systemd holds a unit to, or knows of it."""
    return machine.run("systemctl", "show", "--property", name, "--value", unit).strip()


def process(machine: Machine, unit: str) -> int:
    """The main process of a unit."""
    return int(setting(machine, unit, "MainPID"))


def check_units_run(agency: Agency) -> None:
    """Everything that is ours is up, was held to its limits, and was denied nothing it needs."""
    machine = agency.machine
    failed = machine.run("systemctl", "list-units", "--failed", "--no-legend", "--plain")
    assert failed == "", failed
    for unit, limits in LIMITS.items():
        for name, value in limits.items():
            assert setting(machine, unit, name) == str(value), (unit, name)
        assert setting(machine, unit, "Result") == "success", machine.journal(unit)
        assert setting(machine, unit, "NRestarts") == "0", machine.journal(unit)
        assert not DENIED.search(machine.journal(unit)), machine.journal(unit)
    for unit in OURS:
        check_process(machine, process(machine, unit))
    assert setting(machine, "intake-deliver", "Nice") == "5"
    assert "worker_connections 8192;" in machine.run("nginx", "-T")
    # Two for each connection; a machine of containers may grant less than the 65536 asked for.
    room = machine.run("cat", f"/proc/{process(machine, 'nginx')}/limits")
    found = re.search(r"Max open files +(\d+)", room)
    assert found
    assert int(found[1]) >= 2 * 8192, room


def check_process(machine: Machine, main: int) -> None:
    """No image of its memory can get to a disk, and its calls are filtered."""
    limits = machine.run("cat", f"/proc/{main}/limits")
    assert re.search(r"Max core file size +0 +0 ", limits)
    status = machine.run("cat", f"/proc/{main}/status")
    assert re.search(r"^Seccomp:\t2$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\t1$", status, re.MULTILINE)
    # Whoever is not dumpable has a folder in /proc that belongs to root.
    assert machine.run("stat", "-c", "%U", f"/proc/{main}/environ").strip() == "root"


def check_a_request_arrives(agency: Agency) -> None:
    """Sent by nginx like a family's, opened and verified at the receiving end."""
    before = len(agency.requests())
    place = agency.send().strip()
    assert place.startswith("/en/ask/received/")
    arrived = eventually(lambda: len(agency.requests()) > before)
    assert arrived, agency.machine.journal("intake-deliver")
    told = agency.requests()
    assert len(told) == before + 1


def check_operators_commands(agency: Agency) -> None:
    """As an operator types them: from another folder, under the service's account."""
    machine = agency.machine
    for words in ("intake check", "intake key show", "intake key prove"):
        code, said = machine.try_run("sh", "-c", f"cd / && {words}")
        assert (code, bool(said.strip())) == (0, True), said
    assert machine.run("id", "-un", "one-story").strip() == "one-story"
    code, said = machine.try_run("intake", "key", "retire", "nobody@agency.example")
    assert code != 0
    assert "Traceback" not in said


def check_health(agency: Agency) -> None:
    """Figures on the machine itself; up or down for the world."""
    told = json.loads(agency.type("See that it works").splitlines()[-1])
    assert told["status"] == "up"
    assert told["waiting"] == 0


def check_crashes_are_mended(agency: Agency) -> None:
    """kill -9, one after the other; each unit begins its process anew and requests go on."""
    machine = agency.machine
    for unit in MENDED:
        before = process(machine, unit)
        machine.run("kill", "-KILL", str(before))
        begun = eventually(lambda: process(machine, unit) not in (0, before), SECONDS_TO_MEND)  # noqa: B023
        assert begun, machine.journal(unit)
        assert eventually(agency.is_ready, SECONDS_TO_MEND), machine.journal(unit)
        check_a_request_arrives(agency)


def check_new_starts_under_load(agency: Agency) -> None:
    """Families ask again and again while the web process is started anew: none is turned away."""
    machine = agency.machine
    curl = "curl --silent --output /dev/null --max-time 30 --write-out '%{http_code}\\n'"
    page = f"--cacert {agency.trusted} https://{HOST}/en/ask/"
    asked = f"for i in $(seq 60); do {curl} {page}; done"
    anew = "for i in 1 2 3; do systemctl restart intake-web; sleep 1; done"
    told = machine.run("bash", "-c", f"({anew}) & ({asked}) & ({asked}) & wait")
    assert set(told.split()) == {"200"}, told


def check_the_night(agency: Agency) -> None:
    """The timers are set, in Ontario's time: pages, then a copy, then the check."""
    machine = agency.machine
    for timer, moment in NIGHT.items():
        planned = machine.run("systemctl", "list-timers", "--no-legend", f"{timer}.timer")
        assert f"{timer}.service" in planned
        at = machine.run(
            "sh", "-c",
            "TZ=America/Toronto date +%H:%M --date=\"$(systemctl show --property "
            f'NextElapseUSecRealtime --value {timer}.timer)"',
        )  # fmt: skip
        assert at.strip() == moment


def check_a_new_start_brings_everything_back(agency: Agency) -> None:
    """After a midnight that the machine slept through: the pages are built when it wakes up."""
    machine = agency.machine
    stamp = "/var/lib/systemd/timers/stamp-intake-portal.timer"
    page = machine.root / "var/lib/one-story-portal/portal/index.html"
    machine.run("systemctl", "stop", "intake-portal.timer")
    machine.run("touch", "--date=2 days ago", stamp)
    built = page.stat().st_ctime
    before = sorted(agency.requests())
    machine.power_off()
    machine.boot()
    assert eventually(agency.is_ready, SECONDS_TO_MEND), machine.journal("intake-web")
    assert eventually(lambda: page.exists() and page.stat().st_ctime > built, 180.0)
    assert eventually(lambda: setting(machine, "intake-portal", "ActiveState") == "inactive")
    assert setting(machine, "intake-portal", "Result") == "success"
    check_a_request_arrives(agency)
    assert set(before) < set(agency.requests())
    check_units_run(agency)
