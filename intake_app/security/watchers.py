"""Who may see more than "up" or "down": whoever stands on this machine, or brings the token.

Figures that move with each request would tell a stranger that a family has just sent one.
"""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

from intake_app.settings import LOOPBACK

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via")
"""What a proxy adds: then the caller is somebody else, wherever the proxy runs."""


def may_see_details(request: Request, token: str) -> bool:
    """`token`: the operator's own, or none."""
    return _brings(request, token) or _stands_here(request)


def _brings(request: Request, token: str) -> bool:
    brought = request.authorization
    if not token or brought is None or brought.type != "bearer":
        return False
    return compare_digest((brought.token or "").encode(), token.encode())


def _stands_here(request: Request) -> bool:
    """By its own address, to ours, with nobody in between."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.host}").hostname
    return host in LOOPBACK and _is_loopback(request.remote_addr)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
