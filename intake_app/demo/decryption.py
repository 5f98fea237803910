"""Opens a sealed mail with a key of the demo's, as Outlook or Thunderbird would."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import pkcs7_decrypt_der

from intake_app.demo.keys import DemoKeys
from intake_app.demo.signature import NotSigned
from intake_app.demo.signature import signed_content
from intake_app.sealing import KeyFiles


class NotOpened(ValueError):
    """The mail cannot be opened with the demo's key."""


@dataclass(frozen=True)
class OpenedMail:
    """What staff read."""

    signature_valid: bool
    signer: str
    text: str
    html: str
    """Empty when the mail has no such part."""
    referral: str
    """referral.json, indented."""


@dataclass(frozen=True)
class StaffKey:
    """The key that opens and the certificate that vouches."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    signer: x509.Certificate

    @classmethod
    def load(cls, keys: DemoKeys, pair: KeyFiles) -> StaffKey:
        """One of the demo's keys, read from its files."""
        key = load_pem_private_key(pair.key.read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise NotOpened("The staff key is not an RSA key.")
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        signer = x509.load_pem_x509_certificate(keys.signing.certificate.read_bytes())
        return cls(key, certificate, signer)

    def open(self, travelled: bytes) -> OpenedMail:
        """Decrypt, verify and take apart. Raises NotOpened."""
        try:
            signed = pkcs7_decrypt_der(_der(travelled), self.certificate, self.key, [])
            return self._read(_der(signed))
        except NotSigned as error:
            raise NotOpened(str(error)) from error
        except ValueError as error:
            raise NotOpened("It was not sealed for the demo's key.") from error

    def _read(self, signed: bytes) -> OpenedMail:
        content, valid = signed_content(signed, self.signer)
        inner = message_from_bytes(content, policy=SMTP)
        return OpenedMail(
            signature_valid=valid,
            signer=_address(self.signer),
            text=_part(inner, "text/plain"),
            html=_part(inner, "text/html"),
            referral=_indented(_part(inner, "application/json")),
        )


def _der(mail: bytes) -> bytes:
    _, _, body = mail.replace(b"\r\n", b"\n").partition(b"\n\n")
    return base64.b64decode(body)


def _address(certificate: x509.Certificate) -> str:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return ", ".join(names.value.get_values_for_type(x509.RFC822Name))


def _part(inner: EmailMessage, content_type: str) -> str:
    for part in inner.walk():
        if part.get_content_type() == content_type:
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8") if isinstance(payload, bytes) else ""
    return ""


def _indented(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2) if text else ""
