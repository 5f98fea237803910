"""A private key on the server opens what is sealed there: no file of certificates may hold one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat

from intake_app.errors import CertificateFault
from intake_app.sealing import Findings
from intake_app.sealing import KeyPair
from intake_app.sealing import Sealer
from intake_app.sealing import check_certificates
from intake_app.sealing import holds_private_key
from intake_app.sealing import make_key_pair
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import Keys

NOW = datetime.now(UTC)
PAIR = make_key_pair(AGENCY, years=1)
LOCK = BestAvailableEncryption(b"a passphrase")


def der(pair: KeyPair, form: PrivateFormat, lock: BestAvailableEncryption | None = None) -> bytes:
    return pair.key.private_bytes(Encoding.DER, form, lock or NoEncryption())


def old_pem(pair: KeyPair) -> bytes:
    """`BEGIN RSA PRIVATE KEY`, as OpenSSL wrote it for years."""
    form = PrivateFormat.TraditionalOpenSSL
    return pair.key.private_bytes(Encoding.PEM, form, NoEncryption())


HOLDING: dict[str, bytes] = {
    "behind the certificate": PAIR.certificate_pem() + PAIR.key_pem(),
    "before it": PAIR.key_pem() + PAIR.certificate_pem(),
    "locked": PAIR.certificate_pem() + PAIR.key_pem(b"a passphrase"),
    "of old": PAIR.certificate_pem() + old_pem(PAIR),
    "alone": PAIR.key_pem(),
    "a bundle": PAIR.p12(b"a passphrase", name="key"),
    "a bundle for old programs": PAIR.p12(b"a passphrase", name="key", legacy=True),
    "DER": der(PAIR, PrivateFormat.PKCS8),
    "DER of old": der(PAIR, PrivateFormat.TraditionalOpenSSL),
    "DER, locked": der(PAIR, PrivateFormat.PKCS8, LOCK),
}
PUBLIC: dict[str, bytes] = {
    "certificate": PAIR.certificate_pem(),
    "DER": PAIR.certificate.public_bytes(Encoding.DER),
    "public key": PAIR.key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ),
    "nothing": b"",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_no_private_key(name: str) -> None:
    assert isinstance(PAIR.key, RSAPrivateKey)
    assert not holds_private_key(PUBLIC[name])


Change = Callable[[Settings, Path], Settings]
NAMED: dict[str, tuple[str, Change]] = {
    "recipient": (
        f"INTAKE_RECIPIENTS ({AGENCY})",
        lambda settings, file: replace(settings, recipients=(Recipient(AGENCY, file),)),
    ),
    "recovery": (
        "INTAKE_RECOVERY_CERTIFICATE",
        lambda settings, file: replace(settings, recovery_certificate=file),
    ),
    "training": (
        f"INTAKE_TRAINING_RECIPIENTS ({AGENCY})",
        lambda settings, file: (
            replace(
                settings,
                training_recipients=(
                    Recipient(AGENCY, file, setting="INTAKE_TRAINING_RECIPIENTS"),
                ),
            ).for_training
        ),
    ),
}


@pytest.mark.parametrize("setting", NAMED)
@pytest.mark.parametrize("form", HOLDING)
def test_a_key_in_the_file_of_a_certificate_is_told_once_and_stops_the_start(
    settings: Settings, tmp_path: Path, setting: str, form: str
) -> None:
    file = tmp_path / "agency.pem"
    file.write_bytes(HOLDING[form])
    place, named_in = NAMED[setting]
    spoilt = named_in(settings, file)
    (fault,) = check_certificates(spoilt, NOW).faults
    assert fault.place == place
    assert f"{file} holds a private key" in fault.problem
    for cure in ("off this machine", "count the key as exposed", "`intake key plan`"):
        assert cure in fault.cure
    with pytest.raises(CertificateFault, match="holds a private key"):
        Sealer.load(spoilt)


def test_of_a_key_that_is_revoked_it_is_told_and_families_are_served(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    file = tmp_path / "agency.pem"
    file.write_bytes(HOLDING["behind the certificate"])
    both = (Recipient(AGENCY, file, revoked=True), Recipient(SECOND, keys.second.certificate))
    found = check_certificates(replace(settings, recipients=both), NOW)
    assert found.faults == ()
    assert ["holds a private key" in str(one) for one in found.warnings] == [True, False]


def test_a_bundle_is_no_certificate_to_tell_a_revoked_key_by(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "agency.p12"
    file.write_bytes(HOLDING["a bundle"])
    revoked = replace(settings, recipients=(Recipient(AGENCY, file, revoked=True),))
    (fault,) = check_certificates(revoked, NOW).faults
    assert "is not a certificate" in fault.problem


def signing_with(settings: Settings, keys: Keys, file: Path, mode: int) -> Settings:
    """The signing certificate in a file with its key."""
    file.write_bytes(keys.signing.certificate.read_bytes() + keys.signing.key.read_bytes())
    file.chmod(mode)
    return replace(settings, signing_certificate=file)


def test_the_signing_key_beside_its_certificate_is_told(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    """The service holds it anyway; but who hands out the certificate would hand out the key."""
    file = tmp_path / "web.pem"
    found = check_certificates(signing_with(settings, keys, file, 0o640), NOW)
    assert found.faults == ()
    (warning,) = found.warnings
    assert f"A private key stands in {file}" in warning.problem
    assert "INTAKE_SIGNING_KEY" in warning.cure


def test_where_everybody_can_read_it_the_start_is_stopped(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    (fault,) = check_certificates(
        signing_with(settings, keys, tmp_path / "web.pem", 0o644), NOW
    ).faults
    assert fault.place == "INTAKE_SIGNING_CERTIFICATE"
    assert "intake key new --signing" in fault.cure


def test_one_file_may_be_named_for_both_halves_of_the_signature(
    settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    file = tmp_path / "web.pem"
    both = replace(signing_with(settings, keys, file, 0o640), signing_key=file)
    assert check_certificates(both, NOW) == Findings()
