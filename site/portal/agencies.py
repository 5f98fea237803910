"""What the page of participating agencies shows, and the same list as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Partner
from intake_app.catalog import PartnerKind
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import phone_link
from intake_app.dates import weekday_date

FILE = "agencies.json"
"""The list in both languages, counted from the root of the site."""


@dataclass(frozen=True)
class KindView:
    """A kind of service: `health`, and how the page calls it."""

    id: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AgencyRow:
    """One agency in the language of the page."""

    id: str
    name: str
    about: str
    kinds: tuple[KindView, ...]
    phone: Markup
    """A link that dials; empty without a number."""
    email: str
    website: str
    checked: str
    """`Checked on …`; empty until a person has checked the row."""


@dataclass(frozen=True, kw_only=True)
class AgenciesPage:
    """The agencies, and the kinds that at least one of them offers. Empty: no list supplied."""

    rows: tuple[AgencyRow, ...]
    kinds: tuple[KindView, ...]
    file: str


def agencies_page(partners: Sequence[Partner], words: Words) -> AgenciesPage:
    """The page's data."""
    offered = {kind for partner in partners for kind in partner.kinds}
    return AgenciesPage(
        rows=tuple(_row(partner, words) for partner in partners),
        kinds=tuple(_kind(kind, words) for kind in PartnerKind if kind in offered),
        file=FILE,
    )


def filter_rules() -> str:
    """Style rules: choosing a kind hides the agencies that do not offer it. No script needed."""
    chosen = ",".join(
        f".agencies:has(#kind-{kind}:checked) .agency:not(.kind-{kind})" for kind in PartnerKind
    )
    useless = "@supports not selector(:has(a)){.kinds{display:none}}"
    on_paper = "@media print{.kinds{display:none}}"
    return f"{chosen}{{display:none}}{useless}{on_paper}"


def write_data(site: Path, partners: Sequence[Partner], region: Region) -> None:
    """The list as JSON, if the region has supplied one."""
    if not partners:
        return
    data = {"region": _both(region.name), "agencies": [_data(partner) for partner in partners]}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (site / FILE).write_text(f"{text}\n", encoding="utf-8")


def _kind(kind: PartnerKind, words: Words) -> KindView:
    return KindView(str(kind), words(f"agencies.is_{kind}"))


def _row(partner: Partner, words: Words) -> AgencyRow:
    language, checked = words.language, partner.fact.last_checked
    return AgencyRow(
        id=partner.id,
        name=partner.name[language],
        about=partner.about[language],
        kinds=tuple(_kind(kind, words) for kind in partner.kinds),
        phone=phone_link(partner.phone, language),
        email=partner.email or "",
        website=partner.website or "",
        checked=words("agencies.checked", day=weekday_date(checked, language)) if checked else "",
    )


def _data(partner: Partner) -> dict[str, object]:
    checked = partner.fact.last_checked
    return {
        "id": partner.id,
        "name": _both(partner.name),
        "kinds": [str(kind) for kind in partner.kinds],
        "about": _both(partner.about),
        "phone": partner.phone.display if partner.phone else None,
        "extension": partner.phone.extension or None if partner.phone else None,
        "email": partner.email,
        "website": partner.website,
        "last_checked": checked.isoformat() if checked else None,
    }


def _both(text: Text) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}
