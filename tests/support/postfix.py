"""A real Postfix from Debian on 127.0.0.1, with STARTTLS and sign-in, delivering into a Maildir.

Configuration, queue, log and mailbox lie in a folder of its own, the ports are unprivileged, and
the machine's own Postfix is not touched. Postfix itself has to be started by root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake_app.settings import MailServer
from tests.support.authority import Authority
from tests.support.postgres import free_port

REALM = "relay.test"
USERNAME, PASSWORD = f"intake@{REALM}", "correct horse battery staple"
PATIENCE = 60

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = {realm}
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = agency.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_peername_lookup = no
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {certificate}
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""
SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/sasl/users
mech_list: PLAIN LOGIN
"""


@dataclass(frozen=True)
class Postfix:
    """A relay that can be started, stopped, and given another password."""

    folder: Path
    port: int
    authority: Authority

    def settings(self, sender: str) -> MailServer:
        """How a client should reach it."""
        return MailServer(
            host="127.0.0.1",
            port=self.port,
            username=USERNAME,
            password=PASSWORD,
            ca_file=self.authority.ca_file,
            sender=sender,
        )

    def run(self, command: str) -> None:
        """`start`, `stop` or `abort`."""
        words = ["postfix", "-c", str(self.folder / "etc"), command]
        result = subprocess.run(words, capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(f"postfix {command}:\n{result.stderr}{self._log()}")

    def kill(self, daemon: str) -> None:
        """Kill -9 for every process of ours that runs this daemon now."""
        master = (self.folder / "queue" / "pid" / "master.pid").read_text().strip()
        for status in Path("/proc").glob("[0-9]*/status"):
            with suppress(OSError):  # it may have ended by itself
                facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines())
                if (facts["Name"], facts["PPid"]) == (daemon, master):
                    os.kill(int(facts["Pid"]), signal.SIGKILL)

    def set_password(self, password: str) -> None:
        """From now on it takes this one alone."""
        users = self.folder / "sasl" / "users"
        words = ["saslpasswd2", "-p", "-c", "-f", str(users), "-u", REALM, "intake"]
        subprocess.run(words, input=password.encode(), check=True, capture_output=True)
        shutil.chown(users, "postfix")

    def mails(self) -> list[bytes]:
        """Everything in the mailbox."""
        inbox = self.folder / "mail" / "inbox" / "new"
        return [mail.read_bytes() for mail in inbox.glob("*")]

    def count(self) -> int:
        """How many there are."""
        inbox = self.folder / "mail" / "inbox" / "new"
        return len(os.listdir(inbox)) if inbox.exists() else 0

    def wait_for(self, count: int) -> None:
        """Until so many are in the mailbox."""
        self._wait_until(lambda: self.count() >= count)

    def drain(self) -> None:
        """Until whatever it took is in the mailbox."""
        queues = [self.folder / "queue" / name for name in ("incoming", "active", "deferred")]
        self._wait_until(lambda: not any(p.is_file() for q in queues for p in q.rglob("*")))

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"Postfix keeps mails back:\n{self._log()}")
            time.sleep(0.02)

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text()[-4000:] if log.exists() else ""


@contextmanager
def running_postfix(authority: Authority) -> Iterator[Postfix]:
    """Start one in a folder of its own; end it and remove the folder."""
    if os.geteuid() != 0:
        pytest.fail("Postfix can be started by root alone: run `make prove` as root.")
    folder = Path(tempfile.mkdtemp(prefix="one-story-postfix-"))
    postfix = Postfix(folder, free_port(), authority)
    try:
        _write_configuration(postfix)
        postfix.set_password(PASSWORD)
        postfix.run("start")
        try:
            yield postfix
        finally:
            postfix.run("stop")
    finally:
        shutil.rmtree(folder)


def _write_configuration(postfix: Postfix) -> None:
    folder, account = postfix.folder, pwd.getpwnam("nobody")
    folder.chmod(0o755)  # its daemons run under accounts of their own
    for name in ("etc", "etc/sasl", "queue", "data", "mail", "sasl"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", account.pw_uid, account.pw_gid)
    words = {
        "folder": folder,
        "realm": REALM,
        "uid": account.pw_uid,
        "gid": account.pw_gid,
        "certificate": postfix.authority.server_certificate(),
        "port": postfix.port,
    }
    for path, text in {
        "etc/main.cf": MAIN,
        "etc/master.cf": MASTER,
        "etc/sasl/smtpd.conf": SASL,
    }.items():
        (folder / path).write_text(text.format(**words).lstrip())
