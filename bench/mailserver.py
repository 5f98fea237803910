"""A mail server at its fastest, in a process of its own: TLS, takes all, keeps nothing.

    python -m bench.mailserver PORT [CERTIFICATE]

Without a certificate it speaks plain SMTP, as the floor that mails inside the request does.
"""

from __future__ import annotations

import signal
import ssl
import sys
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import Session


class _Swallow:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 OK"


def main() -> None:
    """Serves until told to stop."""
    context = None
    if len(sys.argv) > 2:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2])
    controller = Controller(
        _Swallow(), hostname="127.0.0.1", port=int(sys.argv[1]), tls_context=context
    )
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    controller.start()
    stop.wait()
    controller.stop()


if __name__ == "__main__":
    main()
