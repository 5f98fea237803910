"""What names and opens one row: two keys of one secret, and a seal that fits no other row."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
NONCE_BYTES = 12
STEP = 2048
"""Lengths are rounded up to this, so that the size of a row tells little of the answers."""
VERSION = b"one-story draft 2"


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose; the secret cannot be found from them, nor any other purpose's."""
    info = VERSION + b" " + purpose.encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(secret)


class Lock:
    """For one row. The store learns `row`, and nothing that leads from there to the key."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self.row = derive(secret, f"{purpose}: name of the row")
        self._cipher = AESGCM(derive(secret, f"{purpose}: key"))

    def seal(self, plain: bytes) -> bytes:
        """AES-256-GCM, bound to the row."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        length = len(plain).to_bytes(4, "big")
        padded = length + plain + bytes(-(len(plain) + len(length)) % STEP)
        return nonce + self._cipher.encrypt(nonce, padded, self._bound_to)

    def open(self, sealed: bytes) -> bytes | None:
        """None when it was not sealed with this lock, for this row."""
        try:
            padded = self._cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to
            )
        except (InvalidTag, ValueError):
            return None
        length = int.from_bytes(padded[:4], "big")
        return padded[4 : 4 + length]

    @property
    def _bound_to(self) -> bytes:
        return VERSION + self.row
