"""OpenSSL, in which nothing is ours: opens sealed mail and judges signatures."""

from __future__ import annotations

import subprocess
from pathlib import Path

from intake_app.sealing import KeyFiles


def openssl(*words: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Any of its commands; how it ended is for whoever asks."""
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=False)


def decrypted(mail: bytes, pair: KeyFiles) -> subprocess.CompletedProcess[bytes]:
    """The signed part, for whoever has this key."""
    own = ("-inkey", pair.key, "-recip", pair.certificate)
    return openssl("cms", "-decrypt", "-binary", *own, given=mail)


def verified(signed: bytes, trusted: Path) -> subprocess.CompletedProcess[bytes]:
    """What was signed; it ends well only when the signature holds, as mail programs judge it."""
    trust = ("-CAfile", trusted, "-no-CApath", "-purpose", "smimesign")
    return openssl("cms", "-verify", "-binary", *trust, given=signed)


def content_of(mail: bytes, pair: KeyFiles, trusted: Path) -> bytes:
    """What staff read; fails unless the mail opens and its signature is good."""
    signed = decrypted(mail, pair)
    assert signed.returncode == 0, signed.stderr
    content = verified(signed.stdout, trusted)
    assert content.returncode == 0, content.stderr
    return content.stdout


def printed(part: bytes) -> bytes:
    """Every field of a sealed or signed part, as OpenSSL tells it."""
    return openssl("cms", "-cmsout", "-print", "-noout", given=part).stdout
