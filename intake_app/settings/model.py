"""What the service is told from outside, as frozen data. `reading` fills and checks it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CONTENT = PROJECT / "content"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine that lead nowhere else."""


class MailSecurity(StrEnum):
    """How the connection to the mail server is encrypted; there is no third way."""

    STARTTLS = "starttls"
    TLS = "tls"

    @property
    def port(self) -> int:
        """The port that mail servers use for it."""
        return 587 if self is MailSecurity.STARTTLS else 465


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The agency's relay."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    security: MailSecurity = MailSecurity.STARTTLS
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    sender: str


@dataclass(frozen=True)
class Recipient:
    """An address that sealed mail goes to, and the certificate that it is sealed for."""

    address: str
    certificate: Path
    revoked: bool = False
    """The key may be in wrong hands: mail still goes there, but is not sealed for it any more."""
    setting: str = "INTAKE_RECIPIENTS"
    """The one that lists this address."""

    @property
    def place(self) -> str:
        """Where a fault of it is to be mended."""
        return f"{self.setting} ({self.address})"
