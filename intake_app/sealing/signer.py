"""The service's signing certificate, for whoever has to recognize what it signed."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from pathlib import Path

from cryptography import x509

from intake_app.errors import CertificateFault
from intake_app.sealing.certificates import Inspection
from intake_app.sealing.certificates import may_sign


def load_signer(path: Path, *, now: datetime | None = None) -> x509.Certificate:
    """The first certificate of a file. Raises CertificateFault when no mail could be its work."""
    inspection = Inspection(now or datetime.now(UTC))
    found = inspection.certificates(str(path), path)[:1]
    for certificate in found:
        inspection.usable(str(path), certificate, curves=True)
        inspection.purpose(str(path), certificate, may_sign)
    if inspection.faults:
        raise CertificateFault("\n".join(str(fault) for fault in inspection.faults))
    return found[0]
