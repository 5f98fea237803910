"""The process around a WSGI application or a loop: listen, serve with waitress, end when told.

Slow visitors must not stall others, and no byte of what a family sends may reach a disk: waitress
spools bodies above `inbuf_overflow` to a file, so that no body may be that large. What waitress
refuses by itself is answered with the application's own pages, asked for at start.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from threading import Event
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING

from intake_app import kept_socket
from intake_app.errors import Fault
from intake_app.errors import SettingsFaults
from intake_app.sd_notify import notify

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]

LARGEST_BODY = 1024 * 1024
"""Far above `LARGEST_FORM`, so that who sends too much reads the answer to the end."""
LARGEST_HEADERS = 32 * 1024
CONNECTIONS = 1000
THREADS = 4
FINISH_SECONDS = 20.0
"""How long whoever is being answered may take when the process is told to end."""
SILENT_SECONDS = 1.0
"""The same for a connection on which nothing was said."""
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def listen(host: str, port: int) -> socket.socket:
    """A socket on this address (port 0: any free one). Raises SettingsFaults."""
    if listener := kept_socket.kept(host, port):
        return listener
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        problem = f"cannot be used on {host}: {os.strerror(error.errno or 0)}."
        other = port % 65000 + 1
        another = f"INTAKE_PORT={other}, or --port {other} (with make: PORT={other})"
        cure = f"Stop what uses it, or choose another: {another}."
        raise SettingsFaults([Fault(f"Port {port}", problem, cure)]) from error
    kept_socket.keep(listener)
    return listener


def serve(
    application: WSGIApplication,
    listener: socket.socket,
    *,
    threads: int = THREADS,
    proxy_hops: int = 0,
) -> None:
    """Answer requests until the process is told to end; whoever was let in is answered first."""
    server = make_server(application, listener, threads=threads, proxy_hops=proxy_hops)
    told: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        # Raised here, SystemExit would cut off whoever is just being let in.
        told.append(number)
        server.pull_trigger()

    for number in ENDINGS:
        signal.signal(number, end)
    try:
        notify("READY=1")
        while not told:
            _look_round(server, server.adj.asyncore_loop_timeout)
        _finish(server)
    finally:
        server.close()


def _look_round(server: TcpWSGIServer, seconds: float) -> None:
    server.asyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)


def _finish(server: TcpWSGIServer) -> None:
    """Let nobody in any more, and answer who is in; the silent are given a moment only."""
    server.del_channel()
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < FINISH_SECONDS and any(
        waited < SILENT_SECONDS or channel.requests or channel.request or channel.total_outbufs_len
        for channel in list(server.active_channels.values())
    ):
        _look_round(server, 0.1)
    server.task_dispatcher.shutdown()


def make_server(
    application: WSGIApplication, listener: socket.socket, *, threads: int, proxy_hops: int
) -> TcpWSGIServer:
    """Waitress as we want it, not yet running."""
    # Here, because the process that delivers needs the signals below and no web server.
    from waitress.server import create_server

    from intake_app.dispatcher import Dispatcher
    from intake_app.refusals import channel_class

    server = create_server(
        application,
        _dispatcher=Dispatcher(threads),
        sockets=[listener],
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_header_size=LARGEST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        inbuf_overflow=2 * LARGEST_BODY,
        clear_untrusted_proxy_headers=proxy_hops == 0,
        ident="",
    )
    server.channel_class = channel_class(application)
    return server


def end_on_signals() -> None:
    """Let SIGTERM and Ctrl-C end this process in order: SystemExit in the main thread."""
    for number in ENDINGS:
        signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut short the orderly end
    sys.exit(0)


def stop_on_signals() -> Event:
    """An event that SIGTERM or Ctrl-C sets; a second signal ends the process at once.

    Set by a thread: a handler runs in the main thread, where the event's lock may be held.
    """
    stop = Event()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in ENDINGS:
        signal.signal(number, lambda *_: None)

    def watch() -> None:
        os.read(reader, 1)
        stop.set()
        os.read(reader, 1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
    return stop


def tell_alive() -> None:
    """systemd, if it started us with WatchdogSec=, begins us anew when it hears this no more."""
    with suppress(OSError):
        notify("WATCHDOG=1")


def log_to_stderr(level: int = logging.INFO) -> None:
    """One line an event; whoever runs the service keeps them."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for talkative in ("alembic", "waitress.queue", "mail.log"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
    # It notes the address when somebody hangs up, and some addresses are unguessable links.
    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress").addFilter(_tell_the_place_alone)


def _tell_the_place_alone(record: logging.LogRecord) -> bool:
    """The text of an error may hold what a family typed, and its address a link of theirs."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg, record.args = f"{type(error).__name__} at {place_of(error)}", ()
        record.exc_info = None
    return True


def place_of(error: BaseException) -> str:
    """File and line where it was raised."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(place.filename).name}:{place.lineno}"
