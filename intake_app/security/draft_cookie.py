"""The one cookie: it holds the secret that opens the visitor's draft, and nothing else.

Gone when the browser closes. `__Host-` ties it to this host; no script can read it. Its name is
the same whatever happened, so that it tells nothing to whoever looks at the device.
"""

from __future__ import annotations

import base64
import binascii

from flask import Request
from werkzeug.wrappers import Response

NAME = "__Host-form"
SECRET_BYTES = 32
SENT = "0"
LEFT = "1"


def secret_in(request: Request) -> bytes | None:
    """The secret that came along; None when there is none, or it cannot be one."""
    try:
        secret = base64.urlsafe_b64decode(request.cookies.get(NAME, "").encode("ascii") + b"=")
    except (ValueError, binascii.Error):
        return None
    return secret if len(secret) == SECRET_BYTES else None


def says_sent(request: Request) -> bool:
    """True when what this browser had was sent, so that its next form is a new one."""
    return request.cookies.get(NAME) == SENT


def give(response: Response, secret: bytes) -> Response:
    """Hand the secret to the visitor; the service keeps no copy."""
    return _set(response, base64.urlsafe_b64encode(secret).rstrip(b"=").decode())


def say_sent(response: Response) -> Response:
    """The secret goes; Back may then say why the form is empty."""
    return _set(response, SENT)


def forget_pages(response: Response) -> Response:
    """The browser forgets the secret, and what it kept of our pages for Back.

    Chromium keeps whole pages, `no-store` ones too, until a cookie changes. To delete one that was
    never there changes nothing, so it is set for a second. Clear-Site-Data would do the same, but
    walks the whole cache first: seconds, where there must be none.
    """
    return _set(response, LEFT, max_age=1)


def take_back(response: Response) -> Response:
    """The browser forgets the secret."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def _set(response: Response, value: str, max_age: int | None = None) -> Response:
    response.set_cookie(NAME, value, max_age, path="/", secure=True, httponly=True, samesite="Lax")
    return response
