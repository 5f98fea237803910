"""Training dates: page, calendars, data for search engines, and an editor's mistakes."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path

import icalendar
import pytest
import yaml
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Browser

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import TrainingDate
from intake_app.catalog import load_region
from intake_app.catalog import load_training
from intake_app.catalog import load_words
from intake_app.dates import ONTARIO
from intake_app.errors import ContentFaults
from portal import build_time
from portal.build import DEMO_ROWS
from portal.calendars import training_calendar
from portal.site_model import sign_up_faults
from portal.training import TrainingPage
from portal.training import training_page
from portal.training import write_calendars
from tests.support.demo import build_demo
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import Built
from tests.support.shared import Once

CONTENT = PROJECT / "content"
ROW = """\
dates:
  - id: first-steps
    title: {en: First steps, fr: Premiers pas}
    day: 2027-02-10
    from: "09:00"
    to: "16:00"
    place: {en: Library, fr: Bibliothèque}
    language: en
    about: null
    sign_up: null
    cancelled: false
    changed: 2026-11-20
"""
SITE = "https://service.example"
SEARCH_ENGINES = "application/ld+json"


@dataclass
class Desk:
    """A region's training.yml on an editor's desk."""

    content: Path

    def dates(self, text: str = ROW) -> tuple[TrainingDate, ...]:
        path = self.content / "regions" / "halton" / "training.yml"
        path.write_text(text, encoding="utf-8")
        return load_training(self.content, "halton")

    def faults(self, text: str) -> list[str]:
        with pytest.raises(ContentFaults) as caught:
            self.dates(text)
        folder = f"{self.content}/regions/halton/"
        return [str(fault).replace(folder, "") for fault in caught.value.faults]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(CONTENT, tmp_path / "content")
    return Desk(tmp_path / "content")


def _page(dates: tuple[TrainingDate, ...], today: date, language: Language = "en") -> TrainingPage:
    return training_page(
        dates, load_region(CONTENT, "halton"), load_words(CONTENT, language), today
    )


def _feed(dates: tuple[TrainingDate, ...], language: Language = "en", site: str = SITE) -> bytes:
    words = load_words(CONTENT, language)
    return training_calendar(dates, load_region(CONTENT, "halton"), words, site)


def test_both_shipped_regions_know_no_date(portal: Built) -> None:
    assert load_training(CONTENT, portal.region) == ()


def test_without_dates_the_page_says_so_and_names_a_contact(portal: Built) -> None:
    for language, none in (("en", "No training dates"), ("fr", "Aucune date de formation")):
        page = portal.page(f"{language}/providers/training/")
        (article,) = page.all("article")
        assert none in page.words(article)
        email = load_region(CONTENT, portal.region).lead_agency.email
        assert not email or email in page.words(article)
        assert page.all("script") == []


def test_the_soonest_date_comes_first() -> None:
    dates = load_training(CONTENT, "halton", DEMO_ROWS)
    coming = _page(dates, date(2026, 11, 23)).coming
    assert [row.starts for row in coming] == sorted(row.starts for row in coming)
    assert len(coming) == len(dates) - 1


@pytest.mark.parametrize(("today", "shown"), [("2027-02-10", 1), ("2027-02-11", 0)])
def test_a_date_is_shown_until_its_day_is_over(desk: Desk, today: str, shown: int) -> None:
    assert len(_page(desk.dates(), date.fromisoformat(today)).coming) == shown


def test_the_builds_day_is_the_day_in_ontario() -> None:
    late_in_the_evening = datetime(2027, 2, 10, 23, 30, tzinfo=ONTARIO)
    assert build_time.build_day(str(int(late_in_the_evening.timestamp()))) == date(2027, 2, 10)


def test_days_are_written_as_people_say_them(desk: Desk) -> None:
    dates = desk.dates(ROW.replace("2027-02-10", "2027-03-01").replace('"16:00"', '"16:30"'))
    english, french = (_page(dates, date(2027, 1, 1), language).coming[0] for language in LANGUAGES)
    assert (english.day, french.day) == ("Monday, March 1, 2027", "lundi 1er\u00a0mars 2027")
    assert english.hours == "9:00\u00a0a.m. to 4:30\u00a0p.m."
    assert french.hours == "de 9\u00a0h à 16\u00a0h\u00a030"


def test_the_feed_is_read_alike_by_two_programs() -> None:
    dates = load_training(CONTENT, "halton", DEMO_ROWS)
    feed = _feed(dates)
    one = icalendar.Calendar.from_ical(feed).events
    other = IcsCalendarStream.calendar_from_ics(feed.decode()).events
    for training, event, same in zip(dates, one, other, strict=True):
        assert str(event["uid"]) == same.uid
        assert event.start == same.dtstart == training.starts
        assert event.end == same.dtend == training.ends
        assert str(event["summary"]) == same.summary == training.title.en
        assert str(event["location"]) == same.location == training.place.en


def test_summer_and_winter_time_are_those_of_ontario(desk: Desk) -> None:
    for day, offset in (("2027-02-10", -5), ("2027-07-06", -4), ("2029-07-03", -4)):
        feed = _feed(desk.dates(ROW.replace("2027-02-10", day)))
        (event,) = IcsCalendarStream.calendar_from_ics(feed.decode()).events
        assert event.dtstart.utcoffset().total_seconds() == offset * 3600
    assert b"BEGIN:VTIMEZONE" in feed


def test_a_feed_without_dates_can_be_subscribed_to(portal: Built) -> None:
    for language in LANGUAGES:
        feed = (portal.folder / language / "training.ics").read_text(encoding="utf-8")
        assert IcsCalendarStream.calendar_from_ics(feed).events == []


def test_a_date_keeps_its_identity_when_it_moves(desk: Desk) -> None:
    moved = ROW.replace("2027-02-10", "2027-02-17").replace("2026-11-20", "2026-11-21")
    first, second = (
        icalendar.Calendar.from_ical(_feed(desk.dates(rows))).events[0] for rows in (ROW, moved)
    )
    assert first["uid"] == second["uid"]
    assert first.start != second.start
    assert second["sequence"] == first["sequence"] + 1


def test_the_calendars_of_both_languages_can_be_imported_side_by_side(desk: Desk) -> None:
    dates = desk.dates()
    uids = {
        str(icalendar.Calendar.from_ical(_feed(dates, language)).events[0]["uid"])
        for language in LANGUAGES
    }
    assert len(uids) == len(LANGUAGES)


def test_the_feed_does_not_depend_on_the_day_of_the_build(desk: Desk, tmp_path: Path) -> None:
    dates, region = desk.dates(), load_region(CONTENT, "halton")
    for name in ("one", "two"):
        write_calendars(tmp_path / name, dates, region, load_words(CONTENT, "en"), SITE)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.ics")]
    assert len(files) == 2
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
        stamp = icalendar.Calendar.from_ical((tmp_path / "one" / file).read_bytes()).events[0]
        assert stamp["dtstamp"].dt.date() == date(2026, 11, 20)


def test_each_date_is_also_a_calendar_of_its_own(desk: Desk, tmp_path: Path) -> None:
    dates, region = desk.dates(), load_region(CONTENT, "halton")
    write_calendars(tmp_path, dates, region, load_words(CONTENT, "fr"), SITE)
    page = _page(dates, date(2026, 11, 23), "fr")
    (event,) = icalendar.Calendar.from_ical((tmp_path / page.coming[0].file).read_bytes()).events
    assert str(event["summary"]) == "Premiers pas"


def test_a_cancelled_date_is_cancelled_in_calendars_too(desk: Desk) -> None:
    dates = desk.dates(ROW.replace("cancelled: false", "cancelled: true"))
    (event,) = icalendar.Calendar.from_ical(_feed(dates)).events
    assert str(event["status"]) == "CANCELLED"
    assert "EventCancelled" in _page(dates, date(2026, 11, 23)).json_ld


@pytest.mark.parametrize(("language", "ask"), [("en", "/en/ask/"), ("fr", "/fr/ask/")])
def test_a_date_with_the_form_leads_to_it(desk: Desk, language: Language, ask: str) -> None:
    dates = desk.dates(ROW.replace("sign_up: null", "sign_up: form"))
    (row,) = _page(dates, date(2026, 11, 23), language).coming
    assert row.sign_up_link == f"{ask}training/first-steps"
    (event,) = icalendar.Calendar.from_ical(_feed(dates, language)).events
    assert str(event["url"]) == f"{SITE}{row.sign_up_link}"
    assert f"{SITE}{row.sign_up_link}" in str(event["description"])


def test_a_calendar_names_no_form_whose_address_is_not_known(desk: Desk) -> None:
    dates = desk.dates(ROW.replace("sign_up: null", "sign_up: form"))
    (event,) = icalendar.Calendar.from_ical(_feed(dates, site="")).events
    assert "url" not in event
    assert "description" not in event


def test_a_full_date_says_so_and_has_no_link(once: Once) -> None:
    built = once("demo-halton", lambda folder: build_demo("halton", folder / "portal"))
    for language in LANGUAGES:
        page = (built / "portal" / language / "providers/training/index.html").read_text()
        _, _, after = page.partition('id="sample-2027-02-full"')
        full, _, _ = after.partition("</section>")
        words = load_words(CONTENT, language)
        assert words("training.full") in full
        assert words("training.sign_up") not in full
        assert f'/{language}/ask/training/sample-2027-02"' in page
    dates = [row for row in load_training(CONTENT, "halton", DEMO_ROWS) if row.full]
    (event,) = icalendar.Calendar.from_ical(_feed(tuple(dates))).events
    assert str(event["description"]) == "Full"


def test_a_form_needs_somebody_to_turn_to(desk: Desk) -> None:
    dates = desk.dates(ROW.replace("sign_up: null", "sign_up: form"))
    region = load_region(CONTENT, "halton")
    nobody = dataclasses.replace(region.lead_agency, email=None, phone=None)
    assert sign_up_faults(region, dates) == []
    (fault,) = sign_up_faults(dataclasses.replace(region, lead_agency=nobody), dates)
    assert "Nobody can sign up for `first-steps`." in str(fault)


def test_search_engines_get_the_dates_to_come_and_no_others() -> None:
    dates = load_training(CONTENT, "halton", DEMO_ROWS)
    data = json.loads(_page(dates, date(2027, 3, 1), "fr").json_ld)
    assert data["@context"] == "https://schema.org"
    assert [event["startDate"] for event in data["@graph"]] == [
        "2027-03-17T13:00:00-04:00",
        "2027-07-06T09:30:00-04:00",
    ]
    assert {event["@type"] for event in data["@graph"]} == {"EducationEvent"}


def test_no_title_can_end_the_block_of_data(desk: Desk) -> None:
    dates = desk.dates(ROW.replace("en: First steps, fr: ", 'en: "More < 5", fr: 5 '))
    block = _page(dates, date(2026, 11, 23)).json_ld
    assert "<" not in block
    assert json.loads(block)["@graph"][0]["name"] == "More < 5"


def test_the_block_of_data_passes_a_strict_content_policy(browser: Browser) -> None:
    """Chromium neither runs nor blocks a block of data: no policy has to allow scripts for it."""
    block = _page(load_training(CONTENT, "halton", DEMO_ROWS), date(2026, 11, 23)).json_ld
    html = f'<!doctype html><title>t</title><script type="{SEARCH_ENGINES}">{block}</script>'
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    headers = {"Content-Security-Policy": "default-src 'none'", "Content-Type": "text/html"}
    page.route("**/*", lambda route: route.fulfill(body=html, headers=headers))
    page.goto("http://127.0.0.1/")
    found = page.locator("script").text_content()
    page.close()
    assert said == []
    assert len(json.loads(found or "")["@graph"]) == 4


MISTAKES = {
    "a date that is none": (
        ("2027-02-10", "2027-02-30"),
        "training.yml:4: `dates[1].day` is `2027-02-30`, not a date. "
        "Write year-month-day, like 2026-11-23.",
    ),
    "an hour that is none": (
        ('"09:00"', '"9 am"'),
        "training.yml:5: `dates[1].from` is `9 am`, not a time. "
        'Write hours and minutes of the 24-hour clock, like "09:30".',
    ),
    "an end before the beginning": (
        ('"16:00"', '"08:00"'),
        "training.yml:6: `dates[1].to` is not after `from`. "
        "Write the hour at which it ends, like 16:00.",
    ),
    "a language that is none": (
        ("language: en", "language: english"),
        "training.yml:8: `dates[1].language` is `english`. Write one of: en, fr, both.",
    ),
    "words in one language only": (
        ("{en: Library, fr: Bibliothèque}", "{en: Library}"),
        "training.yml:7: `dates[1].place.fr` is missing. Add `fr: …` to this part of the file.",
    ),
    "an id with a space": (
        ("id: first-steps", "id: First steps"),
        "training.yml:2: `dates[1].id` is `First steps`. "
        "Write small letters, digits and hyphens only.",
    ),
    "an address that is none": (
        ("sign_up: null", "sign_up: www.example.ca"),
        "training.yml:10: `dates[1].sign_up` is `www.example.ca`. "
        "Write an e-mail address, an address that begins with https://, or `form`.",
    ),
    "an address in brackets": (
        ("sign_up: null", "sign_up: 'https://[the address]'"),
        "training.yml:10: `dates[1].sign_up` is `https://[the address]`. "
        "Write an e-mail address, an address that begins with https://, or `form`.",
    ),
    "a key that nobody knows": (
        ("about: null", "room: 12\n    about: null"),
        "training.yml:9: `dates[1].room` is not known here.",
    ),
    "no day": (
        ("    day: 2027-02-10\n", ""),
        "training.yml:2: `dates[1].day` is missing. Add `day: …` to this part of the file.",
    ),
    "maybe full": (
        ("cancelled: false", "full: maybe"),
        "training.yml:11: `dates[1].full` is `maybe`. Write true or false.",
    ),
    "maybe cancelled": (
        ("cancelled: false", "cancelled: maybe"),
        "training.yml:11: `dates[1].cancelled` is `maybe`. Write true or false.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_cure(desk: Desk, mistake: str) -> None:
    (old, new), said = MISTAKES[mistake]
    assert old in ROW
    (fault,) = desk.faults(ROW.replace(old, new, 1))
    assert fault.startswith(said)


def test_all_mistakes_are_named_together(desk: Desk) -> None:
    text = ROW.replace("2027-02-10", "soon").replace('"16:00"', '"late"').replace("en}", "xx}")
    assert len(desk.faults(text)) == 2


def test_two_dates_may_not_share_an_id(desk: Desk) -> None:
    (fault,) = desk.faults(ROW + ROW.removeprefix("dates:\n"))
    assert "`first-steps` is taken" in fault


def test_a_region_without_the_file_is_told_to_make_one(desk: Desk) -> None:
    (desk.content / "regions" / "halton" / "training.yml").unlink()
    with pytest.raises(ContentFaults, match="training.yml:1: This file is missing"):
        load_training(desk.content, "halton")


def test_the_handbook_explains_every_line_of_the_file() -> None:
    handbook = (PROJECT / "docs" / "editor.md").read_text(encoding="utf-8")
    rows = yaml.safe_load((DEMO_ROWS / "halton" / "training.yml").read_text(encoding="utf-8"))
    explained = set(re.findall(r"`dates\.(\w+)`", handbook))
    assert explained == set().union(*rows["dates"])
