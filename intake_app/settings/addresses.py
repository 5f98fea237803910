"""Addresses as operators write them: hosts and mailboxes, in the form that the network carries."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult
from urllib.parse import urlsplit

from email_validator import EmailNotValidError
from email_validator import validate_email

LONGEST_HOST = 253
"""RFC 1035, 2.3.4, without the last dot."""
HOST = re.compile(r"[A-Za-z0-9._-]+")


def host_of(text: str) -> str:
    """The host name in ASCII, or the IP address; empty when it is neither."""
    try:
        # As the network is asked for it: a part that is empty or too long is refused here.
        host = text.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if HOST.fullmatch(host) and len(host.rstrip(".")) <= LONGEST_HOST:
        return host
    return text if _is_ip(text) else ""


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def parts_of(url: str) -> SplitResult | None:
    """The parts of an address, its port looked at; None when it has none, as `https://[x`.

    The library's own error quotes the address, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def site_of(url: str) -> str:
    """Host and port, as they are named to people; empty when there are none."""
    parts = parts_of(url)
    return parts.netloc if parts else ""


def mailbox_of(text: str) -> str:
    """The address as mail servers take it, a host with accents in ASCII; empty when it is none.

    Checked without asking the network.
    """
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""
