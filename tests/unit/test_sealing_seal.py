"""What is sealed opens for the agency and for the recovery key alone, and only unchanged."""

from __future__ import annotations

import random
from base64 import b64decode
from base64 import encodebytes
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from intake_app.errors import CertificateFault
from intake_app.errors import SealingError
from intake_app.sealing import Authority
from intake_app.sealing import Sealer
from intake_app.sealing import make_key_pair
from intake_app.sealing import summarize
from intake_app.sealing import write_key_pair
from intake_app.sealing.seal import SIZE_STEP
from intake_app.sealing.seal import padded
from intake_app.settings import Settings
from tests.support.keys import SENDER
from tests.support.keys import Keys
from tests.support.openssl import decrypted
from tests.support.openssl import printed
from tests.support.openssl import verified

LONG_AGO = datetime.now(UTC) - timedelta(days=300)
SECRET = "Zoë O’Hara-المسعود 🦉, 613-555-0123".encode()


def multipart(body: bytes) -> bytes:
    return (
        b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
        b"--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"\r\n" + body + b"\r\n--edge--\r\n"
    )


def test_every_reader_opens_the_seal_and_finds_a_good_signature(
    settings: Settings, keys: Keys
) -> None:
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    for reader in (keys.agency, keys.second, keys.recovery):
        signed = decrypted(sealed, reader)
        assert signed.returncode == 0
        content = verified(signed.stdout, keys.signing.certificate)
        assert content.returncode == 0
        assert content.stdout.startswith(multipart(SECRET))
        assert content.stdout[len(multipart(SECRET)) :].strip() == b""


def test_no_other_key_opens_the_seal(settings: Settings, keys: Keys, tmp_path: Path) -> None:
    stranger = write_key_pair(make_key_pair("intake@agency.example", years=1), tmp_path, "other")
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    for pair in (stranger, keys.signing):
        result = decrypted(sealed, pair)
        assert result.returncode != 0
        assert SECRET not in result.stdout


def test_a_sealed_message_holds_no_byte_of_the_answers(settings: Settings) -> None:
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    travelled = message_from_bytes(sealed).get_payload(decode=True)
    assert isinstance(travelled, bytes)
    for clear in (SECRET, SECRET[:8], encodebytes(SECRET)[:12], b"multipart"):
        assert clear not in sealed
        assert clear not in travelled


def test_it_is_sealed_with_aes_256_and_signed_with_sha_256(settings: Settings, keys: Keys) -> None:
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    outside = printed(sealed)
    assert b"aes-256-cbc" in outside
    assert outside.count(b"d.ktri:") == 3
    signed = decrypted(sealed, keys.agency).stdout
    assert b"sha256" in printed(signed)


def test_an_address_and_a_second_one_on_one_certificate_count_once(settings: Settings) -> None:
    twice = (settings.recipients[0], settings.recipients[0])
    sealed = Sealer.load(replace(settings, recipients=twice)).seal(multipart(SECRET))
    assert printed(sealed).count(b"d.ktri:") == 2


@pytest.mark.parametrize("length", [0, 1, 76, 77, 78, 79, 8000, 8100, 8192, 20_000])
def test_padding_ends_on_a_step_and_only_adds_blanks_after_the_end(length: int) -> None:
    inner = multipart(b"x" * length)
    grown = padded(inner)
    assert len(grown) % SIZE_STEP == 0
    assert len(grown) - len(inner) < SIZE_STEP
    assert grown.startswith(inner)
    assert grown[len(inner) :].strip(b" \r\n") == b""
    assert b"\r" not in grown.replace(b"\r\n", b"")
    assert max(map(len, grown[len(inner) :].split(b"\r\n"))) <= 78
    assert message_from_bytes(grown).get_payload(0).get_payload() == "x" * length


def test_every_missing_count_can_be_filled() -> None:
    for length in range(160):
        grown = padded(multipart(b"x" * length))
        assert len(grown) % SIZE_STEP == 0
        assert b"\r" not in grown.replace(b"\r\n", b"")


def test_from_outside_only_the_step_shows(settings: Settings) -> None:
    sealer = Sealer.load(settings)
    sizes = {n: len(sealer.seal(multipart(b"x" * n))) for n in (1, 500, 7000, 9000, 15_000)}
    assert sizes[1] == sizes[500] == sizes[7000]
    assert sizes[9000] == sizes[15_000]
    assert sizes[7000] < sizes[9000]


def test_signatures_do_not_make_one_request_longer_than_another(settings: Settings) -> None:
    """One on a curve has 70 to 72 bytes by nature."""
    sealer = Sealer.load(settings)
    assert len({len(sealer.seal(multipart(SECRET))) for _ in range(40)}) == 1


@pytest.mark.parametrize("inner", [b"", b"Content-Type: text/plain\r\n\r\nHello\r\n"])
def test_what_cannot_be_padded_unseen_is_not_sealed(inner: bytes, settings: Settings) -> None:
    with pytest.raises(SealingError, match="multipart"):
        Sealer.load(settings).seal(inner)


def flipped(mail: bytes, bit: int) -> bytes:
    """The mail, with one bit of what is sealed in it changed."""
    head, _, body = mail.partition(b"\r\n\r\n")
    changed = bytearray(b64decode(body))
    changed[bit // 8] ^= 1 << bit % 8
    return head + b"\r\n\r\n" + encodebytes(changed).replace(b"\n", b"\r\n")


def sealed_in(mail: bytes) -> int:
    """How many bytes are sealed in it."""
    return len(b64decode(mail.partition(b"\r\n\r\n")[2]))


def test_a_changed_message_never_verifies(settings: Settings, keys: Keys) -> None:
    mail = Sealer.load(settings).seal(multipart(SECRET))
    chance = random.Random(20261123)  # noqa: S311  (the same bits on every run)
    for bit in chance.sample(range(sealed_in(mail) * 8), 25):
        signed = decrypted(flipped(mail, bit), keys.agency)
        content = verified(signed.stdout, keys.signing.certificate)
        intact = content.returncode == 0 and signed.returncode == 0
        # Some bits outside the answers (another reader's copy of the key, a version number) mean
        # nothing to this reader; then the message is whole, to the byte.
        assert not intact or content.stdout.startswith(padded(multipart(SECRET)))


def test_no_bit_of_the_encrypted_part_can_be_changed(settings: Settings, keys: Keys) -> None:
    mail = Sealer.load(settings).seal(multipart(SECRET))
    end = sealed_in(mail)
    start = end - 12_000  # well inside the encrypted content, which ends the message
    chance = random.Random(20261123)  # noqa: S311  (the same bits on every run)
    for bit in chance.sample(range(start * 8, end * 8), 150):
        signed = decrypted(flipped(mail, bit), keys.agency)
        content = verified(signed.stdout, keys.signing.certificate)
        assert signed.returncode != 0 or content.returncode != 0, bit


def test_a_revoked_key_opens_nothing_more_and_the_others_do(settings: Settings, keys: Keys) -> None:
    first, second = settings.recipients
    settings = replace(settings, recipients=(replace(first, revoked=True), second))
    sealed = Sealer.load(settings).seal(multipart(SECRET))
    assert decrypted(sealed, keys.agency).returncode != 0
    assert (
        decrypted(sealed, keys.second).returncode
        == decrypted(sealed, keys.recovery).returncode
        == 0
    )


def test_with_every_address_revoked_the_recovery_key_alone_opens(
    settings: Settings, keys: Keys
) -> None:
    revoked = tuple(replace(recipient, revoked=True) for recipient in settings.recipients)
    sealed = Sealer.load(replace(settings, recipients=revoked)).seal(multipart(SECRET))
    assert decrypted(sealed, keys.recovery).returncode == 0
    for pair in (keys.agency, keys.second):
        assert decrypted(sealed, pair).returncode != 0


def test_a_seal_for_one_reader_opens_for_no_other(settings: Settings, keys: Keys) -> None:
    readers = {"agency": keys.agency, "second": keys.second, "recovery": keys.recovery}
    for name, pair in readers.items():
        alone = Sealer.load(settings).for_one(summarize(pair.certificate).fingerprint)
        sealed = alone.seal(multipart(SECRET))
        openers = [
            each for each, other in readers.items() if decrypted(sealed, other).returncode == 0
        ]
        assert openers == [name]
        content = verified(decrypted(sealed, pair).stdout, keys.signing.certificate)
        assert content.stdout.startswith(multipart(SECRET))


def test_nothing_is_sealed_for_one_who_is_no_reader(settings: Settings, keys: Keys) -> None:
    first, second = settings.recipients
    revoked = replace(settings, recipients=(replace(first, revoked=True), second))
    sealer = Sealer.load(revoked)
    for certificate in (keys.signing.certificate, keys.agency.certificate):
        with pytest.raises(CertificateFault, match="not sealed for the certificate"):
            sealer.for_one(summarize(certificate).fingerprint)


def test_the_first_end_is_that_of_whichever_certificate_ends_first(
    settings: Settings, tmp_path: Path
) -> None:
    sealer = Sealer.load(settings)
    signer = Authority.make(SENDER).issue(SENDER, years=1, now=LONG_AGO)
    files = write_key_pair(signer, tmp_path, "signer")
    other = replace(settings, signing_key=files.key, signing_certificate=files.certificate)
    assert Sealer.load(other).first_end == summarize(files.certificate).ends < sealer.first_end
