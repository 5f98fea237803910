"""The service's signature has an authority behind it, which vouches for one address alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from intake_app.catalog import load_texts
from intake_app.errors import CertificateFault
from intake_app.errors import ContentFaults
from intake_app.sealing import Authority
from intake_app.sealing import Findings
from intake_app.sealing import KeyPair
from intake_app.sealing import Sealer
from intake_app.sealing import SpokenWords
from intake_app.sealing import check_certificates
from intake_app.sealing import load_signer
from intake_app.sealing import make_key_pair
from intake_app.sealing import summarize_all
from intake_app.sealing import write_key_pair
from intake_app.sealing.keys import key_usage
from intake_app.sealing.keys import named
from intake_app.sealing.keys import new_key
from intake_app.sealing.keys import unsigned
from intake_app.settings import CONTENT
from intake_app.settings import Settings
from tests.support.keys import SENDER
from tests.support.keys import Keys
from tests.support.openssl import decrypted
from tests.support.openssl import openssl
from tests.support.openssl import printed
from tests.support.openssl import verified

NOW = datetime.now(UTC)
PASSPHRASE = b"nine blue lanterns"
LOCK = "4f2a-of-one-test"
INNER = b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n--edge\r\n\r\nHello\r\n--edge--\r\n'


@cache
def authority(*, rsa_key: bool = False) -> Authority:
    """Made once of each kind."""
    return Authority.make(SENDER, rsa_key=rsa_key)


def signing_with(settings: Settings, pair: KeyPair, folder: Path) -> Settings:
    """Settings that name this pair, as `intake key new` writes it."""
    files = write_key_pair(pair, folder, "signer", LOCK.encode())
    return replace(
        settings,
        signing_key=files.key,
        signing_certificate=files.certificate,
        signing_passphrase=LOCK,
    )


def verdict(pair: KeyPair, trusted: x509.Certificate, folder: Path) -> str:
    """What OpenSSL says of a certificate for mail, following every rule of RFC 5280."""
    root, leaf = folder / "root.pem", folder / "leaf.pem"
    root.write_bytes(trusted.public_bytes(Encoding.PEM))
    leaf.write_bytes(pair.certificate.public_bytes(Encoding.PEM))
    strict = ("-x509_strict", "-purpose", "smimesign", "-no-CApath", "-CAfile", root)
    result = openssl("verify", *strict, leaf)
    return (result.stdout + result.stderr).decode()


def extension(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> object:
    return certificate.extensions.get_extension_for_class(kind)


@pytest.mark.parametrize(
    ("rsa_key", "kind"), [(True, rsa.RSAPublicKey), (False, ec.EllipticCurvePublicKey)]
)
def test_an_authority_can_sign_certificates_for_one_address_and_nothing_else(
    rsa_key: bool, kind: type
) -> None:
    certificate = authority(rsa_key=rsa_key).pair.certificate
    assert isinstance(certificate.public_key(), kind)
    limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.value, limits.critical) == (x509.BasicConstraints(True, 0), True)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.value, usage.critical) == (key_usage(key_cert_sign=True), True)
    names = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert names.value == x509.NameConstraints([x509.RFC822Name(SENDER)], None)
    assert not names.critical  # gpgsm refuses the whole certificate otherwise
    assert certificate.not_valid_after_utc > NOW + timedelta(days=365 * 19)


@pytest.mark.parametrize("rsa_key", [True, False])
def test_a_signing_certificate_outlives_the_mails_and_can_only_sign(rsa_key: bool) -> None:
    pair = authority(rsa_key=rsa_key).issue(SENDER, rsa_key=rsa_key)
    certificate = pair.certificate
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.value, usage.critical) == (key_usage(digital_signature=True), True)
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    assert certificate.subject != certificate.issuer
    assert certificate.not_valid_after_utc > NOW + timedelta(days=3650)
    with pytest.raises(x509.ExtensionNotFound):
        extension(certificate, x509.CRLDistributionPoints)


@pytest.mark.parametrize("rsa_key", [True, False])
def test_openssl_accepts_the_chain_by_every_rule(rsa_key: bool, tmp_path: Path) -> None:
    behind = authority(rsa_key=rsa_key)
    for leaf_rsa in (True, False):
        pair = behind.issue(SENDER, rsa_key=leaf_rsa)
        assert verdict(pair, behind.pair.certificate, tmp_path).endswith(": OK\n")


def test_a_thief_of_the_authority_can_pose_as_the_sender_alone(tmp_path: Path) -> None:
    stolen = authority()
    key = new_key(rsa_key=False)
    names = x509.SubjectAlternativeName([x509.RFC822Name("minister@elsewhere.example")])
    valid = (NOW - timedelta(days=1), NOW + timedelta(days=300))
    builder = unsigned(named("Minister"), key.public_key(), valid, [(names, False)])
    builder = builder.issuer_name(stolen.pair.certificate.subject)
    forged = KeyPair(key, builder.sign(stolen.pair.key, SHA256()))
    assert "permitted subtree violation" in verdict(forged, stolen.pair.certificate, tmp_path)


def test_an_authority_signs_for_no_other_address() -> None:
    with pytest.raises(CertificateFault, match=f"vouches for {SENDER} alone"):
        authority().issue("someone@else.example")
    assert authority().issue(SENDER.upper()).certificate


def test_a_new_signing_key_never_outlives_its_authority() -> None:
    late = NOW + timedelta(days=365 * 15)
    pair = authority().issue(SENDER, now=late)
    assert pair.certificate.not_valid_after_utc == authority().pair.certificate.not_valid_after_utc


def test_an_authority_comes_back_from_its_file() -> None:
    stored = authority().pair.p12(PASSPHRASE, name="authority")
    again = Authority.load(stored, PASSPHRASE)
    assert again.pair.certificate == authority().pair.certificate
    pair = again.issue(SENDER)
    pair.certificate.verify_directly_issued_by(authority().pair.certificate)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: authority().pair.p12(b"another passphrase", name="x"), "another passphrase"),
        (lambda: b"no p12", "no .p12 file"),
        (lambda: make_key_pair(SENDER, years=1).p12(PASSPHRASE, name="x"), "not that of an auth"),
    ],
    ids=["locked otherwise", "no p12", "staff key"],
)
def test_what_is_no_authority_signs_nothing(content: object, reason: str) -> None:
    assert callable(content)
    with pytest.raises(CertificateFault, match=reason):
        Authority.load(content(), PASSPHRASE)


@pytest.mark.parametrize("rsa_key", [True, False])
def test_the_signing_certificate_travels_alone_and_verifies_against_the_authority(
    rsa_key: bool, settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    behind = authority(rsa_key=rsa_key)
    settings = signing_with(settings, behind.issue(SENDER, rsa_key=rsa_key), tmp_path)
    assert check_certificates(settings, NOW) == Findings((), ())
    signed = decrypted(Sealer.load(settings).seal(INNER), keys.agency).stdout
    root = tmp_path / "root.pem"
    root.write_bytes(behind.pair.certificate_pem())
    content = verified(signed, root)
    assert content.returncode == 0
    assert content.stdout.startswith(INNER)
    shown = printed(signed)
    assert shown.count(b"serialNumber:") == 2  # of the certificate, and where the signer is named
    assert b"pathlen" not in shown


def issued(name: str, issuer: KeyPair | None, *, ca: bool = True, days: int = 900) -> KeyPair:
    """A certificate of some public authority's, or of what stands below it."""
    key = new_key(rsa_key=False)
    usage = key_usage(key_cert_sign=ca, digital_signature=not ca)
    names = x509.SubjectAlternativeName([x509.RFC822Name(SENDER)])
    extensions = [(x509.BasicConstraints(ca, None), True), (usage, True), (names, False)]
    valid = (NOW - timedelta(days=1), NOW + timedelta(days=days))
    builder = unsigned(named(name), key.public_key(), valid, extensions)
    by = issuer or KeyPair(key, authority().pair.certificate)
    builder = builder.issuer_name(issuer.certificate.subject if issuer else named(name))
    return KeyPair(key, builder.sign(by.key, SHA256()))


def chain(settings: Settings, folder: Path, *pairs: KeyPair) -> Settings:
    """Settings whose signing file holds these, the first one's key beside it."""
    settings = signing_with(settings, pairs[0], folder)
    settings.signing_certificate.write_bytes(b"".join(one.certificate_pem() for one in pairs))
    return settings


def test_of_a_public_authority_what_stands_between_travels_and_the_root_does_not(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    root = issued("Public root", None)
    between = issued("Public issuer", root)
    settings = chain(settings, tmp_path, issued("Signer", between, ca=False), between, root)
    assert check_certificates(settings, NOW) == Findings((), ())
    signed = decrypted(Sealer.load(settings).seal(INNER), keys.agency).stdout
    encoded = openssl("cms", "-cmsout", "-outform", "DER", given=signed).stdout
    travelling = [one.subject.rfc4514_string() for one in load_der_pkcs7_certificates(encoded)]
    assert sorted(travelling) == ["CN=Public issuer", "CN=Signer"]


def told(settings: Settings, now: datetime = NOW) -> str:
    """Faults and warnings, one a line."""
    findings = check_certificates(settings, now)
    return "\n".join(str(fault) for fault in (*findings.faults, *findings.warnings))


def test_a_signing_certificate_without_an_authority_is_told_and_still_signs(
    settings: Settings, tmp_path: Path
) -> None:
    old = signing_with(settings, make_key_pair(SENDER, years=1), tmp_path)
    assert "No authority stands behind the certificate; Thunderbird calls it invalid" in told(old)
    assert Sealer.load(old)


def test_an_authority_that_did_not_sign_the_certificate_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    stranger = Authority.make(SENDER).pair
    mixed = chain(settings, tmp_path, issued("S", authority().pair, ca=False), stranger)
    assert "was not signed by the one behind it" in told(mixed)
    with pytest.raises(CertificateFault):
        Sealer.load(mixed)


def test_a_mailbox_is_no_authority(settings: Settings, tmp_path: Path) -> None:
    poser = issued("Poser", None, ca=False)
    posing = chain(settings, tmp_path, issued("S", poser, ca=False), poser)
    assert "is not that of an authority" in told(posing)


def test_the_end_of_the_authority_is_told_beside_that_of_the_certificate(
    settings: Settings, tmp_path: Path
) -> None:
    short = issued("Short-lived", None, days=400)
    settings = chain(settings, tmp_path, issued("S", short, ca=False, days=800), short)
    assert told(settings) == (
        "INTAKE_SIGNING_CERTIFICATE: The certificate is said to last longer than its authority."
        " Make an authority and a signing key with `intake key new --signing`, and have staff"
        " import it."
    )
    ended = told(settings, NOW + timedelta(days=401))
    assert "INTAKE_SIGNING_CERTIFICATE (its authority): The certificate ended on" in ended


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "INTAKE_SIGNING_PASSPHRASE: is not set, but"),
        ("wrong", "or opens with another passphrase"),
    ],
)
def test_a_locked_key_wants_its_own_passphrase(
    passphrase: str, reason: str, settings: Settings, tmp_path: Path
) -> None:
    settings = signing_with(settings, authority().issue(SENDER), tmp_path)
    assert reason in told(replace(settings, signing_passphrase=passphrase))
    assert LOCK not in repr(settings)


def test_a_passphrase_for_a_key_that_is_not_locked_is_a_fault(settings: Settings) -> None:
    found = told(replace(settings, signing_passphrase=LOCK))
    assert found.startswith("INTAKE_SIGNING_PASSPHRASE: is set, but")
    assert LOCK not in found


def test_the_portrait_of_a_signing_file_shows_the_authority_too(keys: Keys) -> None:
    signer, behind = summarize_all(keys.signing.certificate)
    assert (signer.addresses, signer.vouches_for) == ((SENDER,), ())
    assert (behind.addresses, behind.vouches_for) == ((), (SENDER,))
    assert summarize_all(keys.authority)[0].fingerprint == behind.fingerprint


def test_a_file_without_a_key_that_signs_is_no_authority() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    bundle = serialize_key_and_certificates(
        b"other", key, None, None, BestAvailableEncryption(PASSPHRASE)
    )
    with pytest.raises(CertificateFault, match="lacks a key that fits, or a certificate"):
        Authority.load(bundle, PASSPHRASE)


def test_whoever_makes_a_box_is_told_what_is_wrong_with_a_signer(tmp_path: Path) -> None:
    file = tmp_path / "signer.crt"
    file.write_text("nothing of the kind", encoding="utf-8")
    with pytest.raises(CertificateFault, match=re.escape(str(file))):
        load_signer(file)


def test_words_that_stand_twice_can_spell_no_fingerprint() -> None:
    texts = dict(load_texts(CONTENT))
    words = texts["canary.words"]
    first, second, *_ = words.fr.split()
    texts["canary.words"] = replace(words, fr=words.fr.replace(second, first, 1))
    with pytest.raises(ContentFaults, match="has 255 different words in `fr`, not 256"):
        SpokenWords.of(texts)
