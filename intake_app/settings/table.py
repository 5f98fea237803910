"""Every setting by name: what it means, its default, whether it is required.

README's table is tested against this one, and nothing is read that is not listed here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One name in the environment."""

    name: str
    meaning: str
    default: str = ""
    """Read when it is not set: right in production and safe to publish, or there is none."""
    otherwise: str = ""
    """What is done when it is not set and has no default."""
    required: bool = False

    @property
    def row(self) -> str:
        """The setting as a line of README's table."""
        unset = "required" if self.required else self.default or self.otherwise or "none"
        return f"| `{self.name}` | {self.meaning} | {unset} |"


SETTINGS = (
    Setting(
        name="REGION",
        meaning="folder of `content/regions/` that is served; a service for families must name it",
        default="halton",
    ),
    Setting(
        name="INTAKE_CONTENT_DIR",
        meaning="folder of words, pages and regions; one outside the project keeps a region's own "
        "edits apart from upgrades (`intake region own` makes it)",
        default="content",
    ),
    Setting(
        name="INTAKE_SETTINGS_FILE",
        meaning="file that these settings come from: refused when others can read it",
        default="/etc/one-story/settings",
    ),
    Setting(
        name="INTAKE_PUBLIC_URL",
        meaning="https address of the site, without a path",
        required=True,
    ),
    Setting(
        name="INTAKE_PORT",
        meaning="port on 127.0.0.1 that `intake serve` listens on; each region has its own",
        default="8000",
    ),
    Setting(
        name="SOURCE_DATE_EPOCH",
        meaning="stands for the clock in a portal build, in seconds since 1970",
        otherwise="now",
    ),
    Setting(
        name="INTAKE_PORTAL_DIR",
        meaning="folder of the built portal; `none` when another machine serves it",
        default="build/portal",
    ),
    Setting(
        name="INTAKE_SECRET_KEY",
        meaning="64 or more hexadecimal digits (32 bytes), from `openssl rand -hex 32`; "
        "protects form tokens and sealed hidden fields",
        required=True,
    ),
    Setting(
        name="INTAKE_STATE_DIR",
        meaning="folder that holds the database file",
        default="/var/lib/one-story",
    ),
    Setting(
        name="INTAKE_DATABASE_URL",
        meaning="`sqlite:////absolute/path` or `postgresql+psycopg://…`",
        otherwise="`intake.sqlite3` in INTAKE_STATE_DIR",
    ),
    Setting(
        name="INTAKE_DATABASE_COPIES",
        meaning="on how many PostgreSQL servers a request must be before the family is told that "
        "we have it: 1, the primary alone; 2, a synchronous standby too",
        otherwise="1, and `intake check` warns",
    ),
    Setting(name="INTAKE_MAIL_SERVER", meaning="host name of the agency's relay", required=True),
    Setting(name="INTAKE_MAIL_PORT", meaning="its port", otherwise="587 for starttls, 465 for tls"),
    Setting(name="INTAKE_MAIL_SECURITY", meaning="`starttls` or `tls`", default="starttls"),
    Setting(name="INTAKE_MAIL_USERNAME", meaning="account on the relay, if it wants one"),
    Setting(name="INTAKE_MAIL_PASSWORD", meaning="its password"),
    Setting(
        name="INTAKE_MAIL_CA_FILE",
        meaning="certificates (PEM) to trust for the relay",
        otherwise="the system's",
    ),
    Setting(
        name="INTAKE_MAIL_SENDER",
        meaning="address that requests come from; the signing certificate names it too",
        required=True,
    ),
    Setting(
        name="INTAKE_RECIPIENTS",
        meaning="who receives requests, each address with its certificate: "
        "`address=/path/to/certificate.pem`, separated by commas; "
        "`address=revoked:/path` when its key may be in wrong hands",
        required=True,
    ),
    Setting(
        name="INTAKE_TRAINING_RECIPIENTS",
        meaning="who receives sign-ups for trainings, written as `INTAKE_RECIPIENTS` is",
        otherwise="nobody signs up here: the pages give phone and e-mail",
    ),
    Setting(
        name="INTAKE_RECOVERY_CERTIFICATE",
        meaning="certificate (PEM) of the privacy officer's spare key, which is kept offline",
        required=True,
    ),
    Setting(
        name="INTAKE_SIGNING_KEY", meaning="private key (PEM) that signs requests", required=True
    ),
    Setting(
        name="INTAKE_SIGNING_PASSPHRASE",
        meaning="opens that key; `intake key new --signing` prints it",
    ),
    Setting(
        name="INTAKE_SIGNING_CERTIFICATE",
        meaning="certificate (PEM) of the signing key, its authority's behind it",
        required=True,
    ),
    Setting(
        name="INTAKE_ALARM_RECIPIENTS",
        meaning="addresses that hear of trouble and get the daily sign of life, separated by "
        "commas; at least one that receives no requests; or `none: ` and the reason",
        required=True,
    ),
    Setting(
        name="INTAKE_ALARM_URL",
        meaning="second path of alarms: an https address they are posted to, or a second mail "
        "server, `smtps://name:password@server` (`smtp://` for STARTTLS); "
        "or `none: ` and the reason",
        required=True,
    ),
    Setting(
        name="INTAKE_SIGNAL_URL",
        meaning="https address outside that is told every five minutes that all processes live, "
        "and rings when it hears nothing",
    ),
    Setting(
        name="INTAKE_PROXY_HOPS",
        meaning="how many proxies of yours stand in front of the service",
        default="0",
    ),
    Setting(
        name="INTAKE_METRICS_TOKEN",
        meaning="32 or more characters that open `/metrics` and the figures of `/readyz` "
        "to a watcher on another machine",
    ),
)
