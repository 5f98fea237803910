"""What the demo hands out, so that a newcomer opens a sealed mail as staff would: box and key."""

from __future__ import annotations

from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask
from flask import Response
from flask import abort

from intake_app.box import make_box
from intake_app.catalog import load_texts
from intake_app.demo.decryption import NotOpened
from intake_app.demo.keys import DemoKeys
from intake_app.demo.received_mail import letters
from intake_app.demo.settings import STAFF
from intake_app.demo.settings import Place
from intake_app.sealing import KeyPair
from intake_app.sealing import load_signer
from intake_app.settings import CONTENT

PASSPHRASE = "this is only a demonstration"  # noqa: S105  (locks a throw-away key, and is shown)


@cache
def demo_box(keys: DemoKeys) -> bytes:
    """A request box that knows the demo's signature."""
    return make_box([load_signer(keys.signing.certificate)], load_texts(CONTENT))


@cache
def staff_p12(keys: DemoKeys) -> bytes:
    """The demo's staff key, as `intake key new` would hand it to an agency."""
    key = load_pem_private_key(keys.staff.key.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotOpened("The staff key is not an RSA key.")
    certificate = x509.load_pem_x509_certificate(keys.staff.certificate.read_bytes())
    return KeyPair(key, certificate).p12(PASSPHRASE.encode(), name=STAFF)


def hand_out(app: Flask, place: Place) -> None:
    """Routes of the mailbox that give box, key and mails as files."""

    @app.get("/box.html")
    def box() -> Response:
        # Downloaded, never shown: a box works from a file alone.
        return _file("box.html", "application/octet-stream", demo_box(place.keys))

    @app.get("/key.p12")
    def staff_key() -> Response:
        return _file("key.p12", "application/x-pkcs12", staff_p12(place.keys))

    @app.get("/<int:serial>/request.eml")
    def travelled(serial: int) -> Response:
        found = [letter for letter in letters(place.mailbox) if letter.serial == serial]
        if not found:
            abort(404)
        return _file(f"request-{serial}.eml", "message/rfc822", found[0].travelled)

    @app.context_processor
    def passphrase() -> dict[str, str]:
        return {"passphrase": PASSPHRASE}


def _file(name: str, content_type: str, content: bytes) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=content_type, headers=disposition)
