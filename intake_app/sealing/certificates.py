"""Reads and checks every certificate and key the service seals and signs with.

`cryptography` builds sealed mail for any certificate it is given, so all checking is done here.
A fault stops the start; a warning does not: an expired certificate still seals, because refusing
would lose families.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.oid import NameOID

from intake_app.errors import Fault
from intake_app.sealing.findings import Findings
from intake_app.sealing.keys import KEY_BITS
from intake_app.sealing.keys import PrivateKey
from intake_app.sealing.stray_keys import OTHERS
from intake_app.sealing.stray_keys import holds_private_key
from intake_app.sealing.stray_keys import key_beside_the_signer
from intake_app.sealing.stray_keys import key_of_a_reader
from intake_app.settings import Settings

Extension = TypeVar("Extension", bound=x509.ExtensionType)

CA_KEY_BITS = 2048
WARN_BEFORE_END = timedelta(days=60)
NEW_KEY = "Make a new pair with `intake key new`, on a machine of the agency's."
NEW_SIGNING_KEY = "Make a new one with `intake key new --signing`, on a machine of the agency's."
NEW_AUTHORITY = (
    "Make an authority and a signing key with `intake key new --signing`, and have staff import it."
)
NOT_SEALED_FOR = (
    "The key is revoked. Requests still go there, sealed for the other addresses and the recovery"
    " key alone."
)
UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    InvalidSignature,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises for a certificate that makes no sense, at whichever part is read."""
MAIL_USES = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


@dataclass(frozen=True)
class SealingKeys:
    """Everything that sealing needs, read once. Never printed."""

    readers: tuple[x509.Certificate, ...] = field(repr=False)
    """Certificates of every address and of the recovery key, each once."""
    signer: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)
    """Authorities behind the signer, each the one before's, as far as its file holds them."""
    signing_key: PrivateKey = field(repr=False)

    @property
    def between(self) -> tuple[x509.Certificate, ...]:
        """What travels with the signature: the root is trusted from elsewhere, or not at all."""
        return tuple(one for one in self.chain if one.issuer != one.subject)


class Inspection:
    """Collects what is wrong with one certificate or key after another."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def certificates(
        self, place: str, path: Path, told: list[Fault] | None = None
    ) -> tuple[x509.Certificate, ...]:
        """All certificates of a PEM file, or the one of a DER file; empty after a fault.

        `told` hears of a private key in it; without it, the caller sees to that.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            problem = f"{path} cannot be read ({error.strerror})."
            self.faults.append(Fault(place, problem, "Put the certificate there."))
            return ()
        has_key = told is not None and holds_private_key(content)
        if told is not None and has_key:
            told.append(key_of_a_reader(place, path))
        try:
            if b"-----BEGIN" in content:
                found = x509.load_pem_x509_certificates(content)
            else:
                found = [x509.load_der_x509_certificate(content)]
            for certificate in found:
                _read_whole(certificate)
            return tuple(found)
        except UNREADABLE:
            problem = f"{path} is not a certificate, or is damaged."
            cure = "Put an X.509 certificate there, as PEM or DER."
            if not has_key or told is not self.faults:
                self.faults.append(Fault(place, problem, cure))
            return ()

    def signing_key(self, place: str, path: Path, passphrase: str) -> PrivateKey | None:
        """The private key the service signs with."""
        try:
            content = path.read_bytes()
            others_may_read = bool(path.stat().st_mode & OTHERS)
        except OSError as error:
            problem = f"{path} cannot be read ({error.strerror})."
            self.faults.append(Fault(place, problem, NEW_SIGNING_KEY))
            return None
        if others_may_read:
            cure = f"Run `chmod o-rwx {path}`."
            self.faults.append(Fault(place, f"{path} can be read by every user.", cure))
        return self._unlocked(place, path, content, passphrase)

    def _unlocked(
        self, place: str, path: Path, content: bytes, passphrase: str
    ) -> PrivateKey | None:
        try:
            key = load_pem_private_key(content, passphrase.encode() or None)
        except TypeError:
            # The library asks for a passphrase that is lacking, and minds one too many.
            is_set, why = ("is set", "is not") if passphrase else ("is not set", "is")
            cure = "`intake key new --signing` locks the key and prints what belongs there."
            problem = f"{is_set}, but {path} {why} locked."
            self.faults.append(Fault("INTAKE_SIGNING_PASSPHRASE", problem, cure))
            return None
        except (ValueError, UnsupportedAlgorithm):
            opens = ", or opens with another passphrase" if passphrase else ""
            problem = f"{path} is not a private key in PEM form{opens}."
            self.faults.append(Fault(place, problem, NEW_SIGNING_KEY))
            return None
        if isinstance(key, rsa.RSAPrivateKey):
            return key
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
            return key
        problem = f"{path} is neither an RSA key nor one of the curve P-256."
        self.faults.append(Fault(place, problem, NEW_SIGNING_KEY))
        return None

    def usable(self, place: str, certificate: x509.Certificate, *, curves: bool = False) -> None:
        """Dates, key and mail usage: what every certificate must pass.

        With `curves` its key may be of P-256: programs verify that, and none opens it.
        """
        self.dates(place, certificate)
        if not (curves and _is_p256(certificate)):
            self._strength(place, certificate)
        extended = _extension(certificate, x509.ExtendedKeyUsage)
        if extended is not None and MAIL_USES.isdisjoint(extended):
            problem = "The certificate is not for e-mail (extended key usage)."
            self.faults.append(Fault(place, problem, NEW_KEY))

    def dates(self, place: str, certificate: x509.Certificate) -> None:
        """Today must lie between beginning and end; an end that comes near is told."""
        end = certificate.not_valid_after_utc
        if certificate.not_valid_before_utc > self.now:
            problem = (
                f"The certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}."
            )
            cure = "Check the clock of this machine, or use a certificate that is valid today."
            self.faults.append(Fault(place, problem, cure))
        elif end <= self.now:
            problem = f"The certificate ended on {end:%Y-%m-%d}. Requests are still sealed with it."
            self.warnings.append(Fault(place, problem, NEW_KEY))
        elif end - self.now <= WARN_BEFORE_END:
            days = (end - self.now).days
            within = f"in {days} day{'' if days == 1 else 's'}" if days else "within a day"
            problem = f"The certificate ends on {end:%Y-%m-%d}, {within}."
            self.warnings.append(Fault(place, problem, NEW_KEY))

    def _strength(self, place: str, certificate: x509.Certificate) -> None:
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            self.faults.append(Fault(place, "The certificate's key is not RSA.", NEW_KEY))
            return
        from_ca = certificate.issuer != certificate.subject
        if key.key_size >= KEY_BITS:
            return
        problem = f"The certificate's key has {key.key_size} bits; {KEY_BITS} are wanted."
        if from_ca and key.key_size >= CA_KEY_BITS:
            cure = f"Ask the certification authority for {KEY_BITS} bits next time."
            self.warnings.append(Fault(place, problem, cure))
        else:
            self.faults.append(Fault(place, problem, NEW_KEY))

    def purpose(
        self, place: str, certificate: x509.Certificate, allows: Callable[[x509.KeyUsage], bool]
    ) -> None:
        """The key usage must allow what the service does with the certificate."""
        usage = _extension(certificate, x509.KeyUsage)
        if usage is not None and not allows(usage):
            problem = "The certificate's key usage does not allow this."
            self.faults.append(Fault(place, problem, NEW_KEY))

    def issued(self, place: str, lower: x509.Certificate, upper: x509.Certificate) -> None:
        """`upper` must be the authority that signed `lower`, and last as long."""
        try:
            lower.verify_directly_issued_by(upper)
        except UNREADABLE:
            problem = "The certificate was not signed by the one behind it in the same file."
            cure = "Put certificate and authority of one making there, the authority last."
            self.faults.append(Fault(place, problem, cure))
        limits = _extension(upper, x509.BasicConstraints)
        usage = _extension(upper, x509.KeyUsage)
        if not (limits and limits.ca and usage and usage.key_cert_sign):
            problem = "The certificate behind it in the same file is not that of an authority."
            self.faults.append(Fault(place, problem, NEW_AUTHORITY))
        if upper.not_valid_after_utc < lower.not_valid_after_utc:
            problem = "The certificate is said to last longer than its authority."
            self.warnings.append(Fault(place, problem, NEW_AUTHORITY))

    def address(self, place: str, certificate: x509.Certificate, address: str) -> None:
        """The certificate must name the address, or mail programs cannot match the two."""
        named = addresses_of(certificate)
        if address.casefold() not in {name.casefold() for name in named}:
            problem = f"The certificate is for {', '.join(named) or 'no address'}, not {address}."
            cure = "Use the certificate of this address, or correct the address."
            self.faults.append(Fault(place, problem, cure))


def _read_whole(certificate: x509.Certificate) -> None:
    """The library reads each part when it is asked for; what is broken must show here."""
    certificate.public_key()
    addresses_of(certificate)
    if certificate.issuer == certificate.subject:
        # Whoever signed it is at hand: one changed bit in the key would seal for nobody.
        certificate.verify_directly_issued_by(certificate)


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def addresses_of(certificate: x509.Certificate) -> list[str]:
    """Addresses in the alternative names; older CAs put them into the subject alone."""
    names = _extension(certificate, x509.SubjectAlternativeName)
    in_names = names.get_values_for_type(x509.RFC822Name) if names is not None else []
    in_subject = certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    return in_names or [str(attribute.value) for attribute in in_subject]


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs of hexadecimal digits, as OpenSSL and mail programs show it."""
    return certificate.fingerprint(SHA256()).hex(":").upper()


def _is_p256(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def _may_open(usage: x509.KeyUsage) -> bool:
    return usage.key_encipherment


def may_sign(usage: x509.KeyUsage) -> bool:
    """Whether a certificate is for signing what people read."""
    return usage.digital_signature or usage.content_commitment


def inspect(settings: Settings, now: datetime) -> tuple[SealingKeys | None, Findings]:
    """The keys, when usable, and what is wrong with them."""
    inspection = Inspection(now)
    readers = _readers(settings, inspection)
    signers = _signers(settings, inspection)
    key = inspection.signing_key(
        "INTAKE_SIGNING_KEY", settings.signing_key, settings.signing_passphrase
    )
    if signers and key:
        _check_signing_key(inspection, signers[0], key)
    if key:
        _keep_keys_apart(inspection, readers, key)
    findings = Findings(tuple(inspection.faults), tuple(inspection.warnings))
    if findings.faults or key is None:
        return None, findings
    unique = tuple(dict.fromkeys(certificate for _, certificate in readers))
    return SealingKeys(unique, signers[0], signers[1:], key), findings


def check_certificates(settings: Settings, now: datetime) -> Findings:
    """For `intake check` and for the start: everything wrong, each with its cure."""
    return inspect(settings, now)[1]


def _readers(settings: Settings, inspection: Inspection) -> list[tuple[str, x509.Certificate]]:
    if not settings.recipients:
        cure = "Name at least one address of the lead agency and its certificate."
        inspection.faults.append(Fault("INTAKE_RECIPIENTS", "No address is given.", cure))
    readers, revoked = [], []
    for recipient in settings.recipients:
        place = recipient.place
        # Its key is known to be exposed; to refuse the start would lose families for nothing.
        told = inspection.warnings if recipient.revoked else inspection.faults
        for certificate in inspection.certificates(place, recipient.certificate, told)[:1]:
            if recipient.revoked:
                inspection.warnings.append(Fault(place, NOT_SEALED_FOR, NEW_KEY))
                revoked.append(certificate)
                continue
            inspection.usable(place, certificate)
            inspection.purpose(place, certificate, _may_open)
            inspection.address(place, certificate, recipient.address)
            readers.append((place, certificate))
    readers += _recovery(settings, inspection, readers)
    _keep_revoked_keys_out(inspection, readers, revoked)
    return readers


def _recovery(
    settings: Settings, inspection: Inspection, others: list[tuple[str, x509.Certificate]]
) -> list[tuple[str, x509.Certificate]]:
    place = "INTAKE_RECOVERY_CERTIFICATE"
    path = settings.recovery_certificate
    found = inspection.certificates(place, path, inspection.faults)[:1]
    for certificate in found:
        inspection.usable(place, certificate)
        inspection.purpose(place, certificate, _may_open)
        if certificate.public_key() in [other.public_key() for _, other in others]:
            cure = "The recovery key must be a key of its own, kept offline."
            inspection.faults.append(Fault(place, "An address has the same key.", cure))
    return [(place, certificate) for certificate in found]


def _keep_revoked_keys_out(
    inspection: Inspection,
    readers: list[tuple[str, x509.Certificate]],
    revoked: list[x509.Certificate],
) -> None:
    """A new certificate for the old key would open everything again to whoever has the key."""
    keys = [certificate.public_key() for certificate in revoked]
    for place, certificate in readers:
        if certificate.public_key() in keys:
            inspection.faults.append(Fault(place, "The certificate's key is revoked.", NEW_KEY))


def _signers(settings: Settings, inspection: Inspection) -> tuple[x509.Certificate, ...]:
    place = "INTAKE_SIGNING_CERTIFICATE"
    certificates = inspection.certificates(place, settings.signing_certificate)
    stray = key_beside_the_signer(place, settings.signing_certificate, settings.signing_key)
    inspection.faults += stray.faults
    inspection.warnings += stray.warnings
    for certificate in certificates[:1]:
        inspection.usable(place, certificate, curves=True)
        inspection.purpose(place, certificate, may_sign)
        inspection.address(place, certificate, settings.mail.sender)
        if certificate.issuer == certificate.subject:
            problem = "No authority stands behind the certificate; Thunderbird calls it invalid."
            inspection.warnings.append(Fault(place, problem, NEW_AUTHORITY))
    for lower, upper in pairwise(certificates):
        inspection.dates(f"{place} (its authority)", upper)
        inspection.issued(place, lower, upper)
    return certificates


def _check_signing_key(
    inspection: Inspection, certificate: x509.Certificate, key: PrivateKey
) -> None:
    if certificate.public_key() != key.public_key():
        problem = "The key does not belong to INTAKE_SIGNING_CERTIFICATE."
        inspection.faults.append(Fault("INTAKE_SIGNING_KEY", problem, "Use the two of one pair."))


def _keep_keys_apart(
    inspection: Inspection, readers: list[tuple[str, x509.Certificate]], key: PrivateKey
) -> None:
    """The server holds the signing key: what is sealed for it, the server could open."""
    for place, certificate in readers:
        if certificate.public_key() == key.public_key():
            problem = "The service's signing key could open what is sealed for it."
            inspection.faults.append(Fault(place, problem, NEW_KEY))
