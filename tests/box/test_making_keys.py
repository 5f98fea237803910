"""A key made in the box is one that the service takes, and that other programs open."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from playwright.sync_api import expect

from intake_app.catalog import load_texts
from intake_app.sealing import SpokenWords
from intake_app.sealing import summarize
from intake_app.settings import CONTENT
from tests.support.box.forms import openssl
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Staff


def test_a_key_is_made_saved_and_known_by_twelve_words(staff: Staff, tmp_path: Path) -> None:
    page = staff.page
    page.get_by_role("heading", name=staff.word("make.heading")).click()
    page.get_by_label(staff.word("make.address")).fill("desk@agency.example")
    page.get_by_label(staff.word("make.passphrase"), exact=True).fill(PASSPHRASE)
    page.get_by_label(staff.word("make.again")).fill(PASSPHRASE)
    staff.press("make.button")
    staff.press("make.certificate")
    expect(page.get_by_role("alert")).to_have_text(staff.word("make.key_first"))
    p12, certificate = tmp_path / "desk.p12", tmp_path / "desk.txt"
    for key, file in (("make.save", p12), ("make.certificate", certificate)):
        with page.expect_download() as saved:
            staff.press(key)
        saved.value.save_as(file)
    bundle = load_pkcs12(p12.read_bytes(), PASSPHRASE.encode())
    assert bundle.cert is not None
    assert bundle.cert.certificate == x509.load_pem_x509_certificate(certificate.read_bytes())
    openssl("pkcs12", "-in", p12, "-passin", f"pass:{PASSPHRASE}", "-noout")
    summary = summarize(certificate)
    assert summary.addresses == ("desk@agency.example",)
    assert (summary.ends - datetime.now(UTC)).days in range(1090, 1097)
    for words in SpokenWords.of(load_texts(CONTENT)).spell(summary.digest).values():
        expect(page.get_by_text(words, exact=True)).to_be_visible()
