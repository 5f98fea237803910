"""Makes the keys and certificates of a sealed mailbox: RSA-3072, X.509 v3, fit for S/MIME.

Meant for a machine of the agency's; of what is made here, only certificates (and the service's own
signing key) ever reach the server.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from enum import Enum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import KeySerializationEncryption
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.oid import NameOID

from intake_app.errors import CertificateFault

KEY_BITS = 3072
PKCS12_ROUNDS = 100_000
# The maker's clock may run ahead of the server's and the staff's.
CLOCK_ALLOWANCE = timedelta(days=1)


class KeyUse(Enum):
    """What a key is for; its certificate then says so and nothing more."""

    OPEN = "open"
    """Staff and privacy officer: opens what is sealed, and signs their own mail."""
    SIGN = "sign"
    """The service: signs requests. Nothing can be sealed for it."""


@dataclass(frozen=True)
class KeyPair:
    """A private key and the certificate of its public half."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate

    def key_pem(self, password: bytes | None = None) -> bytes:
        """PKCS #8, in clear only when no password is given."""
        wrapping = BestAvailableEncryption(password) if password else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, wrapping)

    def certificate_pem(self) -> bytes:
        """The certificate, which may be given to anybody."""
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(self, password: bytes, *, name: str, legacy: bool = False) -> bytes:
        """Key and certificate for import into a mail program.

        The legacy wrapping is for programs that cannot read AES, such as gpgsm 2.2.
        """
        return serialize_key_and_certificates(
            name.encode(), self.key, self.certificate, None, _p12_wrapping(password, legacy)
        )


def _p12_wrapping(password: bytes, legacy: bool) -> KeySerializationEncryption:
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(PKCS12_ROUNDS)
    if legacy:
        old = builder.key_cert_algorithm(PBES.PBESv1SHA1And3KeyTripleDESCBC)
        return old.hmac_hash(SHA1()).build(password)  # noqa: S303  (what the old readers know)
    new = builder.key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
    return new.hmac_hash(SHA256()).build(password)


def make_key_pair(
    address: str, *, years: int, use: KeyUse = KeyUse.OPEN, now: datetime | None = None
) -> KeyPair:
    """A new RSA-3072 key and its self-signed certificate for `address`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    start = (now or datetime.now(UTC)).replace(microsecond=0)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - CLOCK_ALLOWANCE)
        .not_valid_after(start + timedelta(days=round(365.25 * years)))
    )
    for extension, critical in _extensions(address, key.public_key(), use):
        builder = builder.add_extension(extension, critical=critical)
    return KeyPair(key, builder.sign(key, SHA256()))


def _extensions(
    address: str, public_key: rsa.RSAPublicKey, use: KeyUse
) -> list[tuple[x509.ExtensionType, bool]]:
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(use), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
        (x509.SubjectAlternativeName([_mailbox(address)]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key), False),
    ]


def _key_usage(use: KeyUse) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=use is KeyUse.OPEN,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _mailbox(address: str) -> x509.RFC822Name:
    try:
        return x509.RFC822Name(address)
    except ValueError as error:
        raise CertificateFault(f"`{address}` is not an address a certificate can name.") from error


@dataclass(frozen=True)
class KeyFiles:
    """Where a pair lies."""

    key: Path
    certificate: Path


def write_key_pair(pair: KeyPair, folder: Path, name: str) -> KeyFiles:
    """`name.key`, readable by its owner alone, and `name.crt`. Never writes over a file."""
    files = KeyFiles(folder / f"{name}.key", folder / f"{name}.crt")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in ((files.key, pair.key_pem()), (files.certificate, pair.certificate_pem())):
        mode = 0o600 if path is files.key else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    return files
