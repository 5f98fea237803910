"""The ways an alarm can take: the relay, another mail server, an https address. Each for itself.

An address and its password stand in no error and no log line.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from typing import Any
from typing import Protocol

from intake_app.connection_troubles import in_words
from intake_app.errors import DeliveryError
from intake_app.errors import FaultsFound
from intake_app.errors import TryLater
from intake_app.intake.clock import utc_now
from intake_app.mailer import Mailer
from intake_app.mailer import Patience
from intake_app.message import note
from intake_app.message import text_part
from intake_app.server import place_of
from intake_app.settings import AlarmSettings
from intake_app.settings import MailServer
from intake_app.settings import Settings

BRISK = Patience(step=15.0, verdict=60.0, total=90.0)
"""A copy of an alarm does no harm; waiting ten minutes for one answer would."""
SECONDS = 15
"""For each step of a call over https."""
TOTAL = 30.0
"""For all of it: an answer that trickles in, or says "go on" for ever, keeps each step quiet."""
RELAY, SECOND_SERVER, WEB = "relay", "second mail server", "web address"


class AlarmPath(Protocol):
    """One way to reach a person."""

    @property
    def name(self) -> str: ...

    def send(self, subject: str, text: str) -> str:
        """Who was not reached and why, if others were. Raises DeliveryError when nobody was."""


@contextmanager
def whatever_fails() -> Iterator[None]:
    """On one path, or to one person, counts as not sent and holds up nobody else: DeliveryError."""
    try:
        yield
    except DeliveryError:
        raise
    except Exception as error:
        raise TryLater(f"{type(error).__name__} at {place_of(error)}") from None


@dataclass(frozen=True)
class MailPath:
    """By mail, through one server."""

    name: str
    mailer: Mailer
    sender: str
    recipients: tuple[str, ...]

    def send(self, subject: str, text: str) -> str:
        """One mail to each; an address that is refused keeps it from no other."""
        mail = self._mail(subject, text, utc_now())
        failed: dict[str, DeliveryError] = {}
        for recipient in self.recipients:
            try:
                with whatever_fails():
                    self.mailer.send(mail, self.sender, recipient)
            except DeliveryError as error:
                failed[recipient] = error
        if len(failed) == len(self.recipients):
            raise failed[self.recipients[-1]]
        return "; ".join(f"{recipient}: {error}" for recipient, error in failed.items())

    def _mail(self, subject: str, text: str, now: datetime) -> bytes:
        return note(
            text_part(text), subject, sender=self.sender, recipients=self.recipients, date=now
        )


@dataclass(frozen=True)
class LamePath:
    """One that cannot even be tried; whoever rings hears of it, and rings on the others."""

    name: str
    why: str

    def send(self, subject: str, text: str) -> str:
        raise TryLater(self.why)


def _by_mail(name: str, server: MailServer, sender: str, people: tuple[str, ...]) -> AlarmPath:
    try:
        return MailPath(name, Mailer(server, BRISK), sender, people)
    except FaultsFound as error:
        return LamePath(name, str(error))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """An alarm goes where the operator said, and nowhere else."""


class _Bounded(http.client.HTTPSConnection):
    """One that is hung up in the end."""

    def __init__(self, *arguments: Any, total: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._total = total

    def connect(self) -> None:
        super().connect()
        end = Timer(self._total, _hang_up, [self.sock])
        end.daemon = True
        end.start()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # closed long ago, as a rule
        socket.socket.shutdown(line, socket.SHUT_RDWR)


class _OverHTTPS(urllib.request.HTTPSHandler):
    def __init__(self, context: ssl.SSLContext, total: float) -> None:
        super().__init__(context=context)
        self._bounds = {"context": context, "total": total}

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """As the library does, over our own kind of connection."""
        return self.do_open(_Bounded, request, **self._bounds)  # type: ignore[arg-type]


@dataclass(frozen=True)
class WebPath:
    """Posted as JSON; `text` is what chat services show, and a pager takes the whole."""

    url: str
    name: str = WEB
    context: ssl.SSLContext | None = None
    total: float = TOTAL

    def send(self, subject: str, text: str) -> str:
        body = json.dumps({"subject": subject, "text": f"{subject}\n\n{text}"}).encode()
        post(self.url, body, self.context, self.total)
        return ""


def post(
    url: str, body: bytes, context: ssl.SSLContext | None = None, total: float = TOTAL
) -> None:
    """POST over verified TLS. Raises TryLater."""
    headers = {"Content-Type": "application/json", "User-Agent": "one-story"}
    opener = urllib.request.build_opener(
        _NoRedirects(),
        urllib.request.ProxyHandler(),
        _OverHTTPS(context or ssl.create_default_context(), total),
    )
    try:
        request = urllib.request.Request(url, body, headers)  # noqa: S310  (settings want https)
        with opener.open(request, timeout=SECONDS) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        error.close()
        raise TryLater(f"HTTP {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        # `from None`: the library's errors quote the address, which is a secret.
        reason = getattr(error, "reason", error)
        cause = reason if isinstance(reason, BaseException) else error
        raise TryLater(in_words(cause)) from None


def alarm_paths(settings: Settings) -> tuple[AlarmPath, ...]:
    """Those that the settings name."""
    people, sender = settings.alarm_recipients, settings.mail.sender
    others = paths_of(
        AlarmSettings(
            recipients=people,
            url=settings.alarm_url,
            server=settings.alarm_server,
            sender=sender,
        )
    )
    if not people:
        return others
    return _by_mail(RELAY, settings.mail, sender, people), *others


def paths_of(alarms: AlarmSettings) -> tuple[AlarmPath, ...]:
    """Those that do not need the relay."""
    paths: list[AlarmPath] = []
    if alarms.server and alarms.recipients:
        paths.append(_by_mail(SECOND_SERVER, alarms.server, alarms.sender, alarms.recipients))
    if alarms.url:
        paths.append(WebPath(alarms.url))
    return tuple(paths)
