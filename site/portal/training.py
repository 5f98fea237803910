"""What the training page shows: dates to come, the soonest first; past ones are gone from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import TrainingDate
from intake_app.catalog import TrainingLanguage
from intake_app.catalog import Words
from intake_app.catalog import days_of
from intake_app.dates import hours
from portal.calendars import training_calendar
from portal.facts import sign_up_path

SCHEMA = "https://schema.org"
SPOKEN = {
    TrainingLanguage.EN: ["en"],
    TrainingLanguage.FR: ["fr"],
    TrainingLanguage.BOTH: ["en", "fr"],
}


@dataclass(frozen=True, kw_only=True)
class TrainingView:
    """One date in the language of the page."""

    id: str
    title: str
    starts: str
    """For machines: `2027-02-10T09:00:00-05:00`."""
    day: str
    hours: str
    place: str
    language: str
    about: str
    fee: str
    sign_up_link: str
    """Where to sign up; empty: with the lead agency."""
    full: bool
    cancelled: bool
    file: str
    """Where the date lies as a calendar of its own, counted from the root of the site."""


@dataclass(frozen=True, kw_only=True)
class TrainingPage:
    """The dates to come, their feed, and the same for machines."""

    coming: tuple[TrainingView, ...]
    feed: str
    json_ld: Markup


def coming_dates(trainings: Sequence[TrainingDate], today: date) -> tuple[TrainingDate, ...]:
    """Those that have not ended before `today`."""
    return tuple(training for training in trainings if training.last_day >= today)


def training_page(
    trainings: Sequence[TrainingDate], region: Region, words: Words, today: date
) -> TrainingPage:
    """The page's data as of `today`, the build's date."""
    coming = coming_dates(trainings, today)
    return TrainingPage(
        coming=tuple(_view(training, words) for training in coming),
        feed=f"{words.language}/training.ics",
        json_ld=_json_ld(coming, region, words),
    )


def write_calendars(
    site: Path, trainings: Sequence[TrainingDate], region: Region, words: Words, public_url: str
) -> None:
    """The feed of all dates, and each date as a calendar of its own."""
    feeds = {f"{words.language}/training.ics": tuple(trainings)}
    feeds |= {_file(training, words): (training,) for training in trainings}
    for name, dates in feeds.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(training_calendar(dates, region, words, public_url))


def _file(training: TrainingDate, words: Words) -> str:
    return f"{words.language}/training/{training.id}.ics"


def _view(training: TrainingDate, words: Words) -> TrainingView:
    language = words.language
    return TrainingView(
        id=training.id,
        title=training.title[language],
        starts=training.starts.isoformat(),
        day=days_of(training, words),
        hours=hours(training.starts, training.ends, language),
        place=training.place[language],
        language=words(f"training.in_{training.language}"),
        about=training.about[language] if training.about else "",
        fee=training.fee[language] if training.fee else "",
        sign_up_link=_sign_up_link(training, language),
        full=training.full,
        cancelled=training.cancelled,
        file=_file(training, words),
    )


def _sign_up_link(training: TrainingDate, language: Language) -> str:
    if training.by_form:
        return sign_up_path(training, language)
    address = training.sign_up or ""
    return f"mailto:{address}" if "@" in address else address


def _json_ld(trainings: Sequence[TrainingDate], region: Region, words: Words) -> Markup:
    """A block of data for search engines; empty without dates. It is never run."""
    if not trainings:
        return Markup("")
    events = [_event(training, region, words) for training in trainings]
    text = json.dumps({"@context": SCHEMA, "@graph": events}, ensure_ascii=False)
    # Inside a script element only `<` could end it or begin a comment.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - JSON, with every `<` written as a code


def _event(training: TrainingDate, region: Region, words: Words) -> dict[str, object]:
    language = words.language
    status = "EventCancelled" if training.cancelled else "EventScheduled"
    event: dict[str, object] = {
        "@type": "EducationEvent",
        "name": training.title[language],
        "startDate": training.starts.isoformat(),
        "endDate": datetime.combine(training.last_day, training.ends.timetz()).isoformat(),
        "eventStatus": f"{SCHEMA}/{status}",
        "inLanguage": SPOKEN[training.language],
        "location": {"@type": "Place", "name": training.place[language]},
        "organizer": {"@type": "Organization", "name": region.lead_agency.name[language]},
    }
    if training.about:
        event["description"] = training.about[language]
    return event
