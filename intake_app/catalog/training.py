"""Reads training.yml of a region: the days on which providers can learn Service Coordination."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from intake_app.catalog import reader
from intake_app.catalog.days_said import days_said
from intake_app.catalog.model import LANGUAGES
from intake_app.catalog.model import Language
from intake_app.catalog.model import Text
from intake_app.catalog.model import Words
from intake_app.catalog.reader import Section
from intake_app.catalog.rows import RowsFile
from intake_app.catalog.rows import identifier
from intake_app.catalog.web_address import NOT_PERSONAL
from intake_app.catalog.web_address import THROUGH_OTHERS
from intake_app.catalog.web_address import TRACKS
from intake_app.catalog.web_address import host_in
from intake_app.catalog.web_address import is_personal
from intake_app.catalog.web_address import web_address_flaw
from intake_app.dates import ONTARIO
from intake_app.dates import weekday_date

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
NOTHING = Text("", "")
SOME_DAY = date(2000, 1, 1)
BY_FORM = "form"
"""Written in the place of an address."""
SHORTEST, EARLIEST, LATEST = timedelta(minutes=30), time(7), time(22)
CALLED_OFF = re.compile(r"\b(?:CANCELL?ED|Cancell?ed|ANNULÉE?|Annulée?|POSTPONED|REPORTÉE?)\b")
NO_PLACE = re.compile(r"\b(?:FULL|SOLD OUT|COMPL[EÈ]TE?)\b|\((?:[Ff]ull|[Cc]omplet|[Cc]omplète)\)")
LONGEST = 14
"""Days that one training may take."""


class TrainingLanguage(StrEnum):
    """The language a training is held in."""

    EN = "en"
    FR = "fr"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class TrainingDate:
    """One training, from its first minute to its last, in Ontario's time."""

    id: str
    """Calendars know the date by it, so it never changes."""
    title: Text
    starts: datetime
    ends: datetime
    """Of its first day; on more days the hours are the same."""
    last_day: date
    place: Text
    language: TrainingLanguage
    about: Text | None
    fee: Text | None
    """What it costs; None: nothing is said of it."""
    sign_up: str | None
    """E-mail address or https address to sign up, or BY_FORM; None: with the lead agency."""
    full: bool
    cancelled: bool
    changed: date
    """The day somebody last changed this row; calendars ask for it."""

    @property
    def by_form(self) -> bool:
        """Whether providers sign up here, with the service."""
        return self.sign_up == BY_FORM

    @property
    def days(self) -> int:
        """How many days it takes, one after the other."""
        return (self.last_day - self.starts.date()).days + 1


def load_training(
    content: Path, slug: str, demo_rows: Path | None = None, *, today: date | None = None
) -> tuple[TrainingDate, ...]:
    """Every date of the region, the earliest first. Raises ContentFaults with all faults."""
    file = RowsFile(
        content=content,
        region=slug,
        file="training.yml",
        key="dates",
        demo_rows=demo_rows,
        today=today,
    )
    rows = file.read(_training, alike=_alike)
    return tuple(sorted(rows, key=lambda row: (row.starts, row.id)))


def _alike(row: TrainingDate) -> object:
    """Capitals make no other training."""
    return row.title.en.casefold(), row.starts, row.place.en.casefold()


def days_of(training: TrainingDate, words: Words) -> str:
    """`Wednesday, February 10, 2027`, with the last day where there are more."""
    days = (training.starts.date(), training.last_day)
    first, last = (weekday_date(day, words.language) for day in days)
    return first if first == last else words("training.days", first=first, last=last)


def _training(row: Section) -> TrainingDate:
    day = _given(row, "day", row.planned_day("day"))
    starts, ends = _moment(row, day, "from"), _moment(row, day, "to")
    if ends <= starts:
        row.fault("to", "is not after `from`.", "Write the hour at which it ends, like 16:00.")
    training = TrainingDate(
        id=identifier(row),
        title=row.both("title") or NOTHING,
        starts=starts,
        ends=ends,
        last_day=_last_day(row, day),
        place=row.both("place") or NOTHING,
        language=row.choice("language", TrainingLanguage),
        about=row.both("about", optional=True),
        fee=row.both("fee", optional=True),
        sign_up=_sign_up(row),
        full=_yes(row, "full"),
        cancelled=_yes(row, "cancelled"),
        changed=_given(row, "changed", row.past_day("changed")),
    )
    row.finish()
    _check_sense(row, training)
    for language in LANGUAGES:
        _check_said(row, training, language)
    return training


def _check_sense(row: Section, training: TrainingDate) -> None:
    """What no training is: of a few minutes, or in the night."""
    if training.ends > training.starts and training.ends - training.starts < SHORTEST:
        row.fault("to", "is less than half an hour after `from`.", "Check both hours.")
    if training.starts.time() < EARLIEST and row.names() and training.starts.time() != time(0):
        row.fault("from", f"is {training.starts:%H:%M}, in the night.", "Write 13:00 for 1 p.m.")
    if training.ends.time() > LATEST and training.ends.time() != time(23):
        row.fault("to", f"is {training.ends:%H:%M}, in the night.", "Check the hour.")


def _check_said(row: Section, training: TrainingDate, language: Language) -> None:
    """What the title and the sentence say fits the other lines."""
    for key, text in (("title", training.title), ("about", training.about)):
        words = text[language] if text else ""
        for sign, name, is_so in (
            (CALLED_OFF, "cancelled", training.cancelled),
            (NO_PLACE, "full", training.full or training.cancelled),
        ):
            if (found := sign.search(words)) and not is_so:
                row.fault(key, f"says “{found[0]}”.", f"Write `{name}: true` in this row instead.")
        for said in days_said(words, language) if key == "title" else ():
            day = said.near(training.starts.date())
            if day and not training.starts.date() <= day <= training.last_day:
                problem = f"says “{said.words}”, and `day` is {training.starts.date()}."
                row.fault(key, problem, "Write the same day, or none in the title.")


def _given(row: Section, key: str, day: date | None) -> date:
    if day is None:
        row.value(key)  # says so when it is missing
    return day or SOME_DAY


def _last_day(row: Section, first: date) -> date:
    last = row.planned_day("last_day") or first
    if first != SOME_DAY and not 0 <= (last - first).days < LONGEST:
        cure = f"Write a day after `day`, at most {LONGEST} days in all, or null."
        row.fault("last_day", f"is {last}, which does not fit `day`.", cure)
    return last


def _moment(row: Section, day: date, key: str) -> datetime:
    text = row.text(key) or ""
    if CLOCK.fullmatch(text):
        return datetime.combine(day, time.fromisoformat(text), ONTARIO)
    if text:
        cure = 'Write hours and minutes of the 24-hour clock, like "09:30".'
        row.fault(key, f"is `{text}`, not a time.", cure)
    return datetime.combine(day, time(23 if key == "to" else 0), ONTARIO)


def _sign_up(row: Section) -> str | None:
    text = row.text("sign_up", optional=True)
    if text and text != BY_FORM and web_address_flaw(text) and not reader.is_email(text):
        cure = "Write an e-mail address, an address that begins with https://, or `form`."
        if THROUGH_OTHERS.fullmatch(host_in(text)) or TRACKS.search(text):
            cure = "Paste the address that the browser shows, without what tells who follows it."
        row.fault("sign_up", f"is `{text}`.", cure)
    elif text and is_personal(text):
        row.fault("sign_up", f"is `{text}`, a person's own mailbox.", NOT_PERSONAL)
    return text


def _yes(row: Section, key: str) -> bool:
    text = row.text(key, optional=True)
    if text not in (None, "true", "false"):
        row.fault(key, f"is `{text}`.", "Write true or false.")
    return text == "true"
