"""The listening socket, kept by systemd while this process is started anew.

Who comes meanwhile waits in its queue, and no family is turned away. Without systemd, or where its
unit keeps nothing, all of this does nothing. systemd's own words: sd_listen_fds(3).
"""

from __future__ import annotations

import os
import socket

from intake_app.sd_notify import notify

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
    notify(f"FDSTOREREMOVE=1\n{NAME}")
    return None


def keep(listener: socket.socket) -> None:
    """Let systemd hold it until the service is stopped for good."""
    notify(f"FDSTORE=1\n{NAME}", listener)
