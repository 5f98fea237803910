"""A lead agency's machine, set up by the handbook alone: our service, nginx, and Postfix as relay.

Two things an operator brings are made here: the keys, and the certificate for the web address. The
region counts as checked and approved, which no test can do for an agency.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support import keys as throw_away
from tests.support.authority import Authority
from tests.support.booted import handbook
from tests.support.booted.machine import Machine
from tests.support.demo import eventually
from tests.support.keyholders import SEEN
from tests.support.keyholders import opened
from tests.support.keyholders import words_in
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import Keys
from tests.support.nginx.front import HOST
from tests.support.project import PROJECT
from tests.support.relay import Arrived
from tests.support.service import approve

RELAY = "mail.agency.example"
ACCOUNT, PASSWORD = "one-story@relay.test", "correct horse battery staple"
COPY = "https://code.agency.example/one-story.git"
BUNDLE = "/srv/one-story.bundle"
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

    @cached_property
    def authority(self) -> Authority:
        """Vouches for the web address and for the relay."""
        return Authority.make(self.folder)

    def install(self) -> None:
        """Step 1, with the registries in reach; the machine is not on yet."""
        bundle = self.folder / "one-story.bundle"
        words = ["git", "-c", "safe.directory=*", "-C", PROJECT]
        subprocess.run([*words, "bundle", "create", "-q", bundle, "HEAD"], check=True)
        self.machine.write(BUNDLE, bundle.read_bytes())
        [typed] = handbook.steps()["Packages and program"]
        assert COPY in typed
        self.machine.prepare(f"apt-get update\napt-get install -y {' '.join(PACKAGES)}")
        self.machine.prepare(typed.replace(COPY, BUNDLE))
        approve(self.machine.root / "opt/one-story")

    def set_up(self) -> None:
        """Steps 2 to 7; then everything runs."""
        machine = self.machine
        self._set_up_relay()
        self.type("Accounts")
        self._write_settings()
        self.type("Settings and keys")
        self.type("Units and pages")
        self.prove_keys()
        self._bring_certificate()
        for step in ("Start", "nginx"):
            self.type(step)
        assert eventually(self.is_ready), machine.journal("intake-web")

    def type(self, step: str, block: int = 0) -> str:
        """What the handbook says there, typed; what was answered."""
        return self.machine.script(handbook.steps()[step][block])

    def is_ready(self) -> bool:
        """Whether the site answers, and the last step of the handbook too."""
        known = f"--cacert {self._trusted} https://{HOST}/readyz"
        return self.machine.try_run("sh", "-c", f"curl -sSf {known}")[
            0
        ] == 0 and '"status":"up"' in self.type("See that it works")

    def prove_keys(self) -> None:
        """Step 5: test mails are sent, opened by those who hold the keys, and read back."""
        self.type("Prove the keys, and check")
        pairs = {AGENCY: self.keys.agency, RECOVERY: self.keys.recovery}
        assert eventually(lambda: len(self.mails()) == len(pairs)), self.machine.journal("postfix*")
        for address, pair in pairs.items():
            [mail] = [mail for mail in self.mails() if opened(_arrived(mail), pair)]
            spoken = words_in(_arrived(mail), pair, self.keys.signing.certificate)
            self.machine.run("intake", "key", "prove", address, "--words", spoken, *SEEN)
        assert "Ready" in self.type("Prove the keys, and check", 1)

    def mails(self) -> list[bytes]:
        """Everything in the agency's mailbox."""
        return [mail.read_bytes() for mail in (self.machine.root / MAILBOX).glob("*")]

    def requests(self) -> list[str]:
        """Every request in it, opened with the agency's key and its signature verified."""
        return [text for mail in self.mails() if (text := self._request(mail))]

    def send(self) -> str:
        """A family sends a request; where its confirmation is."""
        module = ["-m", "tests.support.nginx.family", str(self.authority.ca_file)]
        return self.machine.on_its_network("env", "-C", str(PROJECT), sys.executable, *module)

    def _request(self, mail: bytes) -> str:
        inner = opened(_arrived(mail), self.keys.agency)
        if inner is None or not re.search(rb"^Subject: .*HAL-\d{4}-\d{4}", mail, re.MULTILINE):
            return ""
        trusted = ["-CAfile", self.keys.signing.certificate, "-purpose", "smimesign"]
        verify = ["openssl", "cms", "-verify", "-binary", *trusted]
        return subprocess.run(verify, input=inner, capture_output=True, check=True).stdout.decode()

    @property
    def _trusted(self) -> str:
        return "/usr/local/share/ca-certificates/agency.crt"

    def _set_up_relay(self) -> None:
        machine = self.machine
        machine.write(self._trusted, self.authority.ca_file.read_bytes())
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
            "web.key": self.keys.signing.key,
        }
        for name, file in keys.items():
            self.machine.write(f"/etc/one-story/{name}", file.read_bytes())
        own = {
            "INTAKE_SECRET_KEY": secrets.token_hex(32),
            "INTAKE_MAIL_SERVER": RELAY,
            "INTAKE_MAIL_SENDER": throw_away.SENDER,
            "INTAKE_RECIPIENTS": f"{AGENCY}=/etc/one-story/intake.crt",
            "INTAKE_MAIL_USERNAME": ACCOUNT,
            "INTAKE_MAIL_PASSWORD": PASSWORD,
            "INTAKE_MAIL_CA_FILE": self._trusted,
        }
        chosen = handbook.example_settings() | own
        portal = {name: chosen[name] for name in ("REGION", "INTAKE_PUBLIC_URL")}
        for name, rows in {"settings": chosen, "portal": portal}.items():
            lines = [f"{setting}={value}\n" for setting, value in rows.items()]
            self.machine.write(f"/etc/one-story/{name}", "".join(lines))

    def _bring_certificate(self) -> None:
        certificate = self.authority.server_certificate(HOST).read_bytes()
        for name in ("fullchain.pem", "privkey.pem"):
            self.machine.write(f"/etc/letsencrypt/live/{HOST}/{name}", certificate, 0o600)


def _arrived(mail: bytes) -> Arrived:
    return Arrived("", (), mail)
