"""The one cookie: it holds the secret that opens the visitor's draft, and nothing else.

Gone when the browser closes. `__Host-` ties it to this host; no script can read it.
"""

from __future__ import annotations

import base64
import binascii

from flask import Request
from werkzeug.wrappers import Response

NAME = "__Host-form"
SECRET_BYTES = 32


def secret_in(request: Request) -> bytes | None:
    """The secret that came along; None when there is none, or it cannot be one."""
    try:
        secret = base64.urlsafe_b64decode(request.cookies.get(NAME, "").encode("ascii") + b"=")
    except (ValueError, binascii.Error):
        return None
    return secret if len(secret) == SECRET_BYTES else None


def give(response: Response, secret: bytes) -> Response:
    """Hand the secret to the visitor; the service keeps no copy."""
    text = base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
    response.set_cookie(NAME, text, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def take_back(response: Response) -> Response:
    """The browser forgets the secret."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="Lax")
    return response
