"""A line between mailer and mail server that breaks around the final dot, when it is told to.

It sees TLS records alone. The mailer sends the final dot by itself, and nothing else that it says
after the mail is as short, so the dot is known by its length.
"""

from __future__ import annotations

import select
import socket
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from enum import Enum
from enum import auto
from threading import Thread

DOT = b"\x17\x03\x03\x00\x14"
"""Head of a TLS 1.3 record of 20 bytes: three of ours, one for their kind, sixteen as proof."""
RECORD = 25
MAIL = 8192
"""Fewer bytes than any mail has, and more than are said before it."""


class Fate(Enum):
    """How a conversation goes."""

    WHOLE = auto()
    DOT_LOST = auto()
    """Breaks before the server has the dot."""
    ANSWER_LOST = auto()
    """Breaks when the server has answered it."""
    SERVER_KILLED = auto()
    """The server dies while it looks at the dot."""


@dataclass
class Line:
    """Carries one conversation after the other; `fate_of` is asked at each."""

    server: int
    kill: Callable[[], None]
    fate_of: Callable[[int], Fate]
    listener: socket.socket
    conversations: int = 0
    met: Counter[Fate] = field(default_factory=Counter)
    """How many mails met each of them."""

    @property
    def port(self) -> int:
        """Where the mailer reaches it."""
        return int(self.listener.getsockname()[1])

    def carry(self) -> None:
        """Until the listener is shut."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client, suppress(OSError):  # no server: the mailer is hung up on, as it would be
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.server)) as server:
            self._converse(client, server, self.fate_of(self.conversations))

    def _converse(self, client: socket.socket, server: socket.socket, fate: Fate) -> None:
        self.conversations += 1
        said, doomed = b"", False
        for speaker, words in _words(client, server):
            if speaker is server:
                if doomed:
                    return
                client.sendall(words)
                continue
            said += words
            if len(said) > MAIL and said[-RECORD:].startswith(DOT):
                self.met[fate] += 1
                doomed = fate is not Fate.WHOLE
            if doomed and fate is Fate.DOT_LOST:
                return
            server.sendall(words)
            if doomed and fate is Fate.SERVER_KILLED:
                self.kill()


def _words(client: socket.socket, server: socket.socket) -> Iterator[tuple[socket.socket, bytes]]:
    """Who says what, until one of them hangs up."""
    while True:
        ready, _, _ = select.select([client, server], [], [])
        for speaker in ready:
            words = speaker.recv(65536)
            if not words:
                return
            yield speaker, words


@contextmanager
def breaking_line(
    server: int, kill: Callable[[], None], fate_of: Callable[[int], Fate]
) -> Iterator[Line]:
    """The line, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(server, kill, fate_of, listener)
        thread = Thread(target=line.carry)
        thread.start()
        try:
            yield line
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
