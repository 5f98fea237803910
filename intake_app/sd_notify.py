"""Tells systemd how the process is: sd_notify(3). Where it does not listen, nothing happens."""

from __future__ import annotations

import os
import socket


def notify(state: str, *handed: socket.socket) -> None:
    """Such as `READY=1`, and sockets that it shall hold. Raises OSError."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        # A name that begins with @ is in no file system.
        channel.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
        socket.send_fds(channel, [state.encode()], [one.fileno() for one in handed])
