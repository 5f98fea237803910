"""Answers that travel in a hidden field: only this service can read them or change them."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from werkzeug.datastructures import MultiDict

from intake_app.security.keys import derive_key

STEP = 2048
"""Lengths are rounded up to this, so that the size of a page tells little of the answers."""
NONCE = 12


class SealedField:
    """AES-256-GCM, bound to the form token that it travels with."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(derive_key(secret, "sealed field"))

    def seal(self, typed: Mapping[str, Sequence[str]], token: str) -> str:
        plain = json.dumps(typed, ensure_ascii=False).encode()
        # Spaces at the end are no part of the JSON value.
        plain += b" " * (-len(plain) % STEP)
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, token.encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, text: str, token: str) -> MultiDict[str, str] | None:
        """None when it was not sealed here, or for another token."""
        try:
            sealed = base64.urlsafe_b64decode(text.encode("ascii"))
            plain = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], token.encode())
        except (InvalidTag, ValueError, binascii.Error):
            return None
        return MultiDict(json.loads(plain))
