"""Answers that travel in a hidden field: only this service can read them or change them.

They open for an hour, as a draft does, and only together with the form token they belong to.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from werkzeug.datastructures import MultiDict

from intake_app.security.keys import derive_key

STEP = 2048
"""Lengths are rounded up to this, so that the size of a page tells little of the answers."""
NONCE = 12
LIFETIME = timedelta(hours=1)


class Ended(Exception):
    """Sealed here, but longer than an hour ago."""


class SealedField:
    """AES-256-GCM, bound to the form token that it travels with."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._cipher = AESGCM(derive_key(secret, "sealed field"))
        self._clock = clock

    def seal(self, typed: Mapping[str, Sequence[str]], token: str) -> str:
        plain = json.dumps([self._clock(), typed], ensure_ascii=False).encode()
        # Spaces at the end are no part of the JSON value.
        plain += b" " * (-len(plain) % STEP)
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, token.encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, text: str, token: str) -> MultiDict[str, str] | None:
        """None when it was not sealed here, or for another token. Raises Ended."""
        try:
            sealed = base64.urlsafe_b64decode(text.encode("ascii"))
            plain = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], token.encode())
        except (InvalidTag, ValueError, binascii.Error):
            return None
        made, typed = json.loads(plain)
        if self._clock() - made >= LIFETIME.total_seconds():
            raise Ended
        return MultiDict(typed)

    def ends(self) -> datetime:
        """When what is sealed now opens no more."""
        return datetime.fromtimestamp(self._clock(), UTC) + LIFETIME
