"""A key made in the box is one that the service takes, and that other programs open."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from playwright.sync_api import expect

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import load_texts
from intake_app.catalog import load_words
from intake_app.message import compose_test_mail
from intake_app.message import envelope
from intake_app.sealing import Sealer
from intake_app.sealing import SpokenWords
from intake_app.sealing import summarize
from intake_app.settings import CONTENT
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support.box.forms import openssl
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Staff
from tests.support.referrals import LINKED

ADDRESS = "desk@agency.example"
SPOKEN = "apple river stone lamp"
ACCENTED = "l’été à Orléans"
COUNT_KEYS = """() => {
  const own = SubtleCrypto.prototype.generateKey;
  globalThis.made = 0;
  SubtleCrypto.prototype.generateKey = function (...given) {
    globalThis.made += 1;
    return own.apply(this, given);
  };
}"""


def make(staff: Staff, passphrase: str = PASSPHRASE) -> None:
    """Up to the button."""
    page = staff.page
    page.get_by_role("heading", name=staff.word("make.heading")).click()
    page.get_by_label(staff.word("make.address")).fill(ADDRESS)
    page.get_by_label(staff.word("make.passphrase"), exact=True).fill(passphrase)
    page.get_by_label(staff.word("make.again")).fill(passphrase)


def save(staff: Staff, folder: Path) -> tuple[Path, Path]:
    """Key file and certificate."""
    p12, certificate = folder / "desk.p12", folder / "desk.txt"
    for key, file in (("make.save", p12), ("make.certificate", certificate)):
        with staff.page.expect_download() as saved:
            staff.press(key)
        saved.value.save_as(file)
    return p12, certificate


def test_a_key_is_made_saved_and_known_by_twelve_words(staff: Staff, tmp_path: Path) -> None:
    page = staff.page
    make(staff)
    staff.press("make.button")
    staff.press("make.certificate")
    expect(page.get_by_role("alert")).to_have_text(staff.word("make.key_first"))
    p12, certificate = save(staff, tmp_path)
    bundle = load_pkcs12(p12.read_bytes(), PASSPHRASE.encode())
    assert bundle.cert is not None
    assert bundle.cert.certificate == x509.load_pem_x509_certificate(certificate.read_bytes())
    openssl("pkcs12", "-in", p12, "-passin", f"pass:{PASSPHRASE}", "-noout")
    summary = summarize(certificate)
    assert summary.addresses == ("desk@agency.example",)
    assert (summary.ends - datetime.now(UTC)).days in range(1090, 1097)
    for words in SpokenWords.of(load_texts(CONTENT)).spell(summary.digest).values():
        expect(page.get_by_text(words, exact=True)).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_made_in_the_box_opens_the_test_mail_whose_words_are_read_back(
    staff: Staff, settings: Settings, language: Language, tmp_path: Path
) -> None:
    """The service takes its certificate as it was saved; `intake key prove` asks for the words."""
    make(staff, ACCENTED)
    staff.press("make.button")
    p12, certificate = save(staff, tmp_path)
    recipients = (Recipient(ADDRESS, certificate),)
    sealer = Sealer.load(replace(settings, recipients=recipients), now=datetime.now(UTC))
    words = load_words(CONTENT, language)
    mail = envelope(sealer.seal(compose_test_mail(SPOKEN, words)), LINKED, words)
    staff.hand_in(mail, key=p12, passphrase=unicodedata.normalize("NFD", ACCENTED))
    shown = " ".join(staff.reads().split())
    told = (words("canary.what"), words("canary.read"), SPOKEN, words("canary.tell"))
    for said in (*told, staff.word("shown.asked")):
        assert " ".join(said.split()) in shown


def test_a_button_that_is_pressed_twice_makes_one_key(staff: Staff) -> None:
    """Of two files of one name, the wrong one might be kept."""
    make(staff)
    staff.page.evaluate(COUNT_KEYS)
    staff.page.get_by_role("button", name=staff.word("make.button"), exact=True).dblclick()
    staff.page.get_by_role("button", name=staff.word("make.save"), exact=True).wait_for()
    assert staff.page.evaluate("made") == 1


def test_what_is_said_of_a_new_key_follows_the_language(staff: Staff) -> None:
    make(staff)
    staff.press("make.button")
    expect(staff.page.get_by_text(staff.word("make.made", address=ADDRESS))).to_be_visible()
    staff.press("make.save")
    staff.press("other_language")
    french = replace(staff, language="fr")
    expect(staff.page.get_by_text(french.word("make.made", address=ADDRESS))).to_be_visible()


@pytest.mark.parametrize(
    ("address", "passphrase", "again", "sentence"),
    [
        ("desk at agency", PASSPHRASE, PASSPHRASE, "make.no_address"),
        ("desk@agency", PASSPHRASE, PASSPHRASE, "make.no_address"),
        (ADDRESS, "eleven char", "eleven char", "make.short"),
        (ADDRESS, PASSPHRASE, PASSPHRASE + " ", "make.unequal"),
    ],
)
def test_what_is_missing_for_a_key_is_said(
    staff: Staff, address: str, passphrase: str, again: str, sentence: str
) -> None:
    make(staff, passphrase)
    staff.page.get_by_label(staff.word("make.address")).fill(address)
    staff.page.get_by_label(staff.word("make.again")).fill(again)
    staff.press("make.button")
    expect(staff.page.get_by_role("alert")).to_have_text(staff.word(sentence, least=12))
