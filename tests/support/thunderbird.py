"""Thunderbird itself, on a screen that nobody sees, with a profile as staff would have it.

Driven by its own remote control (Marionette: JSON behind a length, on a socket of this machine's).
What it says of a mail is read from the panel that a click on its security button opens.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any
from typing import TypeVar

from tests.support.keys import AGENCY
from tests.support.postgres import free_port

SECONDS = 60
FOLDER = "Requests"
Found = TypeVar("Found")

PREFERENCES: dict[str, str | int | bool] = {
    # One mailbox, whose server nobody asks, and the folders of this machine.
    "mail.accountmanager.accounts": "account1,account2",
    "mail.accountmanager.defaultaccount": "account2",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.name": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.server.server1.directory-rel": "[ProfD]Mail/Local Folders",
    "mail.account.account2.server": "server2",
    "mail.account.account2.identities": "id1",
    "mail.server.server2.type": "pop3",
    "mail.server.server2.hostname": "127.0.0.1",
    "mail.server.server2.name": "Staff",
    "mail.server.server2.userName": "staff",
    "mail.server.server2.login_at_startup": False,
    "mail.server.server2.check_new_mail": False,
    "mail.server.server2.directory-rel": "[ProfD]Mail/staff",
    "mail.identity.id1.useremail": AGENCY,
    "mail.identity.id1.fullName": "Intake desk",
    "mail.identity.id1.valid": True,
    # No questions at the first start, and nothing asked of the network.
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.winsearch.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "mail.shell.checkDefaultClient": False,
    "mail.rights.version": 1,
    "app.donation.eoy.version.viewed": 999,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "extensions.update.enabled": False,
    "network.manage-offline-status": False,
    "offline.startup_state": 2,
    "mailnews.message_display.disable_remote_image": True,
}

TABS = (
    "const tabs = Services.wm.getMostRecentWindow('mail:3pane').document.getElementById('tabmail');"
)
LIST = f"{TABS} const list = tabs.currentAbout3Pane;"
MAIL = f"{TABS} const mail = tabs.currentAboutMessage; const page = mail.document;"
FILE = (
    "const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);"
    "file.initWithPath(arguments[0]);"
    "const store = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);"
)
DIALOG = (
    "const dialog = [...Services.wm.getEnumerator(null)]"
    ".find(one => one.location.href.endsWith('downloadcert.xhtml'));"
)
SHOW_FOLDER = (
    f"{LIST} const {{MailServices}} ="
    " ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');"
    "const root = MailServices.accounts.localFoldersServer.rootFolder;"
    "list.displayFolder(root.getChildNamed(arguments[0]).URI);"
)
IS_READ = (
    f"{MAIL} const shown = mail.gMessage && mail.gMessage.messageId;"
    "const body = mail.getMessagePaneBrowser().contentDocument;"
    "return shown === arguments[0] && body.readyState === 'complete'"
    " && !!body.body.innerText.trim() && !page.getElementById('signedHdrIcon').hidden;"
)
SECURITY = (
    f"{MAIL} const panel = page.getElementById('messageSecurityPanel');"
    "const words = [...panel.querySelectorAll('*')]"
    ".filter(one => !one.closest('[hidden]') && !one.children.length)"
    ".map(one => (one.value || one.textContent || one.label || '').trim()).filter(one => one);"
    "return words;"
)


@dataclass(frozen=True)
class Verdict:
    """What Thunderbird tells the person who reads the mail."""

    said: tuple[str, ...]
    """The words of its security panel."""
    body: str


@dataclass
class Thunderbird:
    """The program, while it runs."""

    connection: socket.socket
    _serial: int = field(default=0, init=False)
    _rest: bytes = field(default=b"", init=False)

    def trust_authority(self, certificate: Path, look: Callable[[], object] = bool) -> None:
        """Certificate manager, Authorities, Import; tick the line about e-mail; look; OK."""
        # The dialog stops the script that opens it, so it is opened a moment later.
        script = "store.importCertsFromFile(file, Ci.nsIX509Cert.CA_CERT)"
        self.script(f"{FILE} setTimeout(() => {script}, 0);", str(certificate))
        ready = "return !!dialog && dialog.document.readyState === 'complete';"
        self.wait(lambda: self.script(DIALOG + ready))
        tick = "dialog.document.getElementById('trustEmail').click();"
        self.script(f"{DIALOG} {tick}")
        look()
        self.script(f"{DIALOG} dialog.document.querySelector('dialog').acceptDialog();")
        self.wait(lambda: self.script(f"{DIALOG} return !dialog;"))

    def import_certificate(self, certificate: Path) -> None:
        """Certificate manager, People, Import: a certificate of somebody's who writes."""
        self.script(
            f"{FILE} store.importCertsFromFile(file, Ci.nsIX509Cert.EMAIL_CERT);", str(certificate)
        )

    def import_key(self, p12: Path, passphrase: str) -> None:
        """Certificate manager, Your Certificates, Import."""
        script = "return store.importPKCS12File(file, arguments[1]);"
        assert self.script(f"{FILE} {script}", str(p12), passphrase) == 0

    def read(self, message_id: str, look: Callable[[], object] = bool) -> Verdict:
        """Open that mail, and what the program says of it; `look` at it meanwhile."""
        self.script(SHOW_FOLDER, FOLDER)
        self.wait(lambda: self.script(f"{LIST} return list.gDBView && list.gDBView.rowCount > 0;"))
        rows = "[...Array(list.gDBView.rowCount).keys()]"
        find = f"{rows}.findIndex(row => list.gDBView.getMsgHdrAt(row).messageId === arguments[0])"
        self.script(f"{LIST} list.threadTree.selectedIndex = {find};", message_id)
        self.wait(lambda: self.script(IS_READ, message_id))
        self.script(f"{MAIL} mail.showMessageReadSecurityInfo();")
        said = self.wait(lambda: self.script(SECURITY))
        look()
        body = self.script(
            f"{MAIL} return mail.getMessagePaneBrowser().contentDocument.body.innerText;"
        )
        self.script(f"{MAIL} page.getElementById('messageSecurityPanel').hidePopup();")
        return Verdict(tuple(said), str(body))

    def script(self, code: str, *arguments: str) -> Any:
        """Run it inside the program; what it returns."""
        parameters = {"script": code, "args": list(arguments)}
        return self.command("WebDriver:ExecuteScript", parameters)["value"]

    def command(self, name: str, parameters: dict[str, Any]) -> Any:
        """One command and its answer."""
        self._serial += 1
        sent = json.dumps([0, self._serial, name, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(sent), sent))
        _, _, error, result = self.answer()
        if error:
            raise RuntimeError(error["message"])
        return result

    def answer(self) -> Any:
        """The next thing that it says."""
        while b":" not in self._rest:
            self._more()
        length, _, self._rest = self._rest.partition(b":")
        while len(self._rest) < int(length):
            self._more()
        said, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return json.loads(said)

    def _more(self) -> None:
        received = self.connection.recv(65536)
        if not received:
            raise ConnectionError("Thunderbird has gone.")
        self._rest += received

    def wait(self, look: Callable[[], Found]) -> Found:
        """Look until there is something to be seen."""
        return eventually(look, "Thunderbird does not come to it.")


def message_id(mail: bytes) -> str:
    """Without its brackets, as Thunderbird keeps it."""
    return str(message_from_bytes(mail, policy=SMTP)["Message-ID"]).strip("<>")


def eventually(look: Callable[[], Found], complaint: str) -> Found:
    """What `look` finds, within a minute; what fails meanwhile is tried again."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            if found := look():
                return found
        except (OSError, RuntimeError) as error:
            complaint = f"{complaint} {error}"
        if time.monotonic() > end:
            raise AssertionError(complaint)
        time.sleep(0.1)


@contextmanager
def running_thunderbird(profile: Path, mails: list[bytes], display: str) -> Iterator[Thunderbird]:
    """Started on that screen with a new profile, whose folder holds these mails."""
    port = free_port()
    make_profile(profile, mails, port)
    command = ["thunderbird", "--marionette", "-remote-allow-system-access", "--no-remote"]
    environment = {**os.environ, "HOME": str(profile), "DISPLAY": display, "GDK_BACKEND": "x11"}
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--profile", profile], env=environment, stdout=log, stderr=log
        )
        try:
            with connected(port) as program:
                yield program
        finally:
            process.terminate()
            process.wait(SECONDS)


@contextmanager
def connected(port: int) -> Iterator[Thunderbird]:
    """The remote control, once the main window is there."""
    address = ("127.0.0.1", port)
    connection = eventually(lambda: socket.create_connection(address), "Thunderbird starts not.")
    with connection:
        connection.settimeout(SECONDS)
        program = Thunderbird(connection)
        program.answer()
        program.command("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        program.command("Marionette:SetContext", {"value": "chrome"})
        program.wait(lambda: program.script(f"{LIST} return !!list.displayFolder;"))
        yield program


def make_profile(profile: Path, mails: list[bytes], port: int) -> None:
    """Preferences, and the mails in a folder as Thunderbird keeps it."""
    (profile / "Mail" / "Local Folders").mkdir(parents=True)
    settings = PREFERENCES | {"marionette.port": port}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()
    ]
    (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="ascii")
    with (profile / "Mail" / "Local Folders" / FOLDER).open("wb") as folder:
        for mail in mails:
            folder.write(
                b"From - Mon Nov 23 12:00:00 2026\n" + mail.replace(b"\r\n", b"\n") + b"\n"
            )
