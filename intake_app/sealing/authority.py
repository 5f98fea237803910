"""The authority behind the service's signature: it vouches for one address and signs no mail.

Thunderbird calls every signature invalid whose certificate vouches for itself. Staff trust the
authority once; its key stays offline; a new signing key needs nothing new from them. Which forms
real programs accept was tried: see docs/adr/0002.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from intake_app.errors import CertificateFault
from intake_app.sealing.keys import KeyPair
from intake_app.sealing.keys import key_usage
from intake_app.sealing.keys import lasting
from intake_app.sealing.keys import leaf_extensions
from intake_app.sealing.keys import mailbox
from intake_app.sealing.keys import named
from intake_app.sealing.keys import new_key
from intake_app.sealing.keys import unsigned

AUTHORITY_YEARS = 20
SIGNING_YEARS = 10
"""Longer than mails are kept: when it ends, mail programs begin to doubt what it signed."""


@dataclass(frozen=True)
class Authority:
    """Its key and certificate, for as long as it takes to sign one certificate."""

    pair: KeyPair

    @classmethod
    def make(cls, address: str, *, rsa_key: bool = False, now: datetime | None = None) -> Self:
        """A new one, for signatures of mail from `address` and of nobody else's."""
        key = new_key(rsa_key=rsa_key)
        valid = lasting(AUTHORITY_YEARS, now)
        # Who steals it can pose as this sender alone. Not critical: gpgsm refuses what it must heed
        # and does not know.
        only = x509.NameConstraints([mailbox(address)], None)
        extensions = (
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (key_usage(key_cert_sign=True), True),
            (only, False),
        )
        name = named(f"Authority {valid[1].year - AUTHORITY_YEARS} of {address}")
        builder = unsigned(name, key.public_key(), valid, extensions)
        return cls(KeyPair(key, builder.issuer_name(name).sign(key, SHA256())))

    @classmethod
    def load(cls, p12: bytes, password: bytes) -> Self:
        """From the file that is kept offline. Raises CertificateFault."""
        try:
            bundle = load_pkcs12(p12, password)
        except (ValueError, UnsupportedAlgorithm):
            problem = "The authority's file does not open: another passphrase, or no .p12 file."
            raise CertificateFault(problem) from None
        key = bundle.key
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not bundle.cert:
            raise CertificateFault("The authority's file lacks a key that fits, or a certificate.")
        authority = cls(KeyPair(key, bundle.cert.certificate))
        if not authority.addresses:
            raise CertificateFault(
                "The file holds a key of another kind, not that of an authority."
            )
        return authority

    @property
    def addresses(self) -> tuple[str, ...]:
        """Whose mail it vouches for; empty when it is no authority of ours."""
        return vouched_for(self.pair.certificate)

    def issue(
        self,
        address: str,
        *,
        rsa_key: bool = False,
        years: int = SIGNING_YEARS,
        now: datetime | None = None,
    ) -> KeyPair:
        """A new signing key for `address`. Raises CertificateFault when it is another's."""
        if address.casefold() not in {one.casefold() for one in self.addresses}:
            whose = ", ".join(self.addresses)
            raise CertificateFault(f"This authority vouches for {whose} alone, not for {address}.")
        key, authority = new_key(rsa_key=rsa_key), self.pair
        begin, end = lasting(years, now)
        valid = begin, min(end, authority.certificate.not_valid_after_utc)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
        extensions = (*leaf_extensions(address, key_encipherment=False), (issuer, False))
        builder = unsigned(named(address), key.public_key(), valid, extensions)
        builder = builder.issuer_name(authority.certificate.subject)
        return KeyPair(key, builder.sign(authority.key, SHA256()), authority.certificate)


def vouched_for(certificate: x509.Certificate) -> tuple[str, ...]:
    """The addresses that an authority's certificate is limited to."""
    try:
        limits = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return ()
    permitted = limits.permitted_subtrees or ()
    return tuple(name.value for name in permitted if isinstance(name, x509.RFC822Name))
