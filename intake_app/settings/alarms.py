"""The settings of alarms: two paths, of which one may be left out for a reason that is given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult
from urllib.parse import unquote

from intake_app.settings.environment import Environment
from intake_app.settings.model import MailSecurity
from intake_app.settings.model import MailServer
from intake_app.settings.model import Recipient

PEOPLE, SECOND, SIGNAL = "INTAKE_ALARM_RECIPIENTS", "INTAKE_ALARM_URL", "INTAKE_SIGNAL_URL"
LEFT_OUT = "none:"
SHORTEST_REASON = 10
SERVERS = {"smtp": MailSecurity.STARTTLS, "smtps": MailSecurity.TLS}
HOW = {
    PEOPLE: "Write the addresses of people who act when something is wrong.",
    SECOND: "Write the https address of a service that rings when mail does not work, "
    "or smtps://name:password@server for a second mail server.",
}


@dataclass(frozen=True, kw_only=True)
class AlarmSettings:
    """Who is told, and how."""

    recipients: tuple[str, ...] = ()
    url: str = ""
    server: MailServer | None = None
    signal_url: str = ""
    sender: str = ""


def read_alarms(source: Environment, sender: str) -> AlarmSettings:
    """What the environment says; every fault is reported to it."""
    left_out = [name for name in (PEOPLE, SECOND) if _is_left_out(source, name)]
    if len(left_out) == len(HOW):
        cure = "Name at least one way to reach a person."
        source.fault(SECOND, "leaves out the second path, and the first is left out too.", cure)
    recipients = () if PEOPLE in left_out else _people(source)
    parts = None if SECOND in left_out else source.url(SECOND, HOW[SECOND])
    server = _server(source, parts, sender) if parts and parts.scheme in SERVERS else None
    named = recipients or (PEOPLE not in left_out and source.said(PEOPLE))
    if server and not named:
        source.fault(SECOND, "is a mail server, and nobody is named to write to.", HOW[PEOPLE])
    if parts and not server and parts.scheme != "https":
        source.fault(SECOND, "is not https.", HOW[SECOND])
    return AlarmSettings(
        recipients=recipients,
        url=parts.geturl() if parts and not server else "",
        server=server,
        signal_url=_signal_url(source),
        sender=sender,
    )


def _is_left_out(source: Environment, name: str) -> bool:
    text = source.said(name)
    if not text.lower().startswith(LEFT_OUT):
        return False
    if len(text[len(LEFT_OUT) :].strip()) < SHORTEST_REASON:
        source.fault(name, "leaves the path out without a reason.", "Write `none: ` and why.")
    return True


def _people(source: Environment) -> tuple[str, ...]:
    """Those that can be written to: with settings at fault, they shall hear of it."""
    said = source.entries(PEOPLE, HOW[PEOPLE])
    return tuple(filter(None, (source.address(PEOPLE, one) for one in said)))


def _server(source: Environment, parts: SplitResult, sender: str) -> MailServer:
    security = SERVERS[parts.scheme]
    username = source.sign_in(SECOND, unquote(parts.username or ""))
    password = source.sign_in(SECOND, unquote(parts.password or ""))
    if bool(username) != bool(password):
        source.fault(SECOND, "has a name without a password, or the other way.", "Give both.")
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or security.port,
        username=username,
        password=password,
        security=security,
        sender=sender,
    )


def _signal_url(source: Environment) -> str:
    cure = "Write the https address of a service that rings when it hears nothing."
    parts = source.url(SIGNAL, cure)
    if parts and parts.scheme != "https":
        source.fault(SIGNAL, "is not https.", cure)
    return parts.geturl() if parts else ""


def refuse_one_path(
    source: Environment, alarmed: Collection[str], receiving: Collection[Recipient]
) -> None:
    """An alarm about an unreachable mailbox must not go to that mailbox alone."""
    mailboxes = {recipient.address.lower() for recipient in receiving}
    people = {address.lower() for address in alarmed}
    if people and people <= mailboxes:
        cure = "Add the address of somebody who reads another mailbox."
        source.fault(PEOPLE, "names only addresses that get requests.", cure)
