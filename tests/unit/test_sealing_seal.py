"""What is sealed opens for the agency and for the recovery key alone, and only unchanged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from intake_app.sealing import KeyFiles
from intake_app.sealing import Sealer
from intake_app.settings import Settings
from tests.keys import Keys

SECRET = "Zoë O’Hara-المسعود 🦉, 613-555-0123".encode()


def multipart(body: bytes) -> bytes:
    return (
        b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
        b"--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"\r\n" + body + b"\r\n--edge--\r\n"
    )


def opened(sealed: bytes, pair: KeyFiles, folder: Path) -> bytes:
    """What OpenSSL's own S/MIME reader makes of it, before the signature is looked at."""
    (folder / "sealed.eml").write_bytes(sealed)
    program = subprocess.run(
        ["openssl", "cms", "-decrypt", "-binary", "-in", folder / "sealed.eml"]
        + ["-inkey", pair.key, "-recip", pair.certificate],
        capture_output=True,
        check=True,
    )
    return program.stdout


def verified(signed: bytes, signer: Path, folder: Path) -> bytes:
    """The content, when OpenSSL finds the signature good."""
    (folder / "signed.eml").write_bytes(signed)
    program = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-in", folder / "signed.eml"]
        + ["-CAfile", signer, "-purpose", "smimesign"],
        capture_output=True,
        check=True,
    )
    return program.stdout


@pytest.mark.parametrize("reader", ["agency", "second", "recovery"])
def test_every_reader_opens_the_seal_and_finds_a_good_signature(
    reader: str, settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    signed = opened(sealed, getattr(keys, reader), tmp_path)
    content = verified(signed, keys.signing.certificate, tmp_path)
    assert content.startswith(multipart(SECRET))
    assert content[len(multipart(SECRET)) :].strip() == b""
