"""Reads announcements.yml and redirects.yml of a region; a region without them has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from pathlib import Path

from intake_app.catalog.days_said import days_said
from intake_app.catalog.days_said import wrong_weekday
from intake_app.catalog.model import LANGUAGES
from intake_app.catalog.model import Language
from intake_app.catalog.model import Text
from intake_app.catalog.reader import Section
from intake_app.catalog.rows import RowsFile
from intake_app.catalog.rows import identifier
from intake_app.catalog.web_address import RESERVED

NOTHING = Text("", "")
ADDRESS = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
TODAY = re.compile(
    r"(?i)\b(?:today|tonight|tomorrow|yesterday|aujourd[’']hui|ce soir|demain|hier)\b"
)
"""It is another day when somebody reads it later."""
LATER = timedelta(days=31)
"""After its last day an announcement may name a day so much later: it tells what is to come."""
LONGEST_TIME = timedelta(days=120)
LONGEST = 300
"""Letters: it stands on every page."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A sentence or two that every page shows for some days."""

    id: str
    text: Text
    first_day: date
    last_day: date

    def shows_on(self, day: date) -> bool:
        """Whether it is to be read on that day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """An address that was published once, and the page that has taken its place."""

    id: str
    """`providers/old-name`, below /en/ and /fr/."""
    to: str
    place: str
    """File and line, for what only the pages show to be wrong."""


def load_announcements(
    content: Path, slug: str, *, today: date | None = None
) -> tuple[Announcement, ...]:
    """In the order of the file. Raises ContentFaults with all faults."""
    if not (content / "regions" / slug / "announcements.yml").exists():
        return ()
    file = RowsFile(
        content=content,
        region=slug,
        file="announcements.yml",
        key="announcements",
        demo_rows=None,
        today=today,
    )
    return file.read(_announcement, alike=lambda row: row.text)


def load_redirects(content: Path, slug: str) -> tuple[Redirect, ...]:
    """In the order of the file. Raises ContentFaults with all faults."""
    if not (content / "regions" / slug / "redirects.yml").exists():
        return ()
    file = RowsFile(
        content=content, region=slug, file="redirects.yml", key="redirects", demo_rows=None
    )
    return file.read(_redirect, alike=lambda row: row.id)


def _announcement(row: Section) -> Announcement:
    first, last = row.planned_day("first_day"), row.planned_day("last_day")
    for key, day in (("first_day", first), ("last_day", last)):
        if day is None:
            row.value(key)  # says so when it is missing
    if first and last and last < first:
        row.fault("last_day", f"is {last}, before `first_day`.", "Write the last day to show it.")
    if first and last and last - first > LONGEST_TIME:
        cure = f"Show it for {LONGEST_TIME.days} days or fewer; what lasts belongs on a page."
        row.fault("last_day", f"is {last}, long after `first_day`.", cure)
    read = Announcement(
        id=identifier(row),
        text=row.both("text") or NOTHING,
        first_day=first or date.max,
        last_day=last or date.min,
    )
    if max(len(read.text.en), len(read.text.fr)) > LONGEST:
        row.fault("text", "is too long for every page.", f"Write {LONGEST} letters or fewer.")
    if first and last:
        for language in LANGUAGES:
            _check_days(row, read.text[language], language, first, last)
    row.finish()
    return read


def _check_days(row: Section, text: str, language: Language, first: date, last: date) -> None:
    """What an announcement names fits the days on which it shows."""
    if last > first and (found := TODAY.search(text)):
        problem = f"says “{found[0]}”, and shows for more than a day."
        row.fault("text", problem, "Name the day, like December 25.")
    for said in days_said(text, language):
        day = said.near(first)
        if day and not first <= day <= last + LATER:
            problem = f"names {day} (“{said.words}”), and shows from {first} to {last}."
            row.fault("text", problem, "Mend the day in the text, or the days of showing.")
        elif not said.year and (wrong := wrong_weekday(said, day, language)):
            row.fault("text", f"is wrong: {wrong.problem}", wrong.cure)


def _redirect(row: Section) -> Redirect:
    mark = row.node.start_mark
    place = f"{mark.name}:{mark.line + 1}"
    read = Redirect(id=row.text("from") or "", to=row.text("to") or "", place=place)
    for key, text in (("from", read.id), ("to", read.to)):
        if text and not ADDRESS.fullmatch(text):
            cure = "Write it as in the address, without /en/ and .md, like `providers/forms`."
            row.fault(key, f"is `{text}`.", cure)
    if read.id.partition("/")[0] in RESERVED:
        row.fault("from", f"is `{read.id}`, an address of the service.", "Take the row out.")
    row.finish()
    return read
