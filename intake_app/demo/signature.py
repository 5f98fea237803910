"""Checks the signature inside a sealed mail (RFC 5652), because `cryptography` only makes them.

Knows the one form that `sealing` makes: one signer, SHA-256, RSA or P-256, signed attributes,
content inside. Anything else is not valid.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

SET, OCTETS, CONTEXT_0 = 0x31, 0x04, 0xA0
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
"""OID 1.2.840.113549.1.9.4, as it stands in the attributes."""


class NotSigned(ValueError):
    """The bytes are no signed message in the form that is known here."""


@dataclass(frozen=True)
class Element:
    """One element of DER: its tag, what it holds, and its bytes from the tag on."""

    tag: int
    body: bytes
    whole: bytes

    def children(self) -> list[Element]:
        """The elements inside."""
        return list(elements(self.body))


def elements(der: bytes) -> Iterator[Element]:
    """The elements that stand one after another. Raises NotSigned when they do not."""
    position = 0
    while position < len(der):
        head = der[position : position + 2]
        if len(head) < 2 or head[1] == 0x80:
            raise NotSigned("An element has no length.")
        start = position + 2 + (head[1] & 0x7F if head[1] & 0x80 else 0)
        length = int.from_bytes(der[position + 2 : start]) if head[1] & 0x80 else head[1]
        if start + length > len(der):
            raise NotSigned("An element is cut off.")
        whole = der[position : start + length]
        yield Element(head[0], der[start : start + length], whole)
        position = start + length


def signed_content(der: bytes, signer: x509.Certificate) -> tuple[bytes, bool]:
    """What was signed, and whether `signer` signed exactly this. Raises NotSigned."""
    try:
        _, wrapped = next(elements(der)).children()
        (signed_data,) = wrapped.children()
        parts = signed_data.children()
        content = parts[2].children()[1].children()[0]
        (signer_info,) = parts[-1].children()
        if content.tag != OCTETS:
            raise NotSigned("The content is not inside.")
        return content.body, _is_valid(content.body, signer_info, signer)
    except (StopIteration, ValueError, IndexError) as error:
        raise NotSigned("This is not a signed message.") from error


def _is_valid(content: bytes, signer_info: Element, signer: x509.Certificate) -> bool:
    fields = signer_info.children()
    attributes = next((field for field in fields if field.tag == CONTEXT_0), None)
    signature = next((field for field in fields if field.tag == OCTETS), None)
    if attributes is None or signature is None:
        return False
    if not hmac.compare_digest(_digest_in(attributes), hashlib.sha256(content).digest()):
        return False
    # RFC 5652, 5.4: the attributes are signed as the SET they are, not under their implicit tag.
    signed = bytes([SET]) + attributes.whole[1:]
    return _signed(signer, signature.body, signed)


def _signed(signer: x509.Certificate, signature: bytes, content: bytes) -> bool:
    key = signer.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, PKCS1v15(), SHA256())
            return True
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(SHA256()))
            return True
    except InvalidSignature:
        pass
    return False


def _digest_in(attributes: Element) -> bytes:
    for attribute in attributes.children():
        name, values = attribute.children()
        if name.whole == MESSAGE_DIGEST:
            return values.children()[0].body
    return b""
