"""Every form of a sealed mail opens; all else is refused in one sentence, and shows nothing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.box.forms import Forms
from tests.support.box.staff import Staff


def test_every_form_that_mail_programs_give_is_opened(staff: Staff, forms: Forms) -> None:
    shown: dict[str, str] = {}
    for form, file in forms.opened():
        staff.hand_in(file)
        shown[form] = staff.outcome()
        staff.starts_again()
    whole = shown["the mail as it travelled"]
    assert whole.startswith("OPEN New request HAL-2026-0147")
    assert {form: what[:100] for form, what in shown.items() if what != whole} == {}


def test_everything_else_is_refused_with_its_sentence(staff: Staff, forms: Forms) -> None:
    told: dict[str, str] = {}
    for form, file, reason in forms.refused():
        staff.hand_in(file)
        outcome = staff.outcome()
        if not outcome.startswith(staff.word(f"refused.{reason}").split("{")[0]):
            told[form] = outcome[:100]
        expect(staff.page.get_by_role("article")).to_have_count(0)
        staff.starts_again()
    assert told == {}
