"""Which certificates are in use, and the words of the mails that prove them."""

from __future__ import annotations

import email
from collections import Counter
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Words
from intake_app.catalog import load_texts
from intake_app.catalog import load_words
from intake_app.intake.key_status import anchor_of
from intake_app.intake.key_status import fingerprint_of_file
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.intake.key_test_mail import hash_of
from intake_app.intake.key_verification import note_what_is_new
from intake_app.message import compose_test_mail
from intake_app.sealing import summarize
from intake_app.settings import CONTENT
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.keys import Keys
from tests.support.proofs import prove_keys


def test_the_fingerprint_is_the_one_that_key_show_tells(keys: Keys, tmp_path: Path) -> None:
    path = keys.agency.certificate
    theirs = summarize(path).fingerprint
    der = tmp_path / "agency.cer"
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    der.write_bytes(certificate.public_bytes(Encoding.DER))
    chain = tmp_path / "chain.pem"
    chain.write_bytes(
        b"Bag Attributes\n" + path.read_bytes() + keys.second.certificate.read_bytes()
    )
    assert [fingerprint_of_file(one) for one in (path, der, chain)] == [theirs] * 3


@pytest.mark.parametrize("content", [None, b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTI"])
def test_a_file_that_cannot_be_read_has_a_fingerprint_that_nothing_has(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "none.crt"
    if content:
        path.write_bytes(content)
    assert fingerprint_of_file(path) == ""


def test_certificates_that_cannot_be_read_are_unproven_and_stop_nothing_else(
    settings: Settings, tmp_path: Path
) -> None:
    broken = replace(settings, recovery_certificate=tmp_path / "none.crt")
    store = Store.open(settings.database_url)
    note_what_is_new(broken, store)
    assert len(store.certificates.all()) == 4
    assert len(standing_of(live_keys(broken), store).faults) == 3
    store.close()


def test_with_every_key_proven_nothing_stands_against_the_start(settings: Settings) -> None:
    prove_keys(settings)
    store = Store.open(settings.database_url)
    standing = standing_of(live_keys(settings), store)
    assert (standing.faults, standing.warnings) == ((), ())
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_test_mails_are_many_plain_and_all_different(language: Language) -> None:
    words = load_words(CONTENT, language)("canary.words").split()
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert len(words) >= 100
    assert [word for word in words if not (word.isascii() and word.isalpha())] == []
    assert [word for word in words if not (word.islower() and 3 < len(word) < 11)] == []


def test_every_text_of_the_test_mail_is_in_it() -> None:
    texts = load_texts(CONTENT)
    known = {key for key in texts if key.startswith("canary.")}
    asked: set[str] = {"canary.words", "canary.subject"}

    class Noting(Words):
        def __call__(self, key: str, **places: object) -> str:
            asked.add(key)
            return super().__call__(key, **places)

    inner = email.message_from_bytes(compose_test_mail("apple", Noting("fr", texts)), policy=SMTP)
    assert asked == known
    assert isinstance(inner, EmailMessage)
    body = inner.get_body()
    assert body
    shown = " ".join(body.get_content().split())
    for key in known - {"canary.words", "canary.subject"}:
        assert " ".join(texts[key].fr.split()) in shown


def test_the_hash_of_the_words_is_another_one_for_another_certificate() -> None:
    assert hash_of("apple anchor", "AB:CD") != hash_of("apple anchor", "AB:CE")
    assert hash_of("apple anchor", "AB:CD") != hash_of("anchor apple", "AB:CD")
    assert hash_of("Pomme,  avion", "AB:CD") == hash_of("pomme avion", "AB:CD")


def test_a_signer_that_vouches_for_itself_has_no_authority_and_is_what_staff_trust(
    settings: Settings, keys: Keys
) -> None:
    alone = replace(settings, signing_certificate=keys.agency.certificate)
    *_, last = live_keys(alone)
    assert last.place == "INTAKE_SIGNING_CERTIFICATE"
    assert anchor_of(live_keys(alone)) == last.fingerprint
    *_, signer, authority = live_keys(settings)
    assert authority.place == "INTAKE_SIGNING_CERTIFICATE (its authority)"
    assert anchor_of(live_keys(settings)) == authority.fingerprint != signer.fingerprint
