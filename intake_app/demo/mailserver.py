"""The demo's mail server: STARTTLS and a password, like an agency's relay.

It forwards nothing. It keeps the bytes that travelled, unchanged, in a Maildir.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import signal
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import LoginPassword
from aiosmtpd.smtp import Session

ANSWER_KEPT = "250 Kept"
ANSWER_NOT_KEPT = "451 Could not keep it; try again"
LARGEST_MAIL = 2**20


@dataclass(frozen=True)
class Account:
    """The one account that may hand over mail."""

    username: str
    password: str

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """aiosmtpd's question whether these are the right name and password."""
        right = (
            isinstance(data, LoginPassword)
            and hmac.compare_digest(data.login, self.username.encode())
            and hmac.compare_digest(data.password, self.password.encode())
        )
        return AuthResult(success=right)


class Mailbox:
    """Keeps each mail in the Maildir: written aside, synced, then moved into place."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = maildir
        self._serial = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd hands over the bytes between DATA and the final dot."""
        content = envelope.original_content or b""
        try:
            self.keep(content)
        except OSError:
            return ANSWER_NOT_KEPT
        return ANSWER_KEPT

    def keep(self, content: bytes) -> None:
        """Write one mail durably."""
        name = f"{time.time_ns():020}.{os.getpid()}-{next(self._serial)}.demo"
        aside = self._maildir / "tmp" / name
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self._maildir / "new" / name)


async def serve_mail(
    listener: socket.socket, *, mailbox: Mailbox, account: Account, certificate: Path
) -> None:
    """Take mail until SIGTERM or Ctrl-C."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(_protocol(mailbox, account, context), sock=listener)
    async with server:
        print("ready", flush=True)  # noqa: T201  (the supervisor waits for this line)
        await ended.wait()


def _protocol(
    mailbox: Mailbox, account: Account, context: ssl.SSLContext
) -> Callable[[], asyncio.Protocol]:
    def one_conversation() -> asyncio.Protocol:
        protocol: asyncio.Protocol = SMTP(
            mailbox,
            hostname="127.0.0.1",
            ident="One Story demo",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=account.authenticate,
            data_size_limit=LARGEST_MAIL,
        )
        return protocol

    return one_conversation
