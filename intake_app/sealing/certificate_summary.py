"""What two people compare over the phone when a certificate changes hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path

from cryptography import x509

from intake_app.errors import CertificateFault
from intake_app.sealing.authority import vouched_for
from intake_app.sealing.certificates import Inspection
from intake_app.sealing.certificates import addresses_of
from intake_app.sealing.certificates import fingerprint_of


@dataclass(frozen=True)
class CertificateSummary:
    """Whose certificate it is, until when, and how to know it again."""

    addresses: tuple[str, ...]
    vouches_for: tuple[str, ...]
    """Addresses whose certificates it may sign, when it is an authority of ours."""
    begins: datetime
    ends: datetime
    fingerprint: str

    @property
    def digest(self) -> bytes:
        """The fingerprint as bytes."""
        return bytes.fromhex(self.fingerprint.replace(":", ""))


def summarize(path: Path) -> CertificateSummary:
    """The first certificate of a file. Raises CertificateFault."""
    return summarize_all(path)[0]


def summarize_all(path: Path) -> tuple[CertificateSummary, ...]:
    """Every certificate of a file, that of an authority behind its own. Raises CertificateFault."""
    inspection = Inspection(datetime.now(UTC))
    found = inspection.certificates("The certificate", path)
    if not found:
        raise CertificateFault("\n".join(str(fault) for fault in inspection.faults))
    return tuple(_summary(certificate) for certificate in found)


def _summary(certificate: x509.Certificate) -> CertificateSummary:
    return CertificateSummary(
        addresses=tuple(addresses_of(certificate)),
        vouches_for=vouched_for(certificate),
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        fingerprint=fingerprint_of(certificate),
    )
