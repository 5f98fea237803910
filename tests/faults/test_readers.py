"""The mail staff receive, opened by the engines of other programs: Thunderbird's and GnuPG's.

OpenSSL opens it wherever else a test looks inside.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from intake_app.intake.clock import utc_now
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import ticket_for
from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyPair
from intake_app.settings import Settings
from tests.support.family import REFERRAL
from tests.support.family import WORDS
from tests.support.keys import Keys
from tests.support.openssl import decrypted

pytestmark = pytest.mark.prove

PASSPHRASE = "owl at noon"  # noqa: S105  (of a key that lasts one test)


@pytest.fixture
def mail(settings: Settings) -> bytes:
    """A request as it travels."""
    intake = Intake.open(dataclasses.replace(settings, recipients=settings.recipients[:1]))
    intake.accept(REFERRAL, ticket_for("a form"))
    [delivery] = intake.store.claim_due(now=utc_now(), limit=1, lease=timedelta(minutes=20))
    intake.store.close()
    return delivery.mail


@pytest.fixture
def p12(keys: Keys, tmp_path: Path) -> Path:
    """The agency's key as `intake key new` wraps it for old programs."""
    file = tmp_path / "agency.p12"
    file.write_bytes(pair(keys.agency).p12(PASSPHRASE.encode(), name="agency", legacy=True))
    return file


def pair(files: KeyFiles) -> KeyPair:
    """Read from its files."""
    key = load_pem_private_key(files.key.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return KeyPair(key, x509.load_pem_x509_certificate(files.certificate.read_bytes()))


def der(entity: bytes) -> bytes:
    """The CMS structure that a MIME entity carries."""
    return b64decode(entity.replace(b"\r\n", b"\n").partition(b"\n\n")[2])


def changed(signed: bytes) -> bytes:
    """One bit of what was signed is another one."""
    place = signed.index(b"Content-Type") + 3
    return signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]


def run(*words: str | Path, given: bytes = b"", folder: Path | None = None) -> bytes:
    """What a program says; raises CalledProcessError when it is not content."""
    environment = {**os.environ, "GNUPGHOME": str(folder)} if folder else None
    return subprocess.run(
        words, input=given, capture_output=True, check=True, env=environment
    ).stdout


@pytest.fixture
def nss(p12: Path, keys: Keys, tmp_path: Path) -> str:
    """A key store such as Thunderbird has: the agency's key, the service's authority trusted.

    It is less strict than Thunderbird itself, which `test_thunderbird.py` asks.
    """
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password")
    run("pk12util", "-i", p12, "-d", store, "-W", PASSPHRASE)
    run("certutil", "-A", "-d", store, "-n", "service", "-t", ",C,", "-a", "-i", keys.authority)
    return store


def test_thunderbirds_engine_opens_it_and_finds_the_signature_good(
    mail: bytes, nss: str, tmp_path: Path
) -> None:
    sealed, inner = tmp_path / "sealed", tmp_path / "signed"
    sealed.write_bytes(der(mail))
    signed = run("cmsutil", "-D", "-d", nss, "-i", sealed)
    inner.write_bytes(der(signed))
    opened = run("cmsutil", "-D", "-d", nss, "-u", "4", "-i", inner)
    assert opened.startswith(b"Content-Type: multipart/")
    inner.write_bytes(changed(der(signed)))
    with pytest.raises(subprocess.CalledProcessError):
        run("cmsutil", "-D", "-d", nss, "-u", "4", "-i", inner)


@pytest.mark.parametrize("legacy", [False, True], ids=["new", "old"])
def test_thunderbirds_engine_takes_the_key_in_either_wrapping(
    legacy: bool, keys: Keys, tmp_path: Path
) -> None:
    store, file = f"sql:{tmp_path}", tmp_path / "agency.p12"
    file.write_bytes(pair(keys.agency).p12(PASSPHRASE.encode(), name="agency", legacy=legacy))
    run("certutil", "-N", "-d", store, "--empty-password")
    run("pk12util", "-i", file, "-d", store, "-W", PASSPHRASE)
    assert b"agency" in run("certutil", "-K", "-d", store)


@pytest.fixture
def gnupg(p12: Path, keys: Keys, tmp_path: Path) -> Iterator[Path]:
    """A key box of GnuPG's, with the agency's key; it trusts the service's authority."""
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    (home / "gpgsm.conf").write_text("disable-crl-checks\nbatch\npinentry-mode loopback\n")
    (home / "gpg-agent.conf").write_text("allow-loopback-pinentry\n")
    authority = x509.load_pem_x509_certificate(keys.authority.read_bytes())
    fingerprint = authority.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303  (GnuPG's name)
    (home / "trustlist.txt").write_text(f"{fingerprint} S\n")
    given = f"{PASSPHRASE}\n".encode()
    run("gpgsm", "--passphrase-fd", "0", "--import", p12, given=given, folder=home)
    run("gpgsm", "--import", keys.authority, folder=home)
    yield home
    run("gpgconf", "--kill", "gpg-agent", folder=home)


def test_gnupg_opens_it_and_finds_the_signature_good(
    mail: bytes, gnupg: Path, tmp_path: Path
) -> None:
    sealed, inner = tmp_path / "sealed", tmp_path / "signed"
    sealed.write_bytes(der(mail))
    unlock = ["gpgsm", "--passphrase-fd", "0"]
    signed = run(*unlock, "--decrypt", sealed, given=f"{PASSPHRASE}\n".encode(), folder=gnupg)
    inner.write_bytes(der(signed))
    verify = ["gpgsm", "--output", "-", "--verify", inner]
    assert run(*verify, folder=gnupg).startswith(b"Content-Type: multipart/")
    assert WORDS[0].encode() not in mail
    inner.write_bytes(changed(der(signed)))
    with pytest.raises(subprocess.CalledProcessError):
        run(*verify, folder=gnupg)


def test_openssl_opens_it_and_finds_the_signature_good(mail: bytes, keys: Keys) -> None:
    signed = decrypted(mail, keys.agency).stdout
    trust = ("-CAfile", keys.authority, "-no-CApath", "-purpose", "smimesign", "-inform", "DER")
    verify = ("openssl", "cms", "-verify", "-binary", *trust)
    assert run(*verify, given=der(signed)).startswith(b"Content-Type: multipart/")
    with pytest.raises(subprocess.CalledProcessError):
        run(*verify, given=changed(der(signed)))


NEWER = {
    "AES-GCM": ("-aes-256-gcm",),
    "RSA-OAEP": ("-aes-256-cbc", "-keyopt", "rsa_padding_mode:oaep"),
}


@pytest.mark.parametrize("form", NEWER)
def test_there_is_still_a_reason_for_the_older_form(
    form: str, keys: Keys, nss: str, gnupg: Path, tmp_path: Path
) -> None:
    """The day this fails is the day to read the deviation record, docs/adr/0002, again."""
    sealed, how = tmp_path / "newer", NEWER[form]
    to = ("-recip", keys.agency.certificate)
    made = ("-binary", "-outform", "DER", "-out", sealed, how[0], *to, *how[1:])
    run("openssl", "cms", "-encrypt", *made, given=b"hello")
    own = ("-inform", "DER", "-in", sealed, *to, "-inkey", keys.agency.key)
    assert run("openssl", "cms", "-decrypt", *own) == b"hello"
    with pytest.raises(subprocess.CalledProcessError):
        run("cmsutil", "-D", "-d", nss, "-i", sealed)
    unlock = ("gpgsm", "--passphrase-fd", "0", "--decrypt", sealed)
    with pytest.raises(subprocess.CalledProcessError):
        run(*unlock, given=f"{PASSPHRASE}\n".encode(), folder=gnupg)
