"""Every form of a sealed mail opens; all else is refused in one sentence, and shows nothing."""

from __future__ import annotations

from playwright.sync_api import expect

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.box.forms import Forms
from tests.support.box.staff import Staff
from tests.support.referrals import LINKED


def test_every_form_that_mail_programs_give_is_opened(staff: Staff, forms: Forms) -> None:
    shown: dict[str, str] = {}
    for form, file in forms.opened():
        shown[form] = staff.hands_in_next(file)
    whole = shown["the mail as it travelled"]
    assert whole.startswith("OPEN New request HAL-2026-0147")
    assert {form: what[:100] for form, what in shown.items() if what != whole} == {}


def test_staff_say_that_they_have_it_by_the_link_of_the_mail(staff: Staff, forms: Forms) -> None:
    staff.hand_in(forms.mail)
    staff.reads()
    words = load_words(CONTENT, "en")
    link = staff.page.get_by_role("link", name=words("mail.have_it.label"), exact=True)
    expect(link).to_have_attribute("href", LINKED.have_it)
    expect(link).to_have_attribute("rel", "noreferrer")
    assert words("mail.have_it.why") in staff.reads()


def test_everything_else_is_refused_with_its_sentence(staff: Staff, forms: Forms) -> None:
    told: dict[str, str] = {}
    assert staff.hands_in_next(forms.mail).startswith("OPEN")
    for form, file, reason in forms.refused():
        outcome = staff.hands_in_next(file)
        if not outcome.startswith(staff.word(f"refused.{reason}").split("{")[0]):
            told[form] = outcome[:100]
        expect(staff.page.get_by_role("article")).to_have_count(0)
    assert told == {}
