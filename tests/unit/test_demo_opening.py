"""The demo's mailbox opens what was sealed for it, and never calls a changed mail signed."""

from __future__ import annotations

import random
from base64 import b64decode
from base64 import encodebytes
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7SignatureBuilder

from intake_app.demo.decryption import NotOpened
from intake_app.demo.decryption import StaffKey
from intake_app.demo.mailbox import sandbox_policy
from intake_app.demo.mailserver import Mailbox
from intake_app.demo.received_mail import letters
from intake_app.demo.signature import NotSigned
from intake_app.demo.signature import signed_content
from intake_app.sealing import KeyFiles
from intake_app.sealing import Sealer
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.settings import Settings
from tests.support.keys import Keys

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def load(files: KeyFiles) -> tuple[PrivateKey, x509.Certificate]:
    """Key and certificate of a pair."""
    key = load_pem_private_key(files.key.read_bytes(), None)
    assert isinstance(key, PrivateKey)
    return key, x509.load_pem_x509_certificate(files.certificate.read_bytes())


def reader(files: KeyFiles, signer: x509.Certificate) -> StaffKey:
    """Somebody with this key, who trusts that signer."""
    key, certificate = load(files)
    assert isinstance(key, rsa.RSAPrivateKey)
    return StaffKey(key, certificate, signer)


@pytest.fixture(scope="session")
def staff(keys: Keys) -> StaffKey:
    return reader(keys.agency, load(keys.signing)[1])


@pytest.fixture
def inner() -> bytes:
    """A message like the one that staff read, before it is sealed."""
    message = EmailMessage(policy=SMTP)
    message.set_content("Zoë: call 613-555-0188", cte="base64")
    message.add_alternative("<p>Zoë</p>", subtype="html", cte="base64")
    json = '{"name": "Zoë"}'.encode()
    message.add_attachment(json, maintype="application", subtype="json", filename="referral.json")
    return message.as_bytes()


@pytest.fixture
def sealed(settings: Settings, inner: bytes) -> bytes:
    return b"Subject: New request HAL-2026-0001\r\n" + Sealer.load(settings).seal(inner)


def test_what_the_service_sealed_is_opened_and_its_signature_holds(
    staff: StaffKey, sealed: bytes
) -> None:
    opened = staff.open(sealed)
    assert opened.signature_valid
    assert opened.signer == "requests@service.example"
    assert opened.text.strip() == "Zoë: call 613-555-0188"
    assert opened.html.strip() == "<p>Zoë</p>"
    assert opened.referral == '{\n  "name": "Zoë"\n}'


def test_another_key_opens_nothing(staff: StaffKey, sealed: bytes, tmp_path: Path) -> None:
    stranger = write_key_pair(make_key_pair("other@agency.example", years=1), tmp_path, "other")
    with pytest.raises(NotOpened):
        reader(stranger, staff.signer).open(sealed)


def test_another_signer_is_not_taken_for_the_service(
    staff: StaffKey, inner: bytes, keys: Keys
) -> None:
    key, certificate = load(keys.recovery)
    assert not staff.open(seal(sign(inner, key, certificate), staff)).signature_valid


def test_a_signature_by_rsa_is_verified_as_well(inner: bytes, staff: StaffKey, keys: Keys) -> None:
    key, certificate = load(keys.recovery)
    trusting = replace(staff, signer=certificate)
    assert trusting.open(seal(sign(inner, key, certificate), staff)).signature_valid


def sign(content: bytes, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    """A signed message, as DER."""
    builder = PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, SHA256())
    return builder.sign(Encoding.DER, [PKCS7Options.Binary])


def seal(signed: bytes, staff: StaffKey) -> bytes:
    """A mail that holds this signed message, sealed for staff."""
    inside = b"Content-Type: application/pkcs7-mime\r\n\r\n" + encodebytes(signed)
    builder = PKCS7EnvelopeBuilder().set_content_encryption_algorithm(AES256).set_data(inside)
    der = builder.add_recipient(staff.certificate).encrypt(Encoding.DER, [PKCS7Options.Binary])
    return b"Subject: x\r\n\r\n" + encodebytes(der)


def test_no_flipped_bit_passes_for_signed(staff: StaffKey, inner: bytes, keys: Keys) -> None:
    signed = sign(inner, *load(keys.signing))
    chance = random.Random(2026)  # noqa: S311  (the same flips on every run)
    for position in chance.sample(range(len(signed) * 8), 600):
        flipped = bytearray(signed)
        flipped[position // 8] ^= 1 << position % 8
        try:
            content, valid = signed_content(bytes(flipped), staff.signer)
        except NotSigned:
            continue
        assert content == inner or not valid


def test_a_changed_word_is_noticed(staff: StaffKey, inner: bytes, keys: Keys) -> None:
    signed = sign(inner, *load(keys.signing))
    assert signed.count(b"referral.json")
    changed = signed.replace(b"referral.json", b"preferred.jpg")
    assert not staff.open(seal(changed, staff)).signature_valid


@pytest.mark.parametrize("signed", [b"", b"\x30", b"\x30\x80\x00\x00", b"\x30\x00", b"text"])
def test_what_is_not_signed_is_not_opened(staff: StaffKey, signed: bytes) -> None:
    with pytest.raises(NotOpened):
        staff.open(seal(signed, staff))


def test_a_mail_in_clear_is_not_opened(staff: StaffKey) -> None:
    with pytest.raises(NotOpened):
        staff.open(b"Subject: Hello\r\n\r\nJust words, and nothing sealed.\r\n")


def test_mails_are_kept_byte_for_byte_in_the_order_they_came(tmp_path: Path) -> None:
    for name in ("tmp", "new", "cur"):
        (tmp_path / name).mkdir()
    mails = [
        f"Subject: New request HAL-2026-{n:04}\r\n\r\n.\r\n\x00\r\n".encode() for n in (1, 2, 3)
    ]
    mailbox = Mailbox(tmp_path)
    for mail in mails:
        mailbox.keep(mail)
    found = letters(tmp_path)
    assert [letter.travelled for letter in found] == mails
    assert [letter.serial for letter in found] == [1, 2, 3]
    assert found[2].subject == "New request HAL-2026-0003"


def test_a_long_body_is_shown_with_its_middle_left_out(sealed: bytes, tmp_path: Path) -> None:
    for name in ("tmp", "new", "cur"):
        (tmp_path / name).mkdir()
    Mailbox(tmp_path).keep(sealed)
    (letter,) = letters(tmp_path)
    lines = letter.body.splitlines()
    assert len(lines) == 15
    assert "more lines like these" in lines[12]
    assert b64decode(lines[0])


def test_a_mail_may_use_its_own_styles_and_nothing_else() -> None:
    html = '<style>p{color:red}</style><p style="margin:0">Zoë</p><script>alert(1)</script>'
    policy = sandbox_policy(html)
    assert policy.count("sha256-") == 2
    assert "unsafe-inline" not in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert "style-src 'none'" in sandbox_policy("<p>Zoë</p>")
