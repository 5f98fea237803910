"""A year on a machine that was set up by the handbook: each event, typed as the handbook says."""

from __future__ import annotations

import re
import subprocess

from tests.support.booted import checks
from tests.support.booted import several
from tests.support.booted.agency import ACCOUNT
from tests.support.booted.agency import Agency
from tests.support.demo import eventually
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import make_keys

NEW_PASSWORD = "four other words in a row"  # noqa: S105  (of a relay that is thrown away)
NUMBER = "HAL-2026-0147"
"""As the handbook writes one."""
NEW_CERTIFICATE = "/etc/one-story/intake-agency-example.crt"
"""As the plan names it, and the handbook too."""
COMMITTER = ("-c", "user.name=a test", "-c", "user.email=test@agency.example")


def live(agency: Agency) -> None:
    """Every event, one after the other; requests arrive after each that could stop them."""
    words_change(agency)
    a_key_ends(agency)
    somebody_joins_and_leaves(agency)
    the_password_changes(agency)
    for part in ("The web certificate is renewed", "The disk is nearly full"):
        agency.type_all(part)
    one_request(agency)
    the_figures(agency)
    agency.type_all("Which requests lay open")
    upgrade_and_back(agency)
    a_copy_is_put_back(agency)
    a_move(agency)
    several.add(agency)


def words_change(agency: Agency) -> None:
    """The form says it without a new start."""
    machine = agency.machine
    region = machine.root / "srv/one-story/content/regions/halton/region.yml"
    text = region.read_text(encoding="utf-8")
    region.write_text(text.replace("289-266-0036", "289-266-0037"), encoding="utf-8")
    before = checks.process(machine, "intake-web")
    agency.type("Words or facts change")
    shown = "curl --silent http://127.0.0.1:8000/en/ask/ | grep --quiet 289-266-0037"
    assert eventually(lambda: machine.try_run("sh", "-c", shown)[0] == 0, 90), machine.journal(
        "intake-web"
    )
    assert checks.process(machine, "intake-web") == before
    agency.type("When an editor has changed something")


def a_key_ends(agency: Agency) -> None:
    """A new key is made, proven, named; the old one goes."""
    part = "A key ends"
    folder = agency.folder / "new-keys"
    folder.mkdir()
    new = make_keys(folder).agency
    assert NEW_CERTIFICATE in agency.type(part)
    agency.machine.write(NEW_CERTIFICATE, new.certificate.read_bytes())
    agency.type(part, 1)
    agency.read_back(AGENCY, new)
    assert "Ready" in agency.type(part, 2)
    agency.readers.append(new)
    checks.check_a_request_arrives(agency)
    _retire(agency, part, 3)


def somebody_joins_and_leaves(agency: Agency) -> None:
    """A second address gets its copies, and then no more."""
    part = "Somebody joins or leaves"
    agency.machine.write("/etc/one-story/backup.crt", agency.keys.second.certificate.read_bytes())
    agency.type(part)
    agency.read_back(SECOND, agency.keys.second)
    assert "Ready" in agency.type(part, 1)
    before = len(agency.requests())
    agency.send()
    # One mail, sealed for both: each address gets it, and either key opens it.
    assert eventually(lambda: len(agency.requests()) == before + 2)
    assert "Ready" in agency.type(part, 2)
    checks.check_a_request_arrives(agency)
    _retire(agency, part, 3)


def _retire(agency: Agency, part: str, block: int) -> None:
    assert eventually(lambda: agency.waiting() == 0), agency.machine.journal("intake-deliver")
    assert "Retired:" in agency.type(part, block, given="y\n")


def the_password_changes(agency: Agency) -> None:
    """What waits under the old one goes out under the new one."""
    machine = agency.machine
    realm = ACCOUNT.partition("@")[2]
    machine.script(f"printf %s '{NEW_PASSWORD}' | saslpasswd2 -p -u {realm} one-story")
    machine.script(
        f"sed -i 's|^INTAKE_MAIL_PASSWORD=.*|INTAKE_MAIL_PASSWORD={NEW_PASSWORD}|'"
        " /etc/one-story/settings"
    )
    assert "Ready" in agency.type("The mail server's password changes")
    checks.check_a_request_arrives(agency)


def one_request(agency: Agency) -> None:
    """Looked at, and then erased because its family asks."""
    part, number = "One request", agency.last_number()
    assert number in agency.type(part, changes={NUMBER: number})
    assert f"{number}: erased here" in agency.type(part, 1, changes={NUMBER: number}, given="y\n")


def the_figures(agency: Agency) -> None:
    """Counts on the screen, for a spreadsheet, and as a page."""
    assert "Written:" in agency.type("The year's figures")
    counted = (agency.machine.root / "var/backups/one-story/counts.csv").read_text()
    assert counted.startswith("month,")


def upgrade_and_back(agency: Agency) -> None:
    """To a release that also changes the shipped region, and back; our own edits meet neither."""
    machine = agency.machine
    before = machine.run("git", "-C", "/opt/one-story", "rev-parse", "HEAD").strip()
    new = _release(agency)
    assert "Ready" in agency.type("Upgrade")
    assert machine.run("git", "-C", "/opt/one-story", "rev-parse", "HEAD").strip() == new
    checks.check_a_request_arrives(agency)
    assert "Ready" in agency.type("Take an upgrade back")
    assert machine.run("git", "-C", "/opt/one-story", "rev-parse", "HEAD").strip() == before
    checks.check_a_request_arrives(agency)


def _release(agency: Agency) -> str:
    """A newer release; its commit."""
    folder = agency.folder / "next"
    origin = agency.folder / "one-story.git"

    def git(*words: str) -> str:
        whole = ["git", *COMMITTER, "-c", "safe.directory=*", *words]
        return subprocess.run(whole, capture_output=True, text=True, check=True).stdout.strip()

    git("clone", "--quiet", str(origin), str(folder))
    for file in ("content/regions/halton/region.yml", "intake_app/app.py"):
        with (folder / file).open("a", encoding="utf-8") as text:
            text.write("# Of the next release.\n")
    git("-C", str(folder), "commit", "--quiet", "--all", "--message", "The next release")
    git("-C", str(folder), "push", "--quiet", "origin", "HEAD:main")
    agency.publish()
    return git("-C", str(folder), "rev-parse", "HEAD")


def a_copy_is_put_back(agency: Agency) -> None:
    """What came in after the copy is missing, and no number is given twice."""
    part, machine = "Put a copy back", agency.machine
    machine.run("systemctl", "start", "intake-backup")
    checks.check_a_request_arrives(agency)
    last = agency.last_number()
    agency.type(part)
    assert "Ready" in agency.type(part, 1, changes={NUMBER: last})
    assert eventually(agency.is_ready), machine.journal("intake-web")
    checks.check_a_request_arrives(agency)
    assert _serial(agency.last_number()) == _serial(last) + 1


def a_move(agency: Agency) -> None:
    """To another machine, which is this one again: the old file is replaced by the new one."""
    part, before = "Move to another machine", agency.last_number()
    assert "All of it is there" in agency.type(part)
    assert "Ready" in agency.type(part, 1)
    assert eventually(agency.is_ready), agency.machine.journal("intake-web")
    checks.check_a_request_arrives(agency)
    assert _serial(agency.last_number()) == _serial(before) + 1


def _serial(number: str) -> int:
    found = re.fullmatch(r"HAL-\d{4}-(\d+)", number)
    assert found
    return int(found[1])
