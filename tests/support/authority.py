"""Certificates for the mail servers of the tests, good ones and bad ones, made anew each run."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from intake_app.sealing import KeyPair
from intake_app.sealing.keys import Extensions
from intake_app.sealing.keys import PrivateKey
from intake_app.sealing.keys import key_usage
from intake_app.sealing.keys import named
from intake_app.sealing.keys import new_key
from intake_app.sealing.keys import unsigned

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs server certificates; its own certificate is what a mail client trusts."""

    folder: Path
    name: str
    key: PrivateKey

    @classmethod
    def make(cls, folder: Path, name: str = "Test authority") -> Authority:
        """A new one, its certificate written into `folder`."""
        authority = cls(folder, name, new_key(rsa_key=False))
        vouches = (
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (key_usage(key_cert_sign=True), True),
        )
        certificate = authority.issue(name, authority.key, vouches, days=365)
        authority.ca_file.write_bytes(certificate.public_bytes(Encoding.PEM))
        return authority

    def issue(
        self, subject: str, key: PrivateKey, extensions: Extensions, *, days: int
    ) -> x509.Certificate:
        """Both keys are named by their identifiers: Python 3.13 trusts no chain without them."""
        end = datetime.now(UTC) + days * DAY
        valid = end - 400 * DAY, end
        issued = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        named_both = (*extensions, (issued, False))
        builder = unsigned(named(subject), key.public_key(), valid, named_both)
        return builder.issuer_name(named(self.name)).sign(self.key, SHA256())

    @property
    def ca_file(self) -> Path:
        """What INTAKE_MAIL_CA_FILE points to."""
        return self.folder / f"{self.name.replace(' ', '-')}.pem"

    def server_context(self, host: str = "127.0.0.1", *, days: int = 30) -> ssl.SSLContext:
        """TLS for a server of that name; negative days: expired that long ago."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.server_certificate(host, days=days))
        return context

    def server_certificate(self, host: str = "127.0.0.1", *, days: int = 30) -> Path:
        """Key and certificate of such a server, in one file."""
        key = new_key(rsa_key=False)
        serves = ((x509.SubjectAlternativeName([_general_name(host)]), False),)
        pair = KeyPair(key, self.issue(host, key, serves, days=days))
        path = self.folder / f"server-{pair.certificate.serial_number:x}.pem"
        path.write_bytes(pair.key_pem() + pair.certificate_pem())
        return path


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
