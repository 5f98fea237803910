"""Keys that are made here are fit for S/MIME, and their files are kept private."""

from __future__ import annotations

import stat
import subprocess
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from intake_app.errors import CertificateFault
from intake_app.sealing import KeyPair
from intake_app.sealing import make_key_pair
from intake_app.sealing import summarize
from intake_app.sealing import write_key_pair

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return make_key_pair("intake@agency.example", years=2, now=NOW)


def extension(pair: KeyPair, kind: type[x509.ExtensionType]) -> x509.ExtensionType:
    return pair.certificate.extensions.get_extension_for_class(kind).value


def test_a_pair_is_rsa_3072_and_names_its_address(pair: KeyPair) -> None:
    assert isinstance(pair.key, rsa.RSAPrivateKey)
    assert pair.key.key_size == 3072
    names = extension(pair, x509.SubjectAlternativeName)
    assert isinstance(names, x509.SubjectAlternativeName)
    assert names.get_values_for_type(x509.RFC822Name) == ["intake@agency.example"]


def test_a_pair_is_for_mail_and_can_issue_nothing(pair: KeyPair) -> None:
    usage = extension(pair, x509.ExtendedKeyUsage)
    assert usage == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    assert extension(pair, x509.BasicConstraints) == x509.BasicConstraints(False, None)


def test_key_identifiers_of_a_self_signed_certificate_match(pair: KeyPair) -> None:
    subject = extension(pair, x509.SubjectKeyIdentifier)
    authority = extension(pair, x509.AuthorityKeyIdentifier)
    assert isinstance(subject, x509.SubjectKeyIdentifier)
    assert isinstance(authority, x509.AuthorityKeyIdentifier)
    assert subject.digest == authority.key_identifier


def test_a_certificate_is_valid_for_a_clock_that_runs_behind(pair: KeyPair) -> None:
    assert pair.certificate.not_valid_before_utc < NOW
    assert pair.certificate.not_valid_after_utc.year == 2028


def test_an_address_longer_than_a_name_may_be_stands_in_the_alternative_names() -> None:
    address = f"{'a' * 60}@agency.example"
    names = extension(make_key_pair(address, years=1), x509.SubjectAlternativeName)
    assert isinstance(names, x509.SubjectAlternativeName)
    assert names.get_values_for_type(x509.RFC822Name) == [address]


def test_an_address_that_no_certificate_can_name_is_refused() -> None:
    with pytest.raises(CertificateFault, match="zoë@agency.example"):
        make_key_pair("zoë@agency.example", years=1)


@pytest.mark.parametrize(
    ("legacy", "shown"), [(False, b"AES-256-CBC"), (True, b"TripleDES-CBC")], ids=["new", "old"]
)
def test_p12_opens_in_openssl_in_both_wrappings(
    legacy: bool, shown: bytes, pair: KeyPair, tmp_path: Path
) -> None:
    file = tmp_path / "pair.p12"
    file.write_bytes(pair.p12(b"a long pass phrase", name="intake@agency.example", legacy=legacy))
    options = ["-in", str(file), "-passin", "pass:a long pass phrase", "-info", "-nodes"]
    opened = subprocess.run(["openssl", "pkcs12", *options], capture_output=True, check=True)
    assert shown in opened.stderr
    assert b"-----BEGIN PRIVATE KEY-----" in opened.stdout
    assert pair.certificate_pem().strip() in opened.stdout


def test_a_key_can_be_locked_by_a_password(pair: KeyPair) -> None:
    locked = pair.key_pem(b"secret")
    with pytest.raises(TypeError):
        load_pem_private_key(locked, None)
    assert load_pem_private_key(locked, b"secret")


def test_a_portrait_shows_whose_it_is_and_until_when(pair: KeyPair, tmp_path: Path) -> None:
    (tmp_path / "agency.crt").write_bytes(pair.certificate_pem())
    summary = summarize(tmp_path / "agency.crt")
    assert summary.addresses == ("intake@agency.example",)
    assert (summary.begins.year, summary.ends.year) == (2026, 2028)


def test_a_file_that_is_no_certificate_has_no_portrait(pair: KeyPair, tmp_path: Path) -> None:
    (tmp_path / "agency.key").write_bytes(pair.key_pem())
    with pytest.raises(CertificateFault, match="is not a certificate"):
        summarize(tmp_path / "agency.key")


def test_a_key_never_shows_when_printed(pair: KeyPair) -> None:
    assert "RSAPrivateKey" not in repr(pair)


def test_key_files_are_for_their_owner_and_never_written_over(
    pair: KeyPair, tmp_path: Path
) -> None:
    files = write_key_pair(pair, tmp_path / "new", "agency")
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_key_pair(pair, tmp_path / "new", "agency")
