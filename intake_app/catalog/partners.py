"""Reads partners.yml of a region: the agencies that said that they take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from intake_app.catalog.checked_facts import checked_fact
from intake_app.catalog.model import Fact
from intake_app.catalog.model import Phone
from intake_app.catalog.model import Text
from intake_app.catalog.reader import Section
from intake_app.catalog.rows import RowsFile
from intake_app.catalog.rows import identifier

NOTHING = Text("", "")


class PartnerKind(StrEnum):
    """What kind of service an agency offers; the page filters by it."""

    SCHOOL_OR_CHILD_CARE = "school-or-child-care"
    HEALTH = "health"
    MENTAL_HEALTH = "mental-health"
    DEVELOPMENTAL = "developmental"
    CHILD_PROTECTION = "child-protection"
    COMMUNITY = "community"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Partner:
    """One agency that takes part."""

    id: str
    name: Text
    kinds: tuple[PartnerKind, ...]
    about: Text
    phone: Phone | None
    email: str | None
    website: str | None
    fact: Fact


def load_partners(
    content: Path, slug: str, demo_rows: Path | None = None, *, today: date | None = None
) -> tuple[Partner, ...]:
    """Every agency, in the order of the file; none when the region has supplied no list.

    Raises ContentFaults with all faults.
    """
    file = RowsFile(
        content=content,
        region=slug,
        file="partners.yml",
        key="partners",
        demo_rows=demo_rows,
        today=today,
    )
    return file.read(_partner, alike=lambda row: row.name.en)


def _partner(row: Section) -> Partner:
    phone = row.phone("phone", optional=True)
    partner = Partner(
        id=identifier(row),
        name=row.both("name") or NOTHING,
        kinds=_kinds(row),
        about=row.both("about") or NOTHING,
        phone=phone,
        email=row.email("email"),
        website=row.web_address("website", optional=True),
        fact=checked_fact(row, phone),
    )
    row.finish()
    return partner


def _kinds(row: Section) -> tuple[PartnerKind, ...]:
    node = row.value("kinds")
    known = ", ".join(PartnerKind)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        if node is not None:
            row.fault("kinds", "must be a list.", f"Write it like [health], with some of: {known}.")
        return ()
    names = [str(kind.value) for kind in node.value]
    for name in names:
        if name not in set(PartnerKind):
            row.fault("kinds", f"names `{name}`.", f"Write some of: {known}.")
    return tuple(kind for kind in PartnerKind if kind in names)
