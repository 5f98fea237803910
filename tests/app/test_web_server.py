"""The server that plays other people's sites in tests is itself no cause of a failure."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from tests.support.browsers.neutral import HOST
from tests.support.browsers.neutral import PAGE
from tests.support.browsers.neutral import neutral_site

PATIENCE = 60.0


def test_a_caller_who_says_nothing_holds_up_nobody(tmp_path: Path) -> None:
    """Browsers open lines ahead of need."""
    with neutral_site(tmp_path) as port, socket.create_connection(("127.0.0.1", port)):
        (authority,) = tmp_path.glob("*authority.pem")
        trust = ssl.create_default_context(cafile=authority)
        with (
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line,
            trust.wrap_socket(line, server_hostname=HOST) as secure,
        ):
            secure.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert secure.makefile("rb").read().endswith(PAGE)
