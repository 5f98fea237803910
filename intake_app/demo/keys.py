"""The demo's throw-away keys: two desks, recovery, signature, and the mail server's own TLS."""

from __future__ import annotations

import ipaddress
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.x509.oid import NameOID

from intake_app.sealing import Authority
from intake_app.sealing import KeyFiles
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.sealing import write_public

YEARS = 5


@dataclass(frozen=True)
class Keys:
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
        aside = Keys(self.folder.with_name("keys.unfinished"))
        shutil.rmtree(aside.folder, ignore_errors=True)
        aside.folder.mkdir(mode=0o700)
        for address, name in ((staff, "staff"), (training, "training"), (recovery, "recovery")):
            write_key_pair(make_key_pair(address, years=YEARS), aside.folder, name)
        _make_signer(aside, sender)
        _write_private(aside.secret, secrets.token_hex(32).encode())
        _make_mail_server(aside)
        aside.folder.rename(self.folder)


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _make_signer(keys: Keys, sender: str) -> None:
    """The chain of a real service; the authority's key is not kept."""
    authority = Authority.make(sender)
    write_public(keys.authority, authority.pair.certificate_pem())
    write_key_pair(authority.issue(sender), keys.folder, "signing")


def _make_mail_server(keys: Keys) -> None:
    """An authority of the demo's own, whose key is not kept, and one certificate from it."""
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = _name("One Story demo authority")
    authority = (
        _certificate(authority_name, authority_name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign_certificates(), critical=True)
        .sign(authority_key, SHA256())
    )
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    server = (
        _certificate(_name("One Story demo mail"), authority_name, server_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
        .add_extension(_issued_by(authority_key.public_key()), critical=False)
        .sign(authority_key, SHA256())
    )
    private = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys.mail_authority.write_bytes(authority.public_bytes(Encoding.PEM))
    _write_private(keys.mail_server, private + server.public_bytes(Encoding.PEM))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _issued_by(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _may_sign_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
