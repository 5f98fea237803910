"""A real mail server on 127.0.0.1, with TLS and sign-in, that can be told to misbehave.

`relay.spoil["RCPT"] = "550 no"` answers that step so; DROP hangs up, SILENCE never answers,
DRIBBLE, DRIP, FLOOD and LONG_LINE answer for ever, KEEP_AND_DROP (at DOT) is what leaves a client
in doubt, KEEP_AND_DENY is a lie. Steps:
GREETING, EHLO, HELO, STARTTLS, AUTH, MAIL, RCPT, DATA, DOT (after the mail), QUIT.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import LoginPassword
from aiosmtpd.smtp import Session

from intake_app.settings import MailSecurity
from intake_app.settings import MailServer
from tests.support.authority import Authority

DROP = "hang up"
SILENCE = "never answer"
KEEP_AND_DROP = "keep the mail, then hang up without a word"
KEEP_AND_DENY = "451 nothing was kept"
DRIBBLE = "answer byte by byte and never end"
DRIP = "answer a line now and then and never end"
FLOOD = "answer line after line, as fast as can be, and never end"
LONG_LINE = "answer with one line that never ends"
ENDLESS = {
    DRIBBLE: (b"2", 0.02),
    DRIP: (b"250-more\r\n", 0.02),
    FLOOD: ((b"250-" + b"x" * 60 + b"\r\n") * 500, 0),
    LONG_LINE: (b"250-" + b"x" * 30_000, 0),
}
"""What is said again and again, and the seconds between."""
USERNAME, PASSWORD = "intake", "correct horse battery staple"
HOSTNAME = "relay.test"
SENDER = "requests@service.example"


@dataclass(frozen=True)
class Arrived:
    """A mail that the server took, as its envelope and bytes were."""

    sender: str
    recipients: tuple[str, ...]
    mail: bytes


@dataclass
class Relay:
    """What the server was told, and what it got."""

    authority: Authority
    security: MailSecurity
    port: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    spoil: dict[str, str] = field(default_factory=dict)
    sign_ins: list[LoginPassword] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    """Addresses that it takes no mail for."""

    def settings(self, **changes: Any) -> MailServer:
        """How a client should reach it."""
        usual: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": self.security,
            "ca_file": self.authority.ca_file,
            "sender": SENDER,
        }
        return MailServer(**(usual | changes))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd calls this after the final dot; only what gets a 250 has arrived."""
        how = self.spoil.get("DOT", "250 kept")
        if how in ("250 kept", KEEP_AND_DROP, KEEP_AND_DENY):
            mail = bytes(envelope.original_content or b"")
            self.arrived.append(Arrived(str(envelope.mail_from), tuple(envelope.rcpt_tos), mail))
        return await _spoilt(server, how)

    def authenticate(self, *arguments: object) -> AuthResult:
        """aiosmtpd asks this at AUTH."""
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        self.sign_ins.append(login)
        known = login == LoginPassword(USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)


async def _spoilt(server: SMTP, how: str) -> str:
    if how == SILENCE:
        await asyncio.Event().wait()
    while how in ENDLESS:
        said, pause = ENDLESS[how]
        server._writer.write(said)
        await server._writer.drain()
        await asyncio.sleep(pause)
    if how in (DROP, KEEP_AND_DROP):
        server.transport.abort()
    return how


@contextmanager
def running_relay(
    authority: Authority,
    context: ssl.SSLContext | None,
    *,
    security: MailSecurity = MailSecurity.STARTTLS,
    port: int = 0,
) -> Iterator[Relay]:
    """The server in a thread of its own; without a context it knows no TLS."""
    relay = Relay(authority, security)
    with socket.create_server(("127.0.0.1", port)) as listener:
        relay.port = listener.getsockname()[1]
        loop = asyncio.new_event_loop()
        stop = asyncio.Event()
        thread = Thread(
            target=loop.run_until_complete, args=(_serve(relay, context, listener, stop),)
        )
        thread.start()
        try:
            yield relay
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()


async def _serve(
    relay: Relay, context: ssl.SSLContext | None, listener: socket.socket, stop: asyncio.Event
) -> None:
    implicit = context if relay.security is MailSecurity.TLS else None
    conversation = _conversation_class(relay)
    settings = {
        "hostname": HOSTNAME,
        "tls_context": context if implicit is None else None,
        "require_starttls": implicit is None and context is not None,
        "authenticator": relay.authenticate,
        "auth_require_tls": implicit is None,
    }
    loop = asyncio.get_running_loop()
    conversations: list[SMTP] = []

    def begin() -> SMTP:
        conversations.append(conversation(relay, loop=loop, **settings))
        return conversations[-1]

    server = await loop.create_server(begin, sock=listener, ssl=implicit)
    await stop.wait()
    server.close()
    # First: since Python 3.12 a server is closed only when its last conversation is over.
    await _hang_up(conversations)
    await server.wait_closed()


async def _hang_up(conversations: list[SMTP]) -> None:
    for conversation in conversations:
        for transport in (conversation.transport, conversation._original_transport):
            if transport is not None:
                # Python 3.11.2's TLS transport cannot be told twice that it is over.
                with suppress(AttributeError):
                    transport.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # lets the loop close what was hung up


def _conversation_class(relay: Relay) -> type[SMTP]:
    """aiosmtpd's conversation, whose steps look into `relay.spoil` first."""

    def step(name: str) -> Any:
        usual = getattr(SMTP, f"smtp_{name}")

        async def answer(self: SMTP, argument: str) -> None:
            if name == "RCPT" and any(address in argument for address in relay.refuse):
                await self.push("550 nobody of that name")
            elif name in relay.spoil:
                await self.push(await _spoilt(self, relay.spoil[name]))
            else:
                await usual(self, argument)

        return answer

    async def push(self: SMTP, status: Any) -> None:
        if HOSTNAME in str(status) and "GREETING" in relay.spoil:
            status = await _spoilt(self, relay.spoil["GREETING"])
        await SMTP.push(self, status)

    steps = ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT")
    methods = {f"smtp_{name}": step(name) for name in steps}
    return type("Conversation", (SMTP,), methods | {"push": push})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom the mailer trusts."""
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def relay(authority: Authority) -> Iterator[Relay]:
    """An honest mail server, until told otherwise."""
    with running_relay(authority, authority.server_context()) as relay:
        yield relay
