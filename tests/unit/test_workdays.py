"""Days on which an agency in Ontario works, by the real calendar of its public holidays."""

from __future__ import annotations

import logging
import runpy
import sys
from datetime import date

import pytest

from intake_app.intake import ontario_holidays
from intake_app.intake.workdays import PAUSE
from intake_app.intake.workdays import PublicHolidays
from intake_app.intake.workdays import WorkingDays
from intake_app.intake.workdays import public_holidays

DAYS = {
    "a Monday": (date(2026, 11, 30), True),
    "a Saturday": (date(2026, 11, 28), False),
    "a Sunday": (date(2026, 11, 29), False),
    "Family Day": (date(2027, 2, 15), False),
    "Good Friday": (date(2027, 3, 26), False),
    "Victoria Day": (date(2027, 5, 24), False),
    "Canada Day": (date(2027, 7, 1), False),
    "Labour Day": (date(2027, 9, 6), False),
    "Thanksgiving": (date(2027, 10, 11), False),
    "Christmas": (date(2026, 12, 25), False),
    "the day given for Boxing Day, a Saturday": (date(2026, 12, 28), False),
    "Easter Monday, on which Ontario works": (date(2027, 3, 29), True),
}


@pytest.mark.parametrize("name", DAYS)
def test_an_agency_works_on_weekdays_that_are_no_holidays(name: str) -> None:
    day, works = DAYS[name]
    assert WorkingDays().has(day) is works


def test_working_days_are_counted_over_weekends_and_the_turn_of_the_year() -> None:
    days = WorkingDays()
    assert days.after(date(2026, 12, 24), 0) == date(2026, 12, 24)
    assert days.after(date(2026, 12, 24), 2) == date(2026, 12, 30)
    assert days.after(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_what_falls_on_a_day_off_is_aimed_for_on_the_working_day_before() -> None:
    days = WorkingDays()
    assert days.up_to(date(2026, 12, 28)) == date(2026, 12, 24)
    assert days.up_to(date(2026, 12, 29)) == date(2026, 12, 29)


def test_holidays_that_cannot_be_asked_for_stop_no_reminder_and_are_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert public_holidays(1999) == frozenset()
    assert WorkingDays().has(date(1999, 12, 24))
    assert [
        record.getMessage() for record in caplog.records if record.levelno == logging.ERROR
    ] == ["the holidays of 1999 are not known: FileNotFoundError"]


def test_holidays_that_could_not_be_asked_for_once_are_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = [0.0]
    holidays = PublicHolidays(lambda: moment[0])
    with monkeypatch.context() as busy:
        busy.setattr(sys, "executable", "/nowhere/python")
        assert holidays(2027) == frozenset()
    assert holidays(2027) == frozenset(), "not at every look"
    moment[0] = PAUSE
    assert date(2027, 7, 1) in holidays(2027)


def test_the_process_that_knows_them_prints_a_date_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ontario_holidays", "2026"])
    runpy.run_path(ontario_holidays.__file__, run_name="__main__")
    printed = capsys.readouterr().out
    assert {date.fromisoformat(line) for line in printed.splitlines()} == public_holidays(2026)
