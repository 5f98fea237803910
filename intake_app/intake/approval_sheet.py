"""The sheet that the agency signs: what families will read, and how their requests travel.

One page to print that stands alone. All of it is read from content/ and the settings in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Approval
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import content_version
from intake_app.errors import Fault
from intake_app.sealing import summarize
from intake_app.settings import Settings
from intake_app.standalone import template
from intake_app.store import SEALED_DAYS


class Said(NamedTuple):
    """One text, and its language where it is not the sheet's."""

    said: str
    lang: str = ""


Row = tuple[str, tuple[Said, ...]]
CONSENTS = ("contact-me", "family-agrees", "keep-until-i-call", "keep-until-they-call")


def approval_sheet(
    settings: Settings, region: Region, words: Words, findings: Sequence[Fault], today: date
) -> str:
    """The page, with what is still open. Raises CertificateFault."""
    parts = {
        "agency": _agency(region, words),
        "numbers": _numbers(region, words),
        "promise": _promise(region, words),
        "wording": _wording(region, words),
        "way": _way(settings, words),
    }
    return template(Path(__file__).with_name("templates"), "approval.html").render(
        t=words,
        lang=words.language,
        region=region.name[words.language],
        today=today,
        version=content_version(settings.content, settings.region),
        parts=[(words(f"approval.{name}"), list(rows)) for name, rows in parts.items()],
        findings=findings,
    )


def _agency(region: Region, words: Words) -> Iterator[Row]:
    agency, unknown = region.lead_agency, words("approval.unknown")
    yield words("approval.name"), _both(agency.name)
    phone = agency.phone.said(words.language) if agency.phone else unknown
    yield words("approval.phone"), (Said(phone),)
    yield words("approval.email"), (Said(agency.email or unknown),)
    yield words("approval.hours"), _both(agency.hours)
    yield words("approval.address"), _both(agency.address)
    yield words("approval.regime"), (Said(words(f"approval.{region.regime}")),)


def _numbers(region: Region, words: Words) -> Iterator[Row]:
    lines = [(line.name, line.phone) for line in region.crisis_lines]
    society = region.child_protection
    lines += [(society.name, society.phone)] if society else []
    for name, phone in lines:
        yield name[words.language], (Said(phone.said(words.language)),)


def _promise(region: Region, words: Words) -> Iterator[Row]:
    promised = {
        "working_days": region.promise.acknowledge_working_days,
        "meeting_days": region.promise.first_meeting_days,
    }
    for name, days in promised.items():
        said = words("approval.no_promise") if days is None else str(days)
        yield words(f"approval.{name}"), (Said(said),)


def _wording(region: Region, words: Words) -> Iterator[Row]:
    for kind in CONSENTS:
        yield (
            words(f"approval.{kind}"),
            (*_both(region.consent.of_kind(kind)), _approved(region.consent.approval, words)),
        )
    duty = region.duty_to_report
    yield words("approval.duty"), (*_both(duty.text), _approved(duty.approval, words))


def _approved(approval: Approval, words: Words) -> Said:
    if not approval.given:
        return Said(words("approval.not_approved"))
    return Said(words("approval.approved", by=approval.by, on=approval.on))


def _way(settings: Settings, words: Words) -> Iterator[Row]:
    yield words("approval.site"), (Said(settings.public_url),)
    for one in settings.recipients:
        fingerprint = summarize(one.certificate).fingerprint
        yield words("approval.receives"), (Said(one.address), Said(fingerprint))
    spare = summarize(settings.recovery_certificate).fingerprint
    yield words("approval.spare"), (Said(spare),)
    yield words("approval.alarms"), tuple(Said(one) for one in settings.alarm_recipients)
    yield words("approval.kept"), (Said(words("approval.kept_days", days=SEALED_DAYS)),)


def _both(text: Text) -> tuple[Said, ...]:
    if text.en == text.fr:
        return (Said(text.en),)
    return tuple(Said(text[language], language) for language in LANGUAGES)
