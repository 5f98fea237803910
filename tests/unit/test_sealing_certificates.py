"""Every certificate the service relies on is checked, and every fault is told with its cure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from intake_app.errors import CertificateFault
from intake_app.sealing import Authority
from intake_app.sealing import Findings
from intake_app.sealing import Sealer
from intake_app.sealing import check_certificates
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.sealing.certificates import Inspection
from intake_app.sealing.keys import PrivateKey
from intake_app.sealing.keys import named
from intake_app.sealing.keys import unsigned
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support.keys import AGENCY
from tests.support.keys import SENDER
from tests.support.keys import Keys

NOW = datetime.now(UTC)


def certificate(
    path: Path,
    key: PrivateKey,
    *,
    issuer: str = AGENCY,
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> Path:
    """A certificate as some other program or authority might make it."""
    valid = NOW - timedelta(days=1), NOW + timedelta(days=300)
    said = [(extension, False) for extension in extensions or (ADDRESS,)]
    builder = unsigned(named(AGENCY), key.public_key(), valid, said).issuer_name(named(issuer))
    path.write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return path


ADDRESS = x509.SubjectAlternativeName([x509.RFC822Name(AGENCY)])
NOT_MAIL = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


def small_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def sealed_for(settings: Settings, path: Path, address: str = AGENCY) -> Settings:
    return replace(settings, recipients=(Recipient(address, path),))


def only(findings: Findings, kind: str) -> str:
    """The one thing found, as it is told."""
    other = "warnings" if kind == "faults" else "faults"
    assert getattr(findings, other) == ()
    (fault,) = getattr(findings, kind)
    assert fault.cure
    return str(fault)


def test_good_keys_are_found_good(settings: Settings) -> None:
    assert check_certificates(settings, NOW) == Findings((), ())


def test_a_small_key_of_our_own_making_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = certificate(tmp_path / "small.crt", small_key())
    found = only(check_certificates(sealed_for(settings, path), NOW), "faults")
    assert "2048 bits" in found


def test_a_small_key_from_an_authority_is_accepted_with_a_warning(
    settings: Settings, tmp_path: Path
) -> None:
    path = certificate(tmp_path / "ca.crt", small_key(), issuer="Agency CA")
    settings = sealed_for(settings, path)
    assert "2048 bits" in only(check_certificates(settings, NOW), "warnings")
    assert Sealer.load(settings)


def test_a_key_of_another_kind_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = certificate(tmp_path / "ec.crt", ec.generate_private_key(ec.SECP256R1()))
    found = only(check_certificates(sealed_for(settings, path), NOW), "faults")
    assert "not RSA" in found


def test_a_certificate_for_web_sites_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = certificate(
        tmp_path / "web.crt", small_key(), issuer="CA", extensions=(ADDRESS, NOT_MAIL)
    )
    findings = check_certificates(sealed_for(settings, path), NOW)
    assert "not for e-mail" in str(findings.faults[0])


def test_a_certificate_that_only_signs_cannot_be_sealed_for(
    settings: Settings, tmp_path: Path
) -> None:
    pair = Authority.make(AGENCY, rsa_key=True).issue(AGENCY, rsa_key=True)
    path = write_key_pair(pair, tmp_path, "wrong").certificate
    found = only(check_certificates(sealed_for(settings, path), NOW), "faults")
    assert "key usage" in found


def test_a_certificate_of_another_address_is_refused(settings: Settings, keys: Keys) -> None:
    wrong = sealed_for(settings, keys.agency.certificate, "someone@else.example")
    found = only(check_certificates(wrong, NOW), "faults")
    assert f"is for {AGENCY}, not someone@else.example" in found


def test_an_address_may_be_written_in_capitals(settings: Settings, keys: Keys) -> None:
    capitals = sealed_for(settings, keys.agency.certificate, AGENCY.upper())
    assert check_certificates(capitals, NOW) == Findings((), ())


def test_an_expired_certificate_still_seals_and_is_reported(settings: Settings) -> None:
    later = NOW + timedelta(days=400)
    findings = check_certificates(settings, later)
    assert findings.faults == ()
    assert len(findings.warnings) == 4
    assert all("still sealed" in str(warning) for warning in findings.warnings)
    assert Sealer.load(settings, now=later)


def test_the_end_is_announced_from_sixty_days_before(settings: Settings) -> None:
    assert check_certificates(settings, NOW + timedelta(days=304)) == Findings((), ())
    findings = check_certificates(settings, NOW + timedelta(days=306))
    assert len(findings.warnings) == 4
    assert all("The certificate ends on" in str(warning) for warning in findings.warnings)


def test_a_certificate_of_tomorrow_is_refused(settings: Settings) -> None:
    findings = check_certificates(settings, NOW - timedelta(days=3))
    assert len(findings.faults) == 5
    assert "not valid before" in str(findings.faults[0])


def test_a_der_file_as_windows_writes_it_is_read(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    pem = x509.load_pem_x509_certificate(keys.agency.certificate.read_bytes())
    (tmp_path / "agency.cer").write_bytes(pem.public_bytes(Encoding.DER))
    assert Sealer.load(sealed_for(settings, tmp_path / "agency.cer"))


def test_a_damaged_certificate_is_refused_in_one_line_or_its_key_is_whole(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    pem = x509.load_pem_x509_certificate(keys.agency.certificate.read_bytes())
    whole = pem.public_bytes(Encoding.DER)
    path = tmp_path / "agency.cer"
    chance = random.Random(20261123)  # noqa: S311  (the same bits on every run)
    for bit in chance.sample(range(len(whole) * 8), 400):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        inspection = Inspection(NOW)
        for one in inspection.certificates("INTAKE_RECIPIENTS", path):
            inspection.usable("INTAKE_RECIPIENTS", one)
            # With a bit changed in one of the two names, it looks as if an authority had made it.
            assert inspection.faults or one.public_key() == pem.public_key(), bit
        assert all("\n" not in str(fault) for fault in inspection.faults)


Change = Callable[[Settings, Keys, Path], Settings]
UNUSABLE: dict[str, tuple[Change, str]] = {
    "missing": (
        lambda settings, _, folder: sealed_for(settings, folder / "none.crt"),
        "cannot be read",
    ),
    "no certificate": (
        lambda settings, keys, _: replace(settings, recovery_certificate=keys.agency.key),
        "INTAKE_RECOVERY_CERTIFICATE",
    ),
    "no address": (lambda settings, *_: replace(settings, recipients=()), "No address is given"),
    "recovery is no spare": (
        lambda settings, keys, _: replace(settings, recovery_certificate=keys.agency.certificate),
        "An address has the same key",
    ),
    "server could open": (
        lambda settings, keys, _: replace(settings, signing_key=keys.recovery.key),
        "The service's signing key could open what is sealed for it",
    ),
    "key of another": (
        lambda settings, keys, _: replace(settings, signing_key=keys.agency.key),
        "does not belong to INTAKE_SIGNING_CERTIFICATE",
    ),
    "sender of another": (
        lambda settings, *_: replace(settings, mail=replace(settings.mail, sender="x@y.example")),
        f"is for {SENDER}, not x@y.example",
    ),
    "key missing": (
        lambda settings, _, folder: replace(settings, signing_key=folder / "none.key"),
        "INTAKE_SIGNING_KEY",
    ),
    "key is no key": (
        lambda settings, keys, _: replace(settings, signing_key=keys.signing.certificate),
        "not a private key",
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_stops_the_start_with_its_reason(
    case: str, settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    change, reason = UNUSABLE[case]
    with pytest.raises(CertificateFault) as stopped:
        Sealer.load(change(settings, keys, tmp_path))
    assert reason in str(stopped.value)


def test_every_reason_is_told_at_once(settings: Settings, tmp_path: Path) -> None:
    nothing = tmp_path / "none"
    empty = replace(
        sealed_for(settings, nothing),
        recovery_certificate=nothing,
        signing_certificate=nothing,
        signing_key=nothing,
    )
    with pytest.raises(CertificateFault) as stopped:
        Sealer.load(empty)
    assert len(str(stopped.value).splitlines()) == 4


def test_a_signing_key_that_every_user_can_read_is_refused(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    path = tmp_path / "open.key"
    path.write_bytes(keys.signing.key.read_bytes())
    path.chmod(0o644)
    found = only(check_certificates(replace(settings, signing_key=path), NOW), "faults")
    assert "chmod" in found


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            make_key_pair(SENDER, years=1).key_pem(b"secret"),
            "INTAKE_SIGNING_PASSPHRASE: is not set, but",
        ),
        (
            ec.generate_private_key(ec.SECP384R1()).private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ),
            "neither an RSA key nor one of the curve P-256",
        ),
    ],
    ids=["locked", "another curve"],
)
def test_a_signing_key_of_another_form_is_refused(
    content: bytes, reason: str, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "other.key"
    path.write_bytes(content)
    path.chmod(0o600)
    findings = check_certificates(replace(settings, signing_key=path), NOW)
    assert reason in only(findings, "faults")


def with_first_revoked(settings: Settings) -> Settings:
    first, *others = settings.recipients
    return replace(settings, recipients=(replace(first, revoked=True), *others))


def test_a_revoked_key_is_told_and_does_not_stop_the_start(settings: Settings) -> None:
    found = check_certificates(with_first_revoked(settings), NOW)
    assert "is revoked" in only(found, "warnings")


def test_no_other_certificate_may_bear_a_revoked_key(settings: Settings, keys: Keys) -> None:
    same = replace(with_first_revoked(settings), recovery_certificate=keys.agency.certificate)
    assert "key is revoked" in " ".join(map(str, check_certificates(same, NOW).faults))


def test_an_expired_certificate_that_is_revoked_is_told_once(
    settings: Settings, tmp_path: Path
) -> None:
    old = make_key_pair(AGENCY, years=1, now=NOW - timedelta(days=800))
    expired = sealed_for(settings, write_key_pair(old, tmp_path, "old").certificate)
    assert "is revoked" in only(check_certificates(with_first_revoked(expired), NOW), "warnings")
