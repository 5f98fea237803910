"""A day to aim for, as a calendar takes it: the request's number and nothing of its answers."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta

from intake_app.catalog import Words
from intake_app.intake.handover import Aim


def as_calendar(aim: Aim, day: date, number: str, words: Words) -> bytes:
    """One event for the whole day; saved anew, it takes the place of the one before."""
    # Here, because most web processes are never asked for one.
    from icalendar import Calendar
    from icalendar import Event

    event = Event()
    event.add("uid", f"{number}.{aim}@one-story")
    event.add("dtstamp", datetime.combine(day, time(0), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", words(f"staff.dates.ics_{aim}", number=number))
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//One Story//Days to aim for//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
