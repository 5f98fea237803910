"""The demo's throw-away keys: two desks, recovery, signature, and the mail server's own TLS."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from intake_app.sealing import Authority
from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyPair
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.sealing import write_private
from intake_app.sealing import write_public
from intake_app.sealing.keys import key_usage
from intake_app.sealing.keys import lasting
from intake_app.sealing.keys import named
from intake_app.sealing.keys import new_key
from intake_app.sealing.keys import unsigned

YEARS = 5
LOOPBACK = ip_address("127.0.0.1")


@dataclass(frozen=True)
class DemoKeys:
    """Key files of the demo, by what they are for."""

    folder: Path

    @property
    def staff(self) -> KeyFiles:
        """Opens requests, as the lead agency's staff would."""
        return self._pair("staff")

    @property
    def training(self) -> KeyFiles:
        """Opens sign-ups for trainings."""
        return self._pair("training")

    @property
    def recovery(self) -> KeyFiles:
        """The privacy officer's spare key."""
        return self._pair("recovery")

    @property
    def signing(self) -> KeyFiles:
        """Signs requests."""
        return self._pair("signing")

    @property
    def authority(self) -> Path:
        """Certificate of the authority behind the signature, which staff would import."""
        return self.folder / "signing-authority.crt"

    @property
    def secret(self) -> Path:
        """INTAKE_SECRET_KEY: the same on every start, so that open forms survive one."""
        return self.folder / "secret.hex"

    @property
    def mail_authority(self) -> Path:
        """Certificate of the authority that vouches for the mail server."""
        return self.folder / "mail-authority.crt"

    @property
    def mail_server(self) -> Path:
        """Key and certificate of the mail server, in one file."""
        return self.folder / "mail-server.pem"

    def _pair(self, name: str) -> KeyFiles:
        return KeyFiles(self.folder / f"{name}.key", self.folder / f"{name}.crt")

    def make(self, *, sender: str, staff: str, training: str, recovery: str) -> None:
        """Make them all, once: aside and moved into place, so that half a set is never used."""
        if self.folder.is_dir():
            if not self.training.certificate.is_file():  # made by an earlier release
                write_key_pair(make_key_pair(training, years=YEARS), self.folder, "training")
            return
        aside = DemoKeys(self.folder.with_name("keys.unfinished"))
        shutil.rmtree(aside.folder, ignore_errors=True)
        aside.folder.mkdir(mode=0o700)
        for address, name in ((staff, "staff"), (training, "training"), (recovery, "recovery")):
            write_key_pair(make_key_pair(address, years=YEARS), aside.folder, name)
        _make_signer(aside, sender)
        write_private(aside.secret, secrets.token_hex(32).encode())
        _make_mail_server(aside)
        aside.folder.rename(self.folder)


def _make_signer(keys: DemoKeys, sender: str) -> None:
    """The chain of a real service; the authority's key is not kept."""
    authority = Authority.make(sender)
    write_public(keys.authority, authority.pair.certificate_pem())
    write_key_pair(authority.issue(sender), keys.folder, "signing")


def _make_mail_server(keys: DemoKeys) -> None:
    """An authority of the demo's own, whose key is not kept, and one certificate from it."""
    name, valid = named("One Story demo authority"), lasting(YEARS, None)
    authority_key, server_key = new_key(rsa_key=False), new_key(rsa_key=False)
    vouches = (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (key_usage(key_cert_sign=True), True),
    )
    serves = (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), False),
    )
    authority, server = (
        unsigned(subject, key.public_key(), valid, extensions)
        .issuer_name(name)
        .sign(authority_key, SHA256())
        for subject, key, extensions in (
            (name, authority_key, vouches),
            (named("One Story demo mail"), server_key, serves),
        )
    )
    mail = KeyPair(server_key, server)
    write_public(keys.mail_authority, authority.public_bytes(Encoding.PEM))
    write_private(keys.mail_server, mail.key_pem() + mail.certificate_pem())
