"""Key files as programs write them: opened, or refused with the sentence that helps.

Made by OpenSSL and by the library that `intake key new` uses; no code of the box has made them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from playwright.sync_api import Browser

from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyPair
from tests.support.box.forms import Forms
from tests.support.box.forms import openssl
from tests.support.box.harness import OPEN
from tests.support.box.harness import Harness
from tests.support.box.staff import PASSPHRASE
from tests.support.keys import AGENCY
from tests.support.keys import Keys

ACCENTED = "l’été où l’on dînait à Orléans"
COMPOSED, APART = (unicodedata.normalize(form, ACCENTED) for form in ("NFC", "NFD"))


@dataclass(frozen=True)
class Locksmith:
    """Wraps one key in every way."""

    files: KeyFiles
    others: Keys

    def wrapped(self, *, legacy: bool = False, passphrase: str = PASSPHRASE) -> bytes:
        """By `intake key new`."""
        key = load_pem_private_key(self.files.key.read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        certificate = x509.load_pem_x509_certificate(self.files.certificate.read_bytes())
        return KeyPair(key, certificate).p12(passphrase.encode(), name=AGENCY, legacy=legacy)

    def p12(self, *more: str | Path, files: KeyFiles | None = None) -> bytes:
        """By OpenSSL 3."""
        pair = files or self.files
        lock = ("-passout", f"pass:{PASSPHRASE}")
        which = ("-in", pair.certificate, "-inkey", pair.key)
        return openssl("pkcs12", "-export", *which, *lock, *more)

    def pem(self, *more: str) -> bytes:
        """PKCS #8 in PEM, by OpenSSL."""
        lock = ("-passout", f"pass:{PASSPHRASE}")
        return openssl("pkcs8", "-topk8", "-in", self.files.key, *lock, *more)

    def der_certificate(self) -> bytes:
        return openssl("x509", "-in", self.files.certificate, "-outform", "DER")

    def broken(self) -> bytes:
        """One number of the key does not fit the others."""
        whole = bytearray(
            openssl("pkcs8", "-topk8", "-nocrypt", "-in", self.files.key, "-outform", "DER")
        )
        whole[-20] ^= 1
        return b"-----BEGIN PRIVATE KEY-----\n%s-----END PRIVATE KEY-----\n" % openssl(
            "base64", given=bytes(whole)
        )


Make = Callable[[Locksmith], bytes]
OPENED: dict[str, tuple[Make, str]] = {
    "intake key new": (Locksmith.wrapped, PASSPHRASE),
    "OpenSSL 3": (Locksmith.p12, PASSPHRASE),
    "certificate under AES-128, as Thunderbird has it": (
        lambda smith: smith.p12("-certpbe", "AES-128-CBC"),
        PASSPHRASE,
    ),
    "certificate not locked": (lambda smith: smith.p12("-certpbe", "NONE"), PASSPHRASE),
    "without a check of its own": (lambda smith: smith.p12("-nomac"), PASSPHRASE),
    "with a chain": (
        lambda smith: smith.p12("-certfile", smith.others.recovery.certificate),
        PASSPHRASE,
    ),
    "PEM under AES-256": (lambda smith: smith.pem("-v2", "aes-256-cbc"), PASSPHRASE),
    "PEM under AES-128 and SHA-1": (
        lambda smith: smith.pem("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"),
        PASSPHRASE,
    ),
    "PEM without a lock": (lambda smith: smith.pem("-nocrypt"), ""),
    "é as one letter, typed as two": (lambda smith: smith.wrapped(passphrase=COMPOSED), APART),
    "é as two letters, typed as one": (lambda smith: smith.wrapped(passphrase=APART), COMPOSED),
}
REFUSED: dict[str, tuple[Make, str, str]] = {
    "for old programs": (lambda smith: smith.wrapped(legacy=True), PASSPHRASE, "oldLock"),
    "PEM for old programs": (
        lambda smith: openssl("rsa", "-traditional", "-in", smith.files.key),
        PASSPHRASE,
        "oldLock",
    ),
    "PEM under scrypt": (lambda smith: smith.pem("-scrypt"), PASSPHRASE, "otherLock"),
    "under triple DES by PBES2": (lambda smith: smith.pem("-v2", "des3"), PASSPHRASE, "otherLock"),
    "another passphrase": (Locksmith.wrapped, PASSPHRASE.upper(), "wrongPassphrase"),
    "no passphrase": (Locksmith.wrapped, "", "wrongPassphrase"),
    "certificates alone": (lambda smith: smith.p12("-nokeys"), PASSPHRASE, "noKey"),
    "a key that signs": (
        lambda smith: smith.p12(files=smith.others.signing),
        PASSPHRASE,
        "notRsa",
    ),
    "a certificate": (lambda smith: smith.files.certificate.read_bytes(), "", "onlyCertificate"),
    "a certificate in DER": (Locksmith.der_certificate, "", "onlyCertificate"),
    "a number that does not fit": (Locksmith.broken, "", "brokenKey"),
    "an empty file": (lambda _: b"", "", "notKeyFile"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(500), "", "notKeyFile"),
}


@pytest.fixture(scope="module")
def harness(
    chromium: Browser, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Harness]:
    page = chromium.new_page()
    yield Harness(page, keys, tmp_path_factory.mktemp("empty") / "empty.html")
    page.close()


@pytest.fixture(scope="module")
def smith(keys: Keys) -> Locksmith:
    return Locksmith(keys.agency, keys)


@pytest.mark.parametrize("form", OPENED)
def test_a_key_in_this_form_opens_a_request(
    harness: Harness, smith: Locksmith, forms: Forms, form: str
) -> None:
    make, passphrase = OPENED[form]
    assert harness.takes(make(smith), passphrase) == ""
    (told,) = harness.outcomes([forms.mail])
    assert told.startswith(OPEN)


@pytest.mark.parametrize("form", REFUSED)
def test_a_file_of_this_kind_is_refused_with_the_sentence_that_helps(
    harness: Harness, smith: Locksmith, form: str
) -> None:
    make, passphrase, reason = REFUSED[form]
    assert harness.takes(make(smith), passphrase) == reason
