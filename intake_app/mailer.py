"""The only SMTP: Flask-Mail, made to verify, to wait no longer than it should, and to tell.

Nothing leaves over a connection that is not encrypted for the server it is meant for. No
address, no content and no word of the server's stands in any error or log line.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from threading import Thread

from flask_mail import Connection
from flask_mail import Mail
from flask_mail import Message

from intake_app.connection_troubles import in_words
from intake_app.errors import DeliveryError
from intake_app.errors import Fault
from intake_app.errors import OutcomeUnknown
from intake_app.errors import Refused
from intake_app.errors import SettingsFaults
from intake_app.errors import ShutOut
from intake_app.errors import TryLater
from intake_app.errors import TurnedAway
from intake_app.settings import MailSecurity
from intake_app.settings import MailServer


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds."""

    step: float = 30.0
    verdict: float = 600.0
    """For the answer after the final dot (RFC 5321, 4.5.3.2.6): hanging up sooner makes doubles."""
    total: float = 900.0


USUAL = Patience()

LONGEST_REPLY = 8 * 1024
"""RFC 5321 has lines of 512 bytes; beyond 8 KB smtplib would take a line for a 500 of its own."""
RECEIVED = 4096
"""Read at once; what comes beyond the longest reply is not read at all."""

SIGN_IN_CODES = {530, 534, 535, 538}
"""RFC 4954 lets a server say these at any step; they are never about the mail."""


class Mailer:
    """Sends finished mails through the agency's relay."""

    def __init__(self, server: MailServer, patience: Patience = USUAL) -> None:
        self._mail = VerifyingMail(server, patience)

    def sign_in(self) -> None:
        """Greet, verify, sign in and leave; nothing is sent. Raises TryLater or TurnedAway."""
        with _told_as_ours(), self._mail.connect():
            pass

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        """Return when the relay has it. Raises TryLater, TurnedAway, Refused or OutcomeUnknown."""
        with _told_as_ours():
            self._mail.send(StoredMessage(mail, sender, recipient))


@contextmanager
def _told_as_ours() -> Iterator[None]:
    # `from None`: the library's errors quote the server, and servers quote addresses.
    try:
        yield
    except smtplib.SMTPResponseException as error:
        signing_in = isinstance(error, smtplib.SMTPAuthenticationError)
        raise _no_welcome(error.smtp_code, "sign-in" if signing_in else "hello") from None
    except (OSError, UnicodeError) as error:
        raise TryLater(in_words(error)) from None


class StoredMessage(Message):
    """A mail whose bytes were finished long ago and are the same at every try."""

    def __init__(self, stored: bytes, sender: str, recipient: str) -> None:
        super().__init__(sender=sender, recipients=[recipient])
        self._stored = stored

    def as_bytes(self) -> bytes:
        """The stored bytes; Flask-Mail would build new ones."""
        return self._stored


class VerifyingMail(Mail):
    """Flask-Mail whose connections are ours."""

    def __init__(self, relay: MailServer, patience: Patience) -> None:
        super().__init__()
        self.relay = relay
        self.patience = patience
        self.context = _verifying_context(relay.ca_file)

    def connect(self) -> VerifyingConnection:
        """A conversation that verifies; Flask-Mail's own would take any certificate."""
        return VerifyingConnection(self)


class Replies:
    """What smtplib reads from. One reply has so many bytes and so long, however it trickles in.

    smtplib itself reads lines without end: 340 MB in 5 seconds, of one greeting.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._unread = b""
        self._left = 0
        self._end = 0.0

    def begin(self, seconds: float) -> None:
        """The next reply may take so long."""
        self._left, self._end = LONGEST_REPLY, time.monotonic() + seconds

    def readline(self, _size: int = -1) -> bytes:
        """The next line of it. Raises OSError, which ends the conversation, when it is too much."""
        while b"\n" not in self._unread:
            received = self._receive()
            if not received:
                return b""
            self._unread += received
        line, end, self._unread = self._unread.partition(b"\n")
        return line + end

    def _receive(self) -> bytes:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("a reply that does not end")
        self._socket.settimeout(left)
        received = self._socket.recv(RECEIVED)
        self._left -= len(received)
        if self._left < 0:
            raise OSError("a reply that is too long")
        return received

    def close(self) -> None:
        """smtplib says so when it hangs up, and before TLS begins."""
        self._unread = b""


class Bounded(smtplib.SMTP):
    """smtplib whose replies are bounded."""

    file: Replies | None

    def getreply(self) -> tuple[int, bytes]:
        """The next reply. Raises SMTPServerDisconnected when it is too long, or takes too long."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if self.file is None:
            self.file = Replies(self.sock)
        patience = self.sock.gettimeout() or self.timeout
        self.file.begin(patience)
        try:
            return super().getreply()
        finally:
            if self.sock is not None:
                self.sock.settimeout(patience)


class BoundedTLS(Bounded, smtplib.SMTP_SSL):
    """The same over TLS from the first byte on."""


class VerifyingConnection(Connection):
    """One conversation with the relay: encrypted and verified, every answer heeded, bounded."""

    host: Bounded

    def __init__(self, mail: VerifyingMail) -> None:
        super().__init__(mail)
        self._relay, self._context, self._patience = mail.relay, mail.context, mail.patience
        self._ended = Event()

    def __enter__(self) -> VerifyingConnection:
        self.host = self.configure_host()
        Thread(target=self._hang_up_in_the_end, daemon=True).start()
        try:
            self._greet()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None or isinstance(error, DeliveryError):
                self._say_goodbye()
        finally:
            self._close()

    def configure_host(self) -> Bounded:
        """A host that is not connected yet."""
        own_name = self._relay.sender.rpartition("@")[2]  # the default asks DNS, and tells it
        if self._relay.security is MailSecurity.STARTTLS:
            host = Bounded(local_hostname=own_name, timeout=self._patience.step)
        else:
            host = BoundedTLS(
                local_hostname=own_name, timeout=self._patience.step, context=self._context
            )
        # The name that the certificate must bear; smtplib learns it only when its constructor
        # connects, and then a slow greeting would be out of reach of the deadline.
        host._host = self._relay.host  # type: ignore[attr-defined]
        return host

    def _greet(self) -> None:
        code, _ = self.host.connect(self._relay.host, self._relay.port)
        if code != 220:
            raise _no_welcome(code, "the greeting")
        # Or the final dot waits 40 ms for the acknowledgement of what came before it.
        self._socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._relay.security is MailSecurity.STARTTLS:
            self.host.starttls(context=self._context)
        self.host.ehlo_or_helo_if_needed()
        if self._relay.username:
            self.host.login(self._relay.username, self._relay.password)

    def send(self, message: Message, envelope_from: object = None) -> None:
        """Hand over the bytes. Raises TryLater, Refused or OutcomeUnknown."""
        if message.has_bad_headers():
            raise Refused("an address with a line break")
        _check(self.host.mail(_in_ascii(str(message.sender))), "2", "MAIL")
        for recipient in message.send_to:
            _check(self.host.rcpt(_in_ascii(str(recipient))), "2", "RCPT")
        _check(self.host.docmd("DATA"), "3", "DATA")
        self.host.send(_dot_stuffed(message.as_bytes()))
        _check(self._verdict(), "250", "the final dot")

    def _verdict(self) -> tuple[int, bytes]:
        try:
            self._set_timeout(self._patience.verdict)
            self.host.send(b".\r\n")
            code, text = self.host.getreply()
        except OSError as error:
            raise OutcomeUnknown(f"{in_words(error)}, after the final dot") from None
        if code != 250 and not 400 <= code < 600:
            raise OutcomeUnknown("no clear answer after the final dot")
        return code, text

    def _say_goodbye(self) -> None:
        # After the 250 the mail is theirs; a failure here must not send it twice.
        with suppress(OSError):
            self._set_timeout(self._patience.step)
            self.host.quit()

    def _set_timeout(self, seconds: float) -> None:
        self._socket().settimeout(seconds)

    def _socket(self) -> socket.socket:
        if self.host.sock is None:
            raise smtplib.SMTPServerDisconnected("smtplib gave the connection up")
        return self.host.sock

    def _close(self) -> None:
        self._ended.set()
        self.host.close()

    def _hang_up_in_the_end(self) -> None:
        # A server that sends a byte now and then keeps every timeout of a single step quiet.
        patience = self._patience.total
        while not self._ended.wait(patience):
            patience = self._patience.step
            if sock := self.host.sock:
                with suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _verifying_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError:
        cure = "Name a readable file of PEM certificates."
        problem = f"{ca_file} holds no certificates that can be used."
        raise SettingsFaults([Fault("INTAKE_MAIL_CA_FILE", problem, cure)]) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _in_ascii(address: str) -> str:
    """What releases before had stored may have a host with accents. Raises UnicodeError."""
    mailbox, at, host = address.rpartition("@")
    return mailbox + at + host.encode("idna").decode("ascii")


def _dot_stuffed(mail: bytes) -> bytes:
    return re.sub(rb"^\.", b"..", mail, flags=re.MULTILINE)


def _check(answer: tuple[int, bytes], wanted: str, step: str) -> None:
    code = answer[0]
    if str(code).startswith(wanted):
        return
    if code in SIGN_IN_CODES:
        raise TurnedAway(f"{code} at {step}")
    raise (Refused if _for_good(code) else TryLater)(f"{code} at {step}")


def _no_welcome(code: int, step: str) -> TryLater:
    return (ShutOut if _for_good(code) else TryLater)(f"{code} at {step}")


def _for_good(code: int) -> bool:
    return 500 <= code < 600
