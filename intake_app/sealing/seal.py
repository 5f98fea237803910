"""Signs and encrypts a finished message, so that only the lead agency can read it.

S/MIME: signed inside (opaque, SHA-256), encrypted outside (AES-256-CBC, RSA key transport).
Unsigned CBC alone is not enough: every one of 150 flipped bits opened unnoticed in a trial.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import UTC
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7SignatureBuilder

from intake_app.errors import CertificateFault
from intake_app.errors import SealingError
from intake_app.mime import base64_lines
from intake_app.sealing.certificates import SealingKeys
from intake_app.sealing.certificates import fingerprint_of
from intake_app.sealing.certificates import inspect
from intake_app.settings import Settings

SIZE_STEP = 8192
OCTET_STRING = 4
P256_LONGEST = 72
"""Bytes of the longest signature on the one curve that `certificates` lets pass, in DER."""
FILLER = b"\r\n" + b" " * 76
HEADERS = (
    b'Content-Type: application/pkcs7-mime; smime-type=%s; name="smime.p7m"\r\n'
    b"Content-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="smime.p7m"\r\n'
    b"\r\n%s"
)


@dataclass(frozen=True)
class Sealer:
    """Holds every key ready; built once at start."""

    _envelope: PKCS7EnvelopeBuilder = field(repr=False)
    _keys: SealingKeys = field(repr=False)

    @classmethod
    def load(cls, settings: Settings, *, now: datetime | None = None) -> Sealer:
        """Reads and checks the keys. Raises CertificateFault with every reason and cure."""
        keys, findings = inspect(settings, now or datetime.now(UTC))
        if keys is None:
            raise CertificateFault("\n".join(str(fault) for fault in findings.faults))
        return cls._with(keys)

    @classmethod
    def _with(cls, keys: SealingKeys) -> Sealer:
        # The builder would take AES-128 by itself.
        envelope = PKCS7EnvelopeBuilder().set_content_encryption_algorithm(AES256)
        for certificate in keys.readers:
            envelope = envelope.add_recipient(certificate)
        return cls(envelope, keys)

    def for_one(self, fingerprint: str) -> Sealer:
        """The same seal, which this reader's key alone opens: so a key is proven, and no other.

        Raises CertificateFault when nothing is sealed for that certificate.
        """
        readers = tuple(one for one in self._keys.readers if fingerprint_of(one) == fingerprint)
        if not readers:
            raise CertificateFault(f"Requests are not sealed for the certificate {fingerprint}.")
        return self._with(replace(self._keys, readers=readers))

    @property
    def first_end(self) -> datetime:
        """When the first of the certificates in use ends, or ended."""
        keys = self._keys
        return min(one.not_valid_after_utc for one in (*keys.readers, keys.signer, *keys.chain))

    def seal(self, inner: bytes) -> bytes:
        """The MIME entity `inner` (CRLF lines), signed and encrypted, as a MIME entity.

        `inner` must be a multipart: its size is hidden by blank lines after the last boundary.
        """
        signed = HEADERS % (b"signed-data", self._sign(padded(inner)))
        sealed = self._envelope.set_data(signed).encrypt(Encoding.DER, [PKCS7Options.Binary])
        return HEADERS % (b"enveloped-data", base64_lines(sealed))

    def _sign(self, data: bytes) -> bytes:
        keys = self._keys
        builder = PKCS7SignatureBuilder().set_data(data)
        builder = builder.add_signer(keys.signer, keys.signing_key, SHA256())
        for certificate in keys.between:
            builder = builder.add_certificate(certificate)
        made = builder.sign(Encoding.DER, [PKCS7Options.Binary])
        while not _has_its_full_length(made, keys.signing_key):
            made = builder.sign(Encoding.DER, [PKCS7Options.Binary])
        return base64_lines(made)


def _has_its_full_length(signed: bytes, key: object) -> bool:
    """Whether the signature, the last thing in there, is as long as any.

    A signature on a curve is two numbers without their leading noughts. One in four is of full
    length; the others would make mails of one size differ by a block.
    """
    if not isinstance(key, EllipticCurvePrivateKey):
        return True
    return signed[-P256_LONGEST - 2 : -P256_LONGEST] == bytes([OCTET_STRING, P256_LONGEST])


def padded(inner: bytes) -> bytes:
    """`inner` grown to the next 8 KB by an epilogue of blanks.

    RFC 2046 has every reader ignore what follows a multipart's last boundary, so the filling is
    inside the signature and yet never seen; from outside, only the number of steps shows.
    """
    head, _, _ = inner.partition(b"\r\n\r\n")
    if b"content-type: multipart/" not in head.lower() or not inner.endswith(b"--\r\n"):
        raise SealingError("Only a complete multipart message can be sealed.")
    missing = -len(inner) % SIZE_STEP
    filler = (FILLER * (missing // len(FILLER) + 1))[:missing]
    return inner + (filler[:-1] + b" " if filler.endswith(b"\r") else filler)
