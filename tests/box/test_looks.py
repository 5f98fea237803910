"""The box for every eye and hand: axe, light and dark, 320 to 1,280 pixels, both languages."""

from __future__ import annotations

from dataclasses import replace

from tests.support.box.forms import Forms
from tests.support.box.staff import Staff
from tests.support.browsers.axe import WIDTHS
from tests.support.browsers.axe import violations

BESIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(staff: Staff, state: str) -> list[str]:
    """What axe finds, and whether anything stands beside the window."""
    found = violations(staff.page, state)
    for width in WIDTHS:
        staff.page.set_viewport_size({"width": width, "height": 800})
        beside = staff.page.evaluate(BESIDE)
        found += [f"{state} at {width} px: {beside} px too wide"] if beside > 0 else []
    return found


def test_every_state_is_for_everybody(staff: Staff, forms: Forms) -> None:
    """One visit: nothing handed in, refused, opened, its other language, a form, a new key."""
    found = faults_of(staff, "start")
    staff.press("open.button")
    found += faults_of(staff, "refused")
    staff.hand_in(forms.mail)
    staff.reads()
    staff.page.get_by_text(staff.word("shown.more"), exact=True).click()
    found += faults_of(staff, "opened")
    staff.press("other_language")
    french = replace(staff, language="fr")
    french.page.get_by_text(french.word("shown.more"), exact=True).click()
    found += faults_of(french, "opened in French")
    french.press("forms.meeting")
    found += faults_of(french, "meeting form")
    french.press("open.another")
    french.page.get_by_text(french.word("make.heading"), exact=True).click()
    french.page.get_by_label(french.word("make.address")).fill("poste@organisme.example")
    for field in ("make.passphrase", "make.again"):
        french.page.get_by_label(french.word(field), exact=True).fill("quatre mots suffisent")
    french.press("make.button")
    french.page.get_by_role("button", name=french.word("make.save"), exact=True).wait_for()
    found += faults_of(french, "new key")
    assert found == []
