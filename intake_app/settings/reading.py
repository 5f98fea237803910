"""Fills Settings from the environment and refuses what is unsafe or incomplete."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path
from typing import Self

from intake_app.errors import SettingsFaults
from intake_app.settings.addresses import parts_of
from intake_app.settings.alarms import read_alarms
from intake_app.settings.alarms import refuse_one_path
from intake_app.settings.environment import DEFAULTS
from intake_app.settings.environment import LET_US_IN
from intake_app.settings.environment import Environment
from intake_app.settings.environment import unreachable
from intake_app.settings.model import CONTENT
from intake_app.settings.model import LOOPBACK
from intake_app.settings.model import PROJECT
from intake_app.settings.model import MailSecurity
from intake_app.settings.model import MailServer
from intake_app.settings.model import Recipient

SERVER = "postgresql+psycopg://"
ESCAPE = "In a password, write a sign as % and its two digits: `[` is %5B, `@` %40, `/` %2F."
REVOKED = "revoked:"
ELSEWHERE = "none"
DEMO_MAY_OMIT = frozenset({"INTAKE_ALARM_RECIPIENTS", "INTAKE_ALARM_URL"})
KEY_BYTES = 32
FEWEST_DIFFERENT_BYTES = 16
TOKEN_LENGTH = 32
SPARE_KEY = (
    "The privacy officer makes a spare key with `intake key new` and hands over its certificate."
)
MAKE_A_KEY = "Make one with `openssl rand -hex 32`, and keep it the same on every start."


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the service is told from outside."""

    region: str
    content: Path = CONTENT
    demo_rows: Path | None = None
    """Rows laid over content/ by the demo alone."""
    public_url: str
    """`https://…` without a slash at the end."""
    portal_dir: Path | None
    """None when another machine serves the portal."""
    state_dir: Path
    secret_key: bytes = field(repr=False)
    database_url: str = field(repr=False)
    database_copies: int = 0
    """On how many PostgreSQL servers a request must be; 0 when nobody has decided."""
    mail: MailServer
    recipients: tuple[Recipient, ...]
    training_recipients: tuple[Recipient, ...] = ()
    """Who receives sign-ups for trainings; empty: nobody signs up here."""
    recovery_certificate: Path
    signing_key: Path
    signing_passphrase: str = field(default="", repr=False)
    signing_certificate: Path
    alarm_recipients: tuple[str, ...] = ()
    alarm_url: str = field(default="", repr=False)
    alarm_server: MailServer | None = None
    """A second mail server, when the second path is one."""
    signal_url: str = field(default="", repr=False)
    """Told every few minutes that all lives."""
    proxy_hops: int = 0
    port: int = int(DEFAULTS["INTAKE_PORT"])
    metrics_token: str = field(default="", repr=False)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of who receives requests, in their order."""
        return tuple(recipient.address for recipient in self.recipients)

    @property
    def for_training(self) -> Self:
        """The same, with who receives sign-ups for trainings in the place of the agency."""
        return replace(self, recipients=self.training_recipients, training_recipients=())

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], demo_rows: Path | None = None) -> Self:
        """The settings, or SettingsFaults with every reason. `demo_rows` is given by the demo
        alone: it may then go without https and alarms, and its own machine is all it reaches."""
        demo = demo_rows is not None
        source = Environment(environ, DEMO_MAY_OMIT if demo else frozenset())
        state_dir = source.whole("INTAKE_STATE_DIR", source.text("INTAKE_STATE_DIR"))
        settings = cls(
            region=_region(source, demo),
            demo_rows=demo_rows,
            content=_content(source, content_folder(environ)),
            public_url=_public_url(source, demo),
            portal_dir=_portal_dir(source),
            state_dir=state_dir,
            secret_key=_secret_key(source),
            database_url=_database_url(source, state_dir),
            database_copies=_database_copies(source),
            mail=_mail(source, demo),
            recipients=_recipients(source, "INTAKE_RECIPIENTS"),
            training_recipients=_recipients(source, "INTAKE_TRAINING_RECIPIENTS"),
            recovery_certificate=source.required_file("INTAKE_RECOVERY_CERTIFICATE", SPARE_KEY),
            signing_key=source.required_file(
                "INTAKE_SIGNING_KEY", "Make key and certificate with `intake key new --signing`."
            ),
            signing_passphrase=source.text("INTAKE_SIGNING_PASSPHRASE"),
            signing_certificate=source.required_file(
                "INTAKE_SIGNING_CERTIFICATE",
                "Name the certificate that `intake key new` made with the signing key.",
            ),
            port=source.number("INTAKE_PORT", lowest=1, highest=65535),
            proxy_hops=source.number("INTAKE_PROXY_HOPS", lowest=0, highest=10),
            metrics_token=_metrics_token(source),
        )
        alarms = read_alarms(source, settings.mail.sender)
        settings = replace(
            settings,
            alarm_recipients=alarms.recipients,
            alarm_url=alarms.url,
            alarm_server=alarms.server,
            signal_url=alarms.signal_url,
        )
        refuse_one_path(source, settings.alarm_recipients, settings.recipients)
        _refuse_unsafe_switches(source)
        if not demo:
            _refuse_open_file(source)
        source.report_unknown()
        if source.faults:
            raise SettingsFaults(source.faults)
        return settings


def content_folder(environ: Mapping[str, str]) -> Path:
    """Where words, pages and regions are; a relative path counts from the project's folder."""
    return PROJECT / Environment(environ).text("INTAKE_CONTENT_DIR")


def _content(source: Environment, folder: Path) -> Path:
    name, parts = "INTAKE_CONTENT_DIR", (folder / "words", folder / "regions")
    if why := next(filter(None, map(unreachable, parts)), ""):
        source.fault(name, f"{folder} cannot be reached: {why}.", LET_US_IN)
    elif not all(part.is_dir() for part in parts):
        problem = f"has no words and regions in {folder}."
        source.fault(name, problem, "Make it by `intake region own` and its name.")
    return folder


def _region(source: Environment, demo: bool) -> str:
    if not demo and not source.said("REGION"):
        cure = "Name the folder of content/regions/ that this machine serves."
        source.fault("REGION", "is not set: families of one region would reach another.", cure)
    return source.text("REGION")


def _refuse_open_file(source: Environment) -> None:
    """It holds the relay's password and what locks the signing key."""
    name = "INTAKE_SETTINGS_FILE"
    path = source.whole(name, source.text(name))
    try:
        open_to_all = path.stat().st_mode & 0o007
    except OSError as error:
        if source.said(name) and not source.is_told(name):
            source.fault(name, f"{path}: {os.strerror(error.errno or 0)}.", "Name the file.")
        return
    if open_to_all:
        problem = f"{path} is open to every user of this machine."
        source.fault(name, problem, f"Run `chmod o-rwx {path}`.")


def _portal_dir(source: Environment) -> Path | None:
    text = source.text("INTAKE_PORTAL_DIR")
    return None if text == ELSEWHERE else PROJECT / text


def _public_url(source: Environment, demo: bool) -> str:
    name, cure = "INTAKE_PUBLIC_URL", "Write the site's address, like https://help.agency.example."
    parts = source.url(name, cure)
    if parts is None:
        return ""
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        source.fault(name, "holds more than scheme and host.", cure)
    if demo:
        if parts.hostname not in LOOPBACK:
            source.fault(name, "leaves this machine.", "The demo answers on 127.0.0.1 alone.")
    elif parts.scheme != "https":
        source.fault(name, "is not https: what families write would travel open.", cure)
    return f"{parts.scheme}://{parts.netloc}"


def _secret_key(source: Environment) -> bytes:
    name = "INTAKE_SECRET_KEY"
    text = source.text(name, MAKE_A_KEY)
    if not text:
        return b""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        source.fault(name, "is not written in hexadecimal digits.", MAKE_A_KEY)
        return b""
    if len(key) < KEY_BYTES:
        source.fault(name, f"has {len(key)} bytes; {KEY_BYTES} are the least.", MAKE_A_KEY)
    elif len(set(key)) < FEWEST_DIFFERENT_BYTES:
        source.fault(name, "repeats itself, so it can be guessed.", MAKE_A_KEY)
    return key


def _database_url(source: Environment, state_dir: Path) -> str:
    name = "INTAKE_DATABASE_URL"
    url = source.text(name)
    if not url:
        source.writable_folder("INTAKE_STATE_DIR", state_dir)
        return f"sqlite:///{state_dir / 'intake.sqlite3'}"
    if url.startswith("sqlite:////") and not url.endswith("/") and "?" not in url:
        source.writable_folder(name, Path(url.removeprefix("sqlite:///")).parent)
    elif url.startswith(SERVER) and "," in _servers(url):
        problem = "names several servers with a comma, which is not understood."
        cure = "Write postgresql+psycopg://user:password@/name?host=one:5432&host=two:5432."
        source.fault(name, problem, cure)
    elif url.startswith(SERVER) and parts_of(url) is None:
        problem = "cannot be taken apart: a sign in it, or its port, stands for something else."
        source.fault(name, problem, f"{ESCAPE} A port is digits.")
    elif not (url.startswith(SERVER) and _names_a_database(url)):
        cure = "Write sqlite:////absolute/path or postgresql+psycopg://user:password@host/name."
        source.fault(name, "is neither of the two databases that are tested.", cure)
    return url


def _database_copies(source: Environment) -> int:
    name = "INTAKE_DATABASE_COPIES"
    copies = source.number(name, lowest=1, highest=9)
    if copies > 1 and not source.said("INTAKE_DATABASE_URL").startswith("postgresql"):
        cure = "Leave it out, or name PostgreSQL in INTAKE_DATABASE_URL."
        source.fault(name, "wants several servers, and SQLite is one file on one machine.", cure)
    return copies


def _servers(url: str) -> str:
    return url.removeprefix(SERVER).partition("/")[0].rpartition("@")[2]


def _names_a_database(url: str) -> bool:
    parts = parts_of(url)
    return bool(parts and parts.path.strip("/"))


def _mail(source: Environment, demo: bool) -> MailServer:
    security = _mail_security(source)
    said = source.text("INTAKE_MAIL_SERVER", "Write the host name of the agency's relay.")
    host = source.host("INTAKE_MAIL_SERVER", said)
    if demo and said not in LOOPBACK:
        source.fault("INTAKE_MAIL_SERVER", "leaves this machine.", "Use 127.0.0.1 in the demo.")
    username = source.sign_in("INTAKE_MAIL_USERNAME", source.text("INTAKE_MAIL_USERNAME"))
    password = source.sign_in("INTAKE_MAIL_PASSWORD", source.text("INTAKE_MAIL_PASSWORD"))
    if bool(username) != bool(password):
        lacking = "INTAKE_MAIL_PASSWORD" if username else "INTAKE_MAIL_USERNAME"
        source.fault(lacking, "is not set, but its other half is.", "Set both, or neither.")
    ca_file = source.text("INTAKE_MAIL_CA_FILE")
    cure = "Name a PEM file of certificates, or leave it out to trust the system's."
    sender = source.text("INTAKE_MAIL_SENDER", "Write the address that requests come from.")
    return MailServer(
        host=host,
        port=source.number("INTAKE_MAIL_PORT", lowest=1, highest=65535, otherwise=security.port),
        username=username,
        password=password,
        security=security,
        ca_file=source.authorities("INTAKE_MAIL_CA_FILE", ca_file, cure) if ca_file else None,
        sender=source.address("INTAKE_MAIL_SENDER", sender) if sender else "",
    )


def _mail_security(source: Environment) -> MailSecurity:
    text = source.text("INTAKE_MAIL_SECURITY")
    try:
        return MailSecurity(text)
    except ValueError:
        cure = "Write starttls or tls; mail never leaves unencrypted."
        source.fault("INTAKE_MAIL_SECURITY", "is neither starttls nor tls.", cure)
        return MailSecurity.STARTTLS


def _recipients(source: Environment, name: str) -> tuple[Recipient, ...]:
    cure = "Write `address=/path/to/certificate.pem`, and a comma before the next one."
    recipients = []
    for entry in source.entries(name, cure):
        address, equals, path = (part.strip() for part in entry.partition("="))
        if not equals or not path:
            source.fault(name, f"`{address}` has no certificate.", cure)
            continue
        revoked = path.startswith(REVOKED)
        path = path.removeprefix(REVOKED).strip()
        # Whether it can be read is found out with all else about it: one of several may be lame.
        certificate = source.whole(name, path)
        mailbox = source.address(name, address) or address
        recipients.append(Recipient(mailbox, certificate, revoked, name))
    addresses = [recipient.address.lower() for recipient in recipients]
    for address in sorted({one for one in addresses if addresses.count(one) > 1}):
        source.fault(name, f"`{address}` stands there twice.", "Name each address once.")
    return tuple(recipients)


def _metrics_token(source: Environment) -> str:
    token = source.text("INTAKE_METRICS_TOKEN")
    if token and len(token) < TOKEN_LENGTH:
        cure = "Make one with `openssl rand -hex 32`."
        source.fault("INTAKE_METRICS_TOKEN", f"is shorter than {TOKEN_LENGTH} characters.", cure)
    return token


def _refuse_unsafe_switches(source: Environment) -> None:
    if source.switched_on("FLASK_DEBUG"):
        problem = "is on: errors would show what families wrote."
        source.fault("FLASK_DEBUG", problem, "Remove it.")
    if source.switched_on("MAIL_SUPPRESS_SEND"):
        problem = "is on: Flask-Mail would drop every request unseen."
        source.fault("MAIL_SUPPRESS_SEND", problem, "Remove it.")
