"""Whose signature a box trusts, how long, and what it says before that ends."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from playwright.sync_api import Browser
from playwright.sync_api import expect

from intake_app.box import make_box
from intake_app.catalog import load_texts
from intake_app.dates import long_date
from intake_app.sealing import Authority
from intake_app.sealing import load_signer
from intake_app.settings import CONTENT
from tests.support.box.agency import delivered
from tests.support.box.agency import sealer_for
from tests.support.box.staff import Staff
from tests.support.keyholders import new_signer
from tests.support.keys import SENDER
from tests.support.keys import Keys
from tests.support.referrals import SHORTEST

Show = Callable[..., Staff]


def ends_of(certificate: x509.Certificate) -> datetime:
    return certificate.not_valid_after_utc


@pytest.fixture
def show(chromium: Browser, key_file: Path, tmp_path: Path) -> Iterator[Show]:
    """A box that trusts these signers, in front of staff on that day."""
    context = chromium.new_context(locale="en-CA")

    def shows(on: datetime, *signers: x509.Certificate) -> Staff:
        file = tmp_path / "box.html"
        file.write_bytes(make_box(signers, load_texts(CONTENT)))
        page = context.new_page()
        page.clock.set_fixed_time(on)
        page.goto(file.as_uri())
        return Staff(page, key_file)

    yield shows
    context.close()


def says(staff: Staff, key: str, signer: x509.Certificate) -> str:
    """The sentence about that signer."""
    day = ends_of(signer).date()
    return staff.word(key, name=SENDER, date=long_date(day, staff.language).replace("\u00a0", " "))


def test_a_box_says_whom_it_trusts_and_warns_sixty_days_before_the_end(
    show: Show, keys: Keys
) -> None:
    signer = load_signer(keys.signing.certificate)
    for days, warning in ((61, ""), (59, "ends_soon"), (-1, "ended")):
        staff = show(ends_of(signer) - timedelta(days=days), signer)
        for language in ("en", "fr"):
            spoken = replace(staff, language=language)
            expect(staff.page.get_by_text(says(spoken, "trusts", signer))).to_be_visible()
            for key in ("ends_soon", "ended"):
                sentence = staff.page.get_by_text(says(spoken, key, signer))
                expect(sentence).to_have_count(int(key == warning))
            spoken.press("other_language")


def test_a_box_whose_signature_has_ended_still_opens_what_was_signed_before(
    show: Show, keys: Keys
) -> None:
    signer = load_signer(keys.signing.certificate)
    staff = show(ends_of(signer) + timedelta(days=100), signer)
    staff.hand_in(delivered(sealer_for(keys), SHORTEST))
    assert "Jo" in staff.reads()


def test_a_box_that_knows_two_signatures_opens_the_mails_of_both_and_warns_of_neither(
    show: Show, keys: Keys, tmp_path: Path
) -> None:
    """While one takes over from the other."""
    later = new_signer(tmp_path, Authority.make(SENDER))
    first, second = load_signer(keys.signing.certificate), load_signer(later.certificate)
    staff = show(ends_of(first) - timedelta(days=1), first, second)
    for signer in (first, second):
        expect(staff.page.get_by_text(says(staff, "trusts", signer))).to_be_visible()
        expect(staff.page.get_by_text(says(staff, "ends_soon", signer))).to_have_count(0)
    for signing in (keys.signing, later):
        mail = delivered(sealer_for(replace(keys, signing=signing)), SHORTEST)
        assert staff.hands_in_next(mail).startswith("OPEN")


def test_the_first_of_a_month_is_said_as_people_say_it(show: Show) -> None:
    begins = datetime(2026, 12, 1, 6, tzinfo=UTC) - timedelta(days=round(365.25))
    signer = Authority.make(SENDER).issue(SENDER, years=1, now=begins).certificate
    assert ends_of(signer).day == 1
    staff = show(ends_of(signer) - timedelta(days=9), signer)
    expect(staff.page.get_by_text("on December 1, 2026.")).to_be_visible()
    staff.press("other_language")
    expect(staff.page.get_by_text("le 1er décembre 2026.")).to_be_visible()
