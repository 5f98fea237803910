"""A lead agency's machine, set up by the handbook alone: our service, nginx, and Postfix as relay.

Two things an operator brings are made here: the keys, and the certificate for the web address. The
region counts as checked and approved, which no test can do for an agency.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from pathlib import Path

from intake_app.sealing import KeyFiles
from tests.support import keys as throw_away
from tests.support.authority import Authority
from tests.support.booted import handbook
from tests.support.booted.machine import Machine
from tests.support.demo import eventually
from tests.support.keyholders import SEEN
from tests.support.keyholders import opens
from tests.support.keyholders import words_in
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import Keys
from tests.support.nginx.front import HOST
from tests.support.openssl import content_of
from tests.support.project import PROJECT
from tests.support.service import approve

RELAY = "mail.agency.example"
ACCOUNT, PASSWORD = "one-story@relay.test", "correct horse battery staple"
PASSPHRASE = "the lock of the signing key"  # noqa: S105  (of a key that is thrown away)
COPY = "https://code.agency.example/one-story.git"
REPOSITORY = "/srv/one-story.git"
OWN = "srv/one-story"
PACKAGES = ("systemd-sysv", "dbus", "postfix", "sasl2-bin", "libsasl2-modules")
"""What a server of Debian's installer has, and what the agency's relay needs."""
MAILBOX = "var/mail/agency/new"
POSTFIX = """\
compatibility_level = 3.6
myhostname = {relay}
mydestination =
alias_maps =
inet_protocols = ipv4
virtual_mailbox_domains = agency.example
virtual_mailbox_base = /var/mail
virtual_mailbox_maps = static:agency/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = /etc/postfix/relay.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""
SASL = "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"


@dataclass(frozen=True)
class Agency:
    """The machine, and what its operator and its staff hold in their hands."""

    machine: Machine
    folder: Path
    keys: Keys
    typed: set[tuple[str, int]] = field(default_factory=set)
    """Blocks of the handbook, by part and place."""

    @cached_property
    def readers(self) -> list[KeyFiles]:
        """Every key that the agency has had."""
        return [self.keys.agency]

    @cached_property
    def authority(self) -> Authority:
        """Vouches for the web address and for the relay."""
        return Authority.make(self.folder)

    def install(self) -> None:
        """Step 1, with the registries in reach; the machine is not on yet."""
        place = self.folder / "one-story.git"
        git = ["git", "-c", "safe.directory=*"]
        subprocess.run([*git, "init", "--quiet", "--bare", "-b", "main", place], check=True)
        # What the tests run in may be a shallow copy.
        subprocess.run([*git, "-C", place, "config", "receive.shallowUpdate", "true"], check=True)
        push = [*git, "-C", PROJECT, "push", "--quiet", place, "HEAD:refs/heads/main"]
        subprocess.run(push, check=True)
        self.publish()
        self.machine.prepare(f"apt-get update\napt-get install -y {' '.join(PACKAGES)}")
        self.machine.prepare(self._told("Packages and program").replace(COPY, REPOSITORY))

    def publish(self) -> None:
        """What is in our copy of the project's repository is in the machine's too."""
        # git itself loses its way in a folder that is seen through another process.
        there = self.machine.root / REPOSITORY.lstrip("/")
        shutil.copytree(self.folder / "one-story.git", there, dirs_exist_ok=True)

    def set_up(self) -> None:
        """Steps 2 to 9; then everything runs."""
        machine = self.machine
        self._set_up_relay()
        self.type("Accounts")
        self.type("Your region")
        approve(machine.root / OWN)
        self._write_settings()
        self.type("Settings and keys")
        self.type("Units and pages")
        self.prove_keys()
        self.bring_certificate()
        for step in ("Start", "nginx"):
            self.type(step)
        assert eventually(self.is_ready), machine.journal("intake-web")
        assert "Ready" in self.type("See that it works", 1)

    def type(
        self,
        part: str,
        block: int = 0,
        *,
        changes: Mapping[str, str] | None = None,
        given: str = "",
    ) -> str:
        """What the handbook says there, typed; what was answered.

        `changes` are for what the handbook makes up, like numbers; `given` answers questions.
        """
        text = self._told(part, block)
        for written, here in (changes or {}).items():
            assert written in text
            text = text.replace(written, here)
        return self.machine.script(text, given.encode())

    def type_all(self, part: str) -> None:
        """Every block there."""
        for block in range(len(handbook.to_type()[part])):
            self.type(part, block)

    def _told(self, part: str, block: int = 0) -> str:
        self.typed.add((part, block))
        return handbook.to_type()[part][block]

    def left_out(self) -> list[str]:
        """Every block of the handbook that was not typed, by its part."""
        whole = {
            (part, block)
            for part, texts in handbook.to_type().items()
            for block in range(len(texts))
        }
        return [f"{part}, block {block + 1}" for part, block in sorted(whole - self.typed)]

    def waiting(self) -> int:
        """How many mails have not reached the mail server yet."""
        told = self.machine.run("curl", "--silent", "http://127.0.0.1:8000/readyz")
        return int(json.loads(told)["waiting"])

    def last_number(self) -> str:
        """Of the newest request, as staff see it."""
        return max(re.findall(r"HAL-\d{4}-\d{4}", "\n".join(map(bytes.decode, self.mails()))))

    def is_ready(self) -> bool:
        """Whether the site answers, and the last step of the handbook too."""
        known = f"--cacert {self.trusted} https://{HOST}/readyz"
        return self.machine.try_run("sh", "-c", f"curl -sSf {known}")[
            0
        ] == 0 and '"status":"up"' in self.type("See that it works")

    def prove_keys(self) -> None:
        """Step 5: test mails are sent, opened by those who hold the keys, and read back."""
        self.type("Prove the keys, and check")
        for address, pair in {AGENCY: self.keys.agency, RECOVERY: self.keys.recovery}.items():
            self.read_back(address, pair)
        assert "Ready" in self.type("Prove the keys, and check", 1)

    def read_back(self, address: str, pair: KeyFiles, *where: str) -> None:
        """Whoever holds this new key opens the test mail and reads its words to the operator.

        `where` is `@` and the region, when it is one of several.
        """
        found: list[bytes] = []

        def came() -> bool:
            found[:] = [mail for mail in self.mails() if opens(mail, pair)]
            return bool(found)

        assert eventually(came), self.machine.journal("postfix*")
        [mail] = found
        spoken = words_in(mail, pair, self.keys.signing.certificate)
        self.machine.run("intake", *where, "key", "prove", address, "--words", spoken, *SEEN)

    def mails(self) -> list[bytes]:
        """Everything in the agency's mailbox."""
        return [mail.read_bytes() for mail in (self.machine.root / MAILBOX).glob("*")]

    def requests(self) -> list[str]:
        """Every request in it, opened with a key of the agency's and its signature verified."""
        return [text for mail in self.mails() if (text := self._request(mail))]

    def send(self, host: str = HOST) -> str:
        """A family sends a request; where its confirmation is."""
        module = ["-m", "tests.support.nginx.family", str(self.authority.ca_file), host]
        return self.machine.on_its_network("env", "-C", str(PROJECT), sys.executable, *module)

    def _request(self, mail: bytes) -> str:
        pair = next((pair for pair in self.readers if opens(mail, pair)), None)
        if pair is None or not re.search(rb"^Subject: .*HAL-\d{4}-\d{4}", mail, re.MULTILINE):
            return ""
        return content_of(mail, pair, self.keys.signing.certificate).decode()

    @property
    def trusted(self) -> str:
        """Where the machine has the authority's certificate."""
        return "/usr/local/share/ca-certificates/agency.crt"

    def _set_up_relay(self) -> None:
        machine = self.machine
        machine.write(self.trusted, self.authority.ca_file.read_bytes())
        hosts = f"127.0.0.1 localhost {HOST} {RELAY}\n"
        machine.write("/etc/hosts", hosts)
        machine.write("/etc/postfix/main.cf", POSTFIX.format(relay=RELAY))
        certificate = self.authority.server_certificate(RELAY).read_bytes()
        machine.write("/etc/postfix/relay.pem", certificate, 0o600)
        machine.write("/etc/postfix/sasl/smtpd.conf", SASL)
        machine.script(
            "install -d -o nobody -g nogroup /var/mail/agency\n"
            "postconf -M 'submission/inet=submission inet n - n - - smtpd'\n"
            f"printf %s '{PASSWORD}' | saslpasswd2 -p -c -u relay.test one-story\n"
            "chown postfix /etc/sasldb2\n"
            "systemctl enable postfix\n"
            "systemctl restart postfix\n"
        )

    def _write_settings(self) -> None:
        keys = {
            "intake.crt": self.keys.agency.certificate,
            "privacy.crt": self.keys.recovery.certificate,
            "web.crt": self.keys.signing.certificate,
        }
        for name, file in keys.items():
            self.machine.write(f"/etc/one-story/{name}", file.read_bytes())
        self.machine.write("/etc/one-story/web.key", _locked(self.keys.signing.key))
        own = {
            "INTAKE_SECRET_KEY": secrets.token_hex(32),
            "INTAKE_MAIL_SERVER": RELAY,
            "INTAKE_MAIL_SENDER": throw_away.SENDER,
            "INTAKE_RECIPIENTS": f"{AGENCY}=/etc/one-story/intake.crt",
            "INTAKE_MAIL_USERNAME": ACCOUNT,
            "INTAKE_MAIL_PASSWORD": PASSWORD,
            "INTAKE_MAIL_CA_FILE": self.trusted,
            "INTAKE_SIGNING_PASSPHRASE": PASSPHRASE,
            "INTAKE_ALARM_URL": "none: this machine reaches no second place",
        }
        chosen = handbook.example_settings() | own
        portal = {name: chosen[name] for name in handbook.OF_THE_PORTAL}
        for name, rows in {"settings": chosen, "portal": portal}.items():
            lines = [f"{setting}={value}\n" for setting, value in rows.items()]
            self.machine.write(f"/etc/one-story/{name}", "".join(lines))

    def bring_certificate(self, host: str = HOST) -> None:
        """Where certbot would put it."""
        certificate = self.authority.server_certificate(host).read_bytes()
        for name in ("fullchain.pem", "privkey.pem"):
            self.machine.write(f"/etc/letsencrypt/live/{host}/{name}", certificate, 0o600)


def _locked(key: Path) -> bytes:
    """As `intake key new --signing` hands it over."""
    lock = ["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", f"pass:{PASSPHRASE}"]
    return subprocess.run([*lock, "-in", key], capture_output=True, check=True).stdout
