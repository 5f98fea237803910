"""Training dates as calendars. The same rows give the same bytes, whatever the day of the build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import time

from icalendar import Calendar
from icalendar import Event
from icalendar import Timezone

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import TrainingDate
from intake_app.catalog import Words
from intake_app.dates import DAY
from intake_app.dates import ONTARIO
from portal.facts import sign_up_path

TIME_ZONE = """\
BEGIN:VTIMEZONE
TZID:America/Toronto
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
"""
"""Ontario's clock since 2007, by its rule: the library's own list of changes ends in 2038."""
COUNTED_FROM = date(2020, 1, 1)
"""Calendars take a moved date for newer when its number is higher: the days since then."""


def training_calendar(
    trainings: Sequence[TrainingDate], region: Region, words: Words, site: str = ""
) -> bytes:
    """A feed to subscribe to. Past dates stay in it: nobody's calendar loses its history.

    `site` is the address of the portal, where it is known: a form to sign up lies there.
    """
    language = words.language
    calendar = Calendar()
    calendar.add("prodid", f"-//One Story//Training {region.slug}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words("training.feed_name", region=region.name[language]))
    calendar.add("x-wr-timezone", ONTARIO.key)
    calendar.add("refresh-interval", DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    # First, and always: a calendar without any part is not valid, and a feed may have no dates.
    calendar.add_component(Timezone.from_ical(TIME_ZONE))
    for training in trainings:
        calendar.add_component(_event(training, region, words, site))
    return bytes(calendar.to_ical())


def _event(training: TrainingDate, region: Region, words: Words, site: str) -> Event:
    event, language = Event(), words.language
    changed = datetime.combine(training.changed, time(0), UTC)
    # One each language: who imports both keeps both.
    event.add("uid", f"{training.id}.{language}@{region.slug}.training.one-story")
    event.add("sequence", (training.changed - COUNTED_FROM).days)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", training.starts)
    event.add("dtend", training.ends)
    event.add("summary", training.title[language])
    event.add("location", training.place[language])
    event.add("status", "CANCELLED" if training.cancelled else "CONFIRMED")
    if training.days > 1:
        event.add("rrule", {"freq": "daily", "count": training.days})
    address = _sign_up_address(training, words.language, site)
    if described := _description(training, words, address):
        event.add("description", described)
    if address.startswith("https://"):
        event.add("url", address)
    return event


def _sign_up_address(training: TrainingDate, language: Language, site: str) -> str:
    if not training.by_form:
        return training.sign_up or ""
    return f"{site}{sign_up_path(training, language)}" if site else ""


def _description(training: TrainingDate, words: Words, address: str) -> str:
    """What it is about, what it costs and where to sign up: a calendar shows nothing else."""
    language: Language = words.language
    parts = [part[language] for part in (training.about, training.fee) if part]
    if training.full and not training.cancelled:
        parts.append(words("training.full"))
    elif address and not training.cancelled:
        parts.append(words("training.sign_up_at", address=address))
    return "\n".join(parts)
