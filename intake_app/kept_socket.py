"""The listening socket, kept by systemd while this process is started anew.

Who comes meanwhile waits in its queue, and no family is turned away. Without systemd, or where its
unit keeps nothing, all of this does nothing. systemd's own words: sd_notify(3), sd_listen_fds(3).
"""

from __future__ import annotations

import os
import socket

FIRST = 3
"""The first descriptor that systemd hands over."""
NAME = "FDNAME=one-story"


def kept(host: str, port: int) -> socket.socket | None:
    """That of the process before, if it listens there (port 0: anywhere); any other is let go."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    listener = socket.socket(fileno=FIRST)
    listener.set_inheritable(False)
    if listener.getsockname()[:2] == (host, port or listener.getsockname()[1]):
        return listener
    listener.close()
    _tell(f"FDSTOREREMOVE=1\n{NAME}")
    return None


def keep(listener: socket.socket) -> None:
    """Let systemd hold it until the service is stopped for good."""
    _tell(f"FDSTORE=1\n{NAME}", listener)


def say_ready() -> None:
    """From now on whoever comes is answered."""
    _tell("READY=1")


def _tell(words: str, *handed: socket.socket) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        # A name that begins with @ is in no file system.
        channel.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
        socket.send_fds(channel, [words.encode()], [one.fileno() for one in handed])
