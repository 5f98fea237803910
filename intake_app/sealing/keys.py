"""Makes the keys and certificates of a sealed mailbox: X.509 v3, fit for S/MIME.

Meant for a machine of the agency's; of what is made here, only certificates (and the service's own
signing key) ever reach the server.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
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
"""Of the lock, in the file for old programs (`legacy`) too; the request box makes no such file, and
takes more. Whoever guesses goes by the file's own check (MAC), which has 2,048 rounds in both:
what guards the key is a passphrase that nobody guesses.
"""
# The maker's clock may run ahead of the server's and the staff's.
CLOCK_ALLOWANCE = timedelta(days=1)
LONGEST_NAME = 64
"""Of a common name (X.520, upper bound); the whole address stands in the alternative names."""

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
Extensions = Iterable[tuple[x509.ExtensionType, bool]]
"""Each with whether a reader that does not know it must refuse the certificate."""


@dataclass(frozen=True)
class KeyPair:
    """A private key and the certificate of its public half."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    issuer: x509.Certificate | None = None
    """The authority behind it; None when nobody else vouches for it."""

    def key_pem(self, password: bytes | None = None) -> bytes:
        """PKCS #8, in clear only when no password is given.

        The library stretches the password little: give one that nobody could guess.
        """
        wrapping = BestAvailableEncryption(password) if password else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, wrapping)

    def certificate_pem(self) -> bytes:
        """The certificate, its authority's behind it: both may be given to anybody."""
        behind = self.issuer.public_bytes(Encoding.PEM) if self.issuer else b""
        return self.certificate.public_bytes(Encoding.PEM) + behind

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


def make_key_pair(address: str, *, years: int, now: datetime | None = None) -> KeyPair:
    """A new RSA-3072 key that opens what is sealed for `address`, and its own certificate."""
    key = new_key(rsa_key=True)
    public_key = key.public_key()
    extensions = (
        *leaf_extensions(address, key_encipherment=True),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key), False),
    )
    builder = unsigned(named(address), public_key, lasting(years, now), extensions)
    return KeyPair(key, builder.issuer_name(named(address)).sign(key, SHA256()))


def new_key(*, rsa_key: bool) -> PrivateKey:
    """RSA-3072, or P-256, which signs in a fraction of the time."""
    if rsa_key:
        return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return ec.generate_private_key(ec.SECP256R1())


def named(common: str) -> x509.Name:
    """A name of one part."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:LONGEST_NAME])])


def lasting(years: int, now: datetime | None) -> tuple[datetime, datetime]:
    """From yesterday to so many years from now."""
    start = (now or datetime.now(UTC)).replace(microsecond=0)
    return start - CLOCK_ALLOWANCE, start + timedelta(days=round(365.25 * years))


def unsigned(
    subject: x509.Name,
    public_key: PublicKey,
    valid: tuple[datetime, datetime],
    extensions: Extensions,
) -> x509.CertificateBuilder:
    """A certificate that lacks its issuer and their signature."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(public_key)
    for extension, critical in (*extensions, (identifier, False)):
        builder = builder.add_extension(extension, critical=critical)
    return builder


def leaf_extensions(address: str, *, key_encipherment: bool) -> Extensions:
    """What the certificate of a mailbox says: its address, and that it is for mail alone."""
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage(digital_signature=True, key_encipherment=key_encipherment), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
        (x509.SubjectAlternativeName([mailbox(address)]), False),
    )


def key_usage(
    *, digital_signature: bool = False, key_encipherment: bool = False, key_cert_sign: bool = False
) -> x509.KeyUsage:
    """What is named, and nothing else."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_encipherment=key_encipherment,
        key_cert_sign=key_cert_sign,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def mailbox(address: str) -> x509.RFC822Name:
    """The address as certificates hold it. Raises CertificateFault."""
    try:
        return x509.RFC822Name(address)
    except ValueError as error:
        raise CertificateFault(f"`{address}` is not an address a certificate can name.") from error


@dataclass(frozen=True)
class KeyFiles:
    """Where a pair lies."""

    key: Path
    certificate: Path


def write_key_pair(
    pair: KeyPair, folder: Path, name: str, password: bytes | None = None
) -> KeyFiles:
    """`name.key` and `name.crt`. Only throw-away keys are written without a password."""
    files = KeyFiles(folder / f"{name}.key", folder / f"{name}.crt")
    folder.mkdir(parents=True, exist_ok=True)
    write_private(files.key, pair.key_pem(password))
    write_public(files.certificate, pair.certificate_pem())
    return files


def write_private(path: Path, content: bytes) -> None:
    """A file for its owner's eyes alone. Never writes over one."""
    _write(path, content, 0o600)


def write_public(path: Path, content: bytes) -> None:
    """A file that everybody may read. Never writes over one."""
    _write(path, content, 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        path.unlink()  # half a key opens nothing, and would be in the way of the next try
        error.filename = str(path)
        raise
