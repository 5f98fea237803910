"""Key, passphrase and request are forgotten: on the button, on leaving, when nobody is there."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta

import pytest
from playwright.sync_api import Locator
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.referrals import SHORTEST

MINUTES = 15
LEAVES = "dispatchEvent(new Event('pagehide'))"
FORGETS = "document.querySelector('#opened .forget').click()"
GOES_DURING = """
  const own = SubtleCrypto.prototype.{step};
  let left = {times};
  SubtleCrypto.prototype.{step} = async function (...given) {{
    if (left === {times}) {goes};
    const made = await own.apply(this, given);
    left -= 1;
    if (!left) setTimeout(() => {{ document.title = '{over}'; }});
    return made;
  }};
"""
"""Goes at the first of so many steps of the browser's cryptography; says when all is done."""
OVER = "All is done"


def assert_forgotten(staff: Staff) -> None:
    """Nothing is shown, and the box says why."""
    expect(staff.page.get_by_role("article")).to_have_count(0)
    expect(staff.page.get_by_role("status")).to_have_text(
        staff.word("open.rested", minutes=MINUTES)
    )
    expect(passphrase(staff)).to_have_value("")


def passphrase(staff: Staff) -> Locator:
    """Its field."""
    return staff.page.get_by_label(staff.word("open.passphrase"))


def test_the_key_is_asked_for_once_and_forgotten_on_the_button(
    staff: Staff, forms: Forms, deliver: Deliver
) -> None:
    staff.hand_in(forms.mail)
    staff.reads()
    staff.press("open.another")
    staff.choose("open.mail", deliver(SHORTEST))
    staff.press("open.button")
    assert "Jo" in staff.reads()
    staff.press("open.forget")
    expect(staff.page.get_by_role("article")).to_have_count(0)
    staff.choose("open.mail", forms.mail)
    staff.press("open.button")
    staff.is_refused("no_key_file")


def reads_by_a_clock_of_ours(staff: Staff, forms: Forms) -> None:
    """Somebody has a request before them, and time goes by as the test says."""
    staff.page.clock.install()
    staff.starts_again()
    staff.hand_in(forms.mail)
    staff.reads()


def test_a_request_that_was_opened_and_never_touched_is_forgotten_after_fifteen_minutes(
    staff: Staff, forms: Forms
) -> None:
    reads_by_a_clock_of_ours(staff, forms)
    staff.page.clock.fast_forward("14:00")
    staff.reads()
    staff.page.clock.fast_forward("01:15")
    assert_forgotten(staff)


@pytest.mark.parametrize("sign", ["key", "scroll"])
def test_whoever_reads_on_is_left_alone(staff: Staff, forms: Forms, sign: str) -> None:
    reads_by_a_clock_of_ours(staff, forms)
    for _ in range(3):
        staff.page.clock.fast_forward("14:00")
        use(staff.page, sign)
        staff.reads()
    staff.page.clock.fast_forward("15:15")
    assert_forgotten(staff)


def use(page: Page, sign: str) -> None:
    """One touch."""
    if sign == "key":
        page.keyboard.press("Tab")
    else:
        page.evaluate("new Promise(done => { addEventListener('scroll', done); scrollBy(0, 9); })")


def test_a_computer_that_slept_shows_nothing_to_whoever_wakes_it(
    staff: Staff, forms: Forms
) -> None:
    """Timers stand still meanwhile; only the clock on the wall went on."""
    reads_by_a_clock_of_ours(staff, forms)
    now = datetime.fromtimestamp(staff.page.evaluate("Date.now()") / 1000).astimezone()
    staff.page.clock.set_system_time(now + timedelta(minutes=MINUTES + 1))
    staff.page.keyboard.press("Tab")
    assert_forgotten(staff)


def test_a_passphrase_that_was_only_typed_is_forgotten_too(staff: Staff) -> None:
    staff.page.clock.install()
    staff.starts_again()
    passphrase(staff).fill(PASSPHRASE)
    staff.page.clock.fast_forward("15:15")
    assert_forgotten(staff)


def test_a_passphrase_is_in_no_field_once_it_has_opened_the_key(staff: Staff, forms: Forms) -> None:
    staff.hand_in(forms.der[:-1000])
    staff.is_refused("damaged")
    expect(passphrase(staff)).to_be_hidden()
    expect(passphrase(staff)).to_have_value("")


def goes_during(staff: Staff, goes: str, step: str, times: int = 1) -> None:
    """Open, and go in the middle; then nothing of it is under way any more."""
    script = GOES_DURING.format(goes=goes, step=step, times=times, over=OVER)
    staff.page.evaluate(f"() => {{ {script} }}")
    staff.press("open.button")
    expect(staff.page).to_have_title(OVER)


@pytest.mark.parametrize("goes", [LEAVES, FORGETS], ids=["leaves", "forgets"])
def test_whoever_goes_while_a_mail_is_being_opened_sees_nothing_of_it(
    staff: Staff, forms: Forms, goes: str
) -> None:
    staff.hand_in(forms.mail)
    staff.reads()
    staff.press("open.another")
    staff.choose("open.mail", forms.mail)
    goes_during(staff, goes, "verify")
    expect(staff.page.get_by_role("article")).to_have_count(0)


@pytest.mark.parametrize("goes", [LEAVES, FORGETS], ids=["leaves", "forgets"])
def test_whoever_goes_while_a_key_is_being_opened_leaves_no_key(
    staff: Staff, forms: Forms, goes: str
) -> None:
    staff.choose("open.mail", forms.mail)
    staff.choose("open.key", staff.key)
    passphrase(staff).fill(PASSPHRASE)
    goes_during(staff, goes, "decrypt", 2)  # the lock of the certificate, and of the key
    staff.choose("open.mail", forms.mail)
    staff.press("open.button")
    staff.is_refused("no_key_file")
