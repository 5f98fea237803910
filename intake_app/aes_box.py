"""AES-256-GCM, and the keys for it: the one way in which this service locks what it keeps itself.

What is sealed opens with the same key, and for the same row or form that it was bound to.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
STEP = 2048
"""Whoever seals rounds lengths up to this: the size must tell little of the answers."""


def derive_key(secret: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose; the secret cannot be found from them, nor any other purpose's."""
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret)


class AesBox:
    """Seals under one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes | None:
        """None when it was not sealed with this key, or is bound to something else."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
        except (InvalidTag, ValueError):
            return None
