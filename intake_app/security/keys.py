"""One secret, several keys: each use has its own, so that none can stand in for another."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"one-story {purpose}".encode()).derive(secret)
