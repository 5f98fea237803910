"""What staff take out of the box: files, days for a calendar, and forms filled for print."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser
from playwright.sync_api import expect

from intake_app.box.forms import FORMS
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import load_words
from intake_app.intake.handover import months_after
from intake_app.referral import Help
from intake_app.referral import Referral
from intake_app.referral import Who
from intake_app.settings import CONTENT
from tests.support.box.forms import Forms
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.referrals import BY_PHONE
from tests.support.referrals import FULLEST
from tests.support.referrals import HOSTILE
from tests.support.referrals import LINKED
from tests.support.referrals import NAME
from tests.support.referrals import ONE_LONG_LINE
from tests.support.referrals import SHORTEST
from tests.support.referrals import WORKERS_WORD
from tests.support.referrals import asked_by

CUT_OFF = """one => [...one.querySelectorAll('*')]
  .filter(each => getComputedStyle(each).display !== 'inline')
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.className)"""
SEPARATORS = ",;\t|:"
BEFORE, LATER = datetime(2026, 8, 1, 16, tzinfo=UTC), "2026-12-04T12:00:00-05:00"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", '=HYPERLINK("http://x.example")')
FIRST = re.compile(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def saved(staff: Staff, key: str) -> bytes:
    """The file behind one button; `more` lies open."""
    with staff.page.expect_download() as download:
        staff.press(key)
    return download.value.path().read_bytes()


def open_more(staff: Staff) -> None:
    staff.page.get_by_text(staff.word("shown.more"), exact=True).click()


def hostile(start: str) -> Referral:
    """Somebody whose every text wants to be a formula, in whatever cell it lands."""
    texts = [f"{separator}{quote}{start}" for separator, quote in product(SEPARATORS, ("", '"'))]
    own = "\n".join(("a", *texts, start, "a" + "".join(texts)))
    contact = replace(BY_PHONE, good_times=start, bad_times=f"a;{start}", phone_remark=start)
    help_ = Help(going_well=f"a,{start}", own_words=own)
    return replace(FULLEST, name=start, place=start, contact=contact, help=help_)


def test_text_data_and_row_say_what_the_request_says(staff: Staff, forms: Forms) -> None:
    staff.hand_in(forms.mail)
    staff.reads()
    open_more(staff)
    assert NAME in saved(staff, "shown.text").decode()
    referral = json.loads(saved(staff, "shown.data"))
    assert referral["help"]["own_words"] == HOSTILE
    head, row = csv.reader(io.StringIO(saved(staff, "shown.row").decode("utf-8-sig"), newline=""))
    told = dict(zip(head, row, strict=True))
    assert (told["number"], told["name"], told["contact_phone"]) == (
        referral["number"],
        NAME,
        referral["contact"]["phone"],
    )
    assert told["help_services"] == "health; other"
    assert told["contact_email"] == ""
    # As it stands, a spreadsheet would make the eleventh of June of it.
    assert (referral["child"]["age_band"], told["child_age_band"]) == ("6-11", "'6-11")


def test_no_cell_is_a_formula_whatever_separates_cells(staff: Staff, deliver: Deliver) -> None:
    """French spreadsheets split at semicolons: then a text may be cut, and its middle begin one."""
    staff.hand_in(deliver(SHORTEST))
    staff.reads()
    found: list[str] = []
    for start in FORMULAS:
        staff.hands_in_next(deliver(hostile(start)))
        open_more(staff)
        text = saved(staff, "shown.row").decode("utf-8-sig")
        for separator in SEPARATORS:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            found += [cell for row in rows for cell in row if FIRST.match(cell)]
        assert f"'{start[0]}" in text
    assert found == []


@pytest.mark.parametrize(
    ("first", "meeting", "review"),
    [
        ("2026-11-27", "2027-01-26", "2027-05-27"),
        ("2026-08-31", "2026-10-30", "2027-02-26"),  # to the end of February, and before a Sunday
        ("2026-12-01", "2027-01-29", "2027-06-01"),  # before a Saturday
    ],
)
def test_days_to_aim_for_go_into_a_calendar(
    staff: Staff, deliver: Deliver, first: str, meeting: str, review: str
) -> None:
    staff.page.clock.set_fixed_time(LATER)
    staff.starts_again()
    staff.hand_in(deliver(FULLEST, metadata=replace(LINKED, accepted_at=BEFORE)))
    staff.reads()
    open_more(staff)
    staff.page.get_by_label(staff.word("dates.first")).fill(first)
    file = saved(staff, "dates.button")
    assert max(map(len, file.split(b"\r\n"))) <= 75
    events = {str(event["uid"]): event for event in Calendar.from_ical(file).walk("VEVENT")}
    days = {uid: event["dtstart"].dt.isoformat() for uid, event in events.items()}
    number = "HAL-2026-0147"
    # Named as the service's own page names them: a day taken from both is one event.
    assert days == {
        f"{number}.first-meeting@one-story": meeting,
        f"{number}.review@one-story": review,
    }
    assert (months_after(date.fromisoformat(first), 6) - date.fromisoformat(review)).days <= 2
    words = load_words(CONTENT, "en")
    told = {str(event["summary"]) for event in events.values()}
    aims = ("first-meeting", "review")
    assert told == {words(f"staff.dates.ics_{aim}", number=number) for aim in aims}
    assert all(int(event["sequence"]) > 0 for event in events.values())
    assert NAME.encode() not in file


def test_first_contact_is_today_at_first_and_for_each_family_anew(
    chromium: Browser, box: Path, key_file: Path, deliver: Deliver
) -> None:
    """On an Ontario evening, when it is tomorrow in Greenwich already."""
    context = chromium.new_context(locale="en-CA", timezone_id="America/Toronto")
    staff = Staff(context.new_page(), key_file)
    staff.page.clock.set_fixed_time("2026-11-27T22:30:00-05:00")
    staff.page.goto(box.as_uri())
    staff.hand_in(deliver(FULLEST))
    staff.reads()
    open_more(staff)
    day = staff.page.get_by_label(staff.word("dates.first"))
    expect(day).to_have_value("2026-11-27")
    day.fill("2026-11-24")
    staff.hands_in_next(deliver(SHORTEST))
    open_more(staff)
    expect(day).to_have_value("2026-11-27")
    context.close()


@pytest.mark.parametrize("day", ["0026-11-27", "2026-11-22", "2026-11-28", ""])
def test_a_day_on_which_nobody_can_have_called_goes_into_no_calendar(
    staff: Staff, forms: Forms, day: str
) -> None:
    """As on the service's own page: since the request came, and not after today."""
    staff.page.clock.set_fixed_time("2026-11-27T12:00:00-05:00")
    staff.starts_again()
    saves: list[str] = []
    staff.page.on("download", lambda saved: saves.append(saved.suggested_filename))
    staff.hand_in(forms.mail)
    staff.reads()
    open_more(staff)
    field = staff.page.get_by_label(staff.word("dates.first"))
    field.fill(day)
    staff.press("dates.button")
    expect(field).to_be_focused()
    assert not field.evaluate("one => one.checkValidity()")
    assert saved(staff, "shown.text")
    assert saves == ["HAL-2026-0147.txt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_filled_with_what_may_stand_there_and_nothing_else(
    staff: Staff, deliver: Deliver, language: Language
) -> None:
    """A worker has asked, so that everything that could stand there is there."""
    words = load_words(CONTENT, language)
    staff.hand_in(deliver(asked_by(Who.WORKER, BY_PHONE)))
    staff.reads()
    open_more(staff)
    if language == "fr":
        staff.press("other_language")
        staff = replace(staff, language="fr")
        open_more(staff)
    told = {
        "meeting": (NAME, "العربية", "No stairs.\nAn evening.", HOSTILE, ONE_LONG_LINE.strip()),
        "plan": (NAME, "Noor", words("mail.help.health"), ONE_LONG_LINE.strip()),
    }
    for form in FORMS:
        staff.press(f"forms.{form}")
        shown = staff.reads()
        title = words(f"documents.{form}.title")
        expect(staff.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        assert [text for text in told[form] if text not in shown] == []
        safe = (BY_PHONE.phone, BY_PHONE.good_times, BY_PHONE.bad_times, "613-555-0199")
        worker = (WORKERS_WORD.name, WORKERS_WORD.phone, WORKERS_WORD.email)
        assert [text for text in (*safe, *worker) if text in shown] == []
        staff.press("forms.back")
        assert BY_PHONE.phone in staff.reads()


def test_a_form_prints_whole_and_alone(staff: Staff, forms: Forms) -> None:
    staff.hand_in(forms.mail)
    staff.reads()
    open_more(staff)
    staff.press("forms.meeting")
    staff.page.emulate_media(media="print")
    for hidden in ("forms.back", "shown.print", "open.another", "shown.in_clear"):
        expect(staff.page.get_by_text(staff.word(hidden), exact=True)).to_be_hidden()
    assert staff.page.get_by_role("article").evaluate(CUT_OFF) == []
