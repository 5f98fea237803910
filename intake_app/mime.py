"""Bytes as they stand in a mail: base64 in short lines. Nothing is sealed or sent here."""

from __future__ import annotations

from binascii import b2a_base64
from struct import unpack

LINE = 76
"""The longest line of base64 that RFC 2045 allows."""


def base64_lines(content: bytes) -> bytes:
    """In one go and then cut: the standard library encodes line by line, many times slower."""
    text = b2a_base64(content, newline=False)
    whole, rest = divmod(len(text), LINE)
    lines = unpack(f"{LINE}s" * whole + f"{rest}s" * bool(rest), text)
    return b"\r\n".join((*lines, b""))
