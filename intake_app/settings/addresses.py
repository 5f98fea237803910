"""Addresses as operators write them: hosts and mailboxes, in the form that the network carries."""

from __future__ import annotations

import re
from ipaddress import ip_address

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


def mailbox_of(text: str) -> str:
    """The address as mail servers take it, a host with accents in ASCII; empty when it is none.

    Checked without asking the network.
    """
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""
