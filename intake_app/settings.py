"""The service's settings: read once from the environment, frozen, every fault reported together."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CONTENT = PROJECT / "content"


class MailSecurity(StrEnum):
    """How the connection to the mail server is encrypted; there is no third way."""

    STARTTLS = "starttls"
    TLS = "tls"


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
    """An address of the lead agency and the certificate that its mail is sealed for."""

    address: str
    certificate: Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the service is told from outside."""

    region: str
    content: Path = CONTENT
    demo_rows: Path | None = None
    """Rows laid over content/ by the demo alone."""
    public_url: str
    """`https://…` without a slash at the end."""
    portal_dir: Path
    state_dir: Path
    secret_key: bytes = field(repr=False)
    database_url: str = field(repr=False)
    mail: MailServer
    recipients: tuple[Recipient, ...]
    recovery_certificate: Path
    signing_key: Path
    signing_certificate: Path
    alarm_recipients: tuple[str, ...] = ()
    alarm_url: str = ""
    proxy_hops: int = 0
    metrics_token: str = field(default="", repr=False)
