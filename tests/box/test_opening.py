"""Every form of a sealed mail opens; all else is refused in one sentence, and shows nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Staff
from tests.support.referrals import LINKED
from tests.support.referrals import NAME

OPENED, REFUSED = 20, 33
"""As docs/proof.md says."""


def test_every_form_that_mail_programs_give_is_opened(staff: Staff, forms: Forms) -> None:
    shown: dict[str, str] = {}
    for form, file in forms.opened():
        shown[form] = staff.hands_in_next(file)
    whole = shown["the mail as it travelled"]
    assert whole.startswith("OPEN New request HAL-2026-0147")
    assert {form: what[:100] for form, what in shown.items() if what != whole} == {}
    assert len(shown) == OPENED


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
    tried = 0
    assert staff.hands_in_next(forms.mail).startswith("OPEN")
    for form, file, reason in forms.refused():
        outcome = staff.hands_in_next(file)
        if not outcome.startswith(staff.word(f"refused.{reason}").split("{")[0]):
            told[form] = outcome[:100]
        expect(staff.page.get_by_role("article")).to_have_count(0)
        tried += 1
    assert told == {}
    assert tried == REFUSED


def test_text_is_whole_where_a_mail_breaks_its_lines(staff: Staff, forms: Forms) -> None:
    """Quoted-printable, as test mails are: a blank before a soft line break is part of the text."""
    encoded = (
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nfour =\r\nwords =\t\r\nwill do\r\n"
    )
    text = b"Content-Type: text/plain; charset=utf-8\r\n" + encoded
    staff.hand_in(forms.resealed(forms.signed(text)))
    assert "four words will do" in staff.reads()


def test_a_mail_is_dragged_from_its_folder_onto_the_page(
    staff: Staff, forms: Forms, tmp_path: Path
) -> None:
    """As the browser hears it from the desktop."""
    mail = tmp_path / "smime.p7m"
    mail.write_bytes(forms.der)
    desktop = staff.page.context.new_cdp_session(staff.page)
    dragged = {"items": [], "files": [str(mail)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        desktop.send("Input.dispatchDragEvent", {"type": kind, "x": 40, "y": 300, "data": dragged})
    expect(staff.page.get_by_text(staff.word("open.dropped", name=mail.name))).to_be_visible()
    staff.choose("open.key", staff.key)
    staff.page.get_by_label(staff.word("open.passphrase")).fill(PASSPHRASE)
    staff.press("open.button")
    assert NAME in staff.reads()
