"""A closed box leaves nothing behind, and opens nothing where it must not be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Playwright
from playwright.sync_api import expect

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.box.desks import NOBODY
from tests.support.box.desks import firefox_desk
from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Staff
from tests.support.browsers.chromium import chromium as with_window
from tests.support.browsers.profile_search import found_in
from tests.support.referrals import BY_PHONE
from tests.support.referrals import HOSTILE
from tests.support.referrals import NAME
from tests.support.web_server import serving

SHOWN = (NAME, BY_PHONE.phone, HOSTILE.splitlines()[0])
SECRET = (*SHOWN, PASSPHRASE, "BEGIN CERTIFICATE", "BEGIN ENCRYPTED")
WORDS = load_words(CONTENT, "en")


@pytest.fixture
def mail(forms: Forms, tmp_path: Path) -> Path:
    file = tmp_path / "smime.p7m"
    file.write_bytes(forms.der)
    return file


def assert_nothing_stays(profile: Path, box: Path) -> None:
    """The search is known to look in the right place: it finds the address of the box itself."""
    assert found_in(profile, [box.parent.name]), "the browser's history was not searched"
    assert found_in(profile, SECRET) == {}


def test_chromium_keeps_nothing_of_a_request(
    playwright: Playwright, display: str, box: Path, key_file: Path, mail: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with with_window(playwright, profile, display, NOBODY) as (page, _):
        page.goto(box.as_uri())
        staff = Staff(page, key_file)
        staff.hand_in(mail)
        shown = staff.reads()
        assert [text for text in SHOWN if text not in shown] == []
    assert_nothing_stays(profile, box)


def test_firefox_keeps_nothing_of_a_request(
    display: str, box: Path, key_file: Path, mail: Path, tmp_path: Path
) -> None:
    with firefox_desk(display, tmp_path) as desk:
        desk.go(box.as_uri())
        desk.choose(WORDS("box.open.mail"), mail)
        desk.choose(WORDS("box.open.key"), key_file)
        desk.write(WORDS("box.open.passphrase"), PASSPHRASE)
        desk.press(WORDS("box.open.button"))
        shown = desk.told()
        assert [text for text in SHOWN if text not in shown] == []
        desk.close()
    assert_nothing_stays(tmp_path / "profile", box)


def test_a_box_on_the_web_or_inside_another_page_opens_nothing(
    chromium: Browser, box: Path, tmp_path: Path
) -> None:
    around = tmp_path / "around.html"
    around.write_text(f'<iframe src="{box.as_uri()}" title="box"></iframe>', encoding="utf-8")
    page = chromium.new_page(locale="en-CA")
    page.goto(around.as_uri())
    framed = page.frame_locator("iframe")
    with serving(box.parent) as address:
        other = chromium.new_page(locale="en-CA")
        other.goto(f"{address}/{box.name}")
        for where in (framed, other):
            expect(where.get_by_role("alert")).to_have_text(WORDS("box.refused.not_a_file"))
            expect(where.get_by_role("button", name=WORDS("box.open.button"))).to_have_count(0)
            expect(where.get_by_label(WORDS("box.open.passphrase"))).to_be_hidden()
        other.close()
    page.close()
