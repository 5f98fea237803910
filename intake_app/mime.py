"""Bytes as they stand in a mail: base64 in short lines. Nothing is sealed or sent here."""

from __future__ import annotations

from base64 import encodebytes


def base64_lines(content: bytes) -> bytes:
    """In lines of 76, the longest that RFC 2045 allows, ended as mails end them."""
    return encodebytes(content).replace(b"\n", b"\r\n")
