"""`intake box`: the file that operator and privacy officer each make, and compare by phone."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from click.testing import CliRunner
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from intake_app.catalog import load_texts
from intake_app.cli import main
from intake_app.sealing import Authority
from intake_app.sealing import SpokenWords
from intake_app.sealing import write_public
from intake_app.settings import CONTENT
from tests.support.keyholders import new_signer
from tests.support.keys import SENDER
from tests.support.keys import Keys


def make(out: Path, *signers: Path) -> Result:
    """The command, as it is typed."""
    named = (word for one in signers for word in ("--signer", str(one)))
    return CliRunner().invoke(main, ["box", *named, "--out", str(out)])


def test_two_who_make_the_box_have_the_same_bytes_and_hear_the_same_words(
    keys: Keys, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("operator", "officer")]
    for folder in folders:
        folder.mkdir()
    told = [make(folder / "box.html", keys.signing.certificate) for folder in folders]
    one, other = (folder.joinpath("box.html").read_bytes() for folder in folders)
    assert one == other
    digest = hashlib.sha256(one)
    spelled = SpokenWords.of(load_texts(CONTENT)).spell(digest.digest())
    for result in told:
        assert result.exit_code == 0, result.output
        for said in (digest.hexdigest(), *spelled.values()):
            assert said in result.output
        assert "never\nmailed" in result.output


def test_a_box_may_know_several_signatures(keys: Keys, tmp_path: Path) -> None:
    later = new_signer(tmp_path, Authority.make(SENDER))
    files = (keys.signing.certificate, later.certificate)
    assert make(tmp_path / "box.html", *files).exit_code == 0
    box = (tmp_path / "box.html").read_text(encoding="utf-8")
    for file in files:
        certificate = x509.load_pem_x509_certificates(file.read_bytes())[0]
        assert base64.b64encode(certificate.public_bytes(Encoding.DER)).decode() in box


def test_a_box_is_never_written_over(keys: Keys, tmp_path: Path) -> None:
    out = tmp_path / "box.html"
    write_public(out, b"the one in use")
    result = make(out, keys.signing.certificate)
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert out.read_bytes() == b"the one in use"


def test_whoever_signs_no_requests_gets_no_box(keys: Keys, tmp_path: Path) -> None:
    """Its authority would open nothing; it would seem to work until the first request."""
    result = make(tmp_path / "box.html", keys.authority)
    assert result.exit_code != 0
    assert str(keys.authority) in result.output
    assert not (tmp_path / "box.html").exists()
