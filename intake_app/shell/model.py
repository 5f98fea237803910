"""What the shell says in one language: where leaving leads, whom to call, in whose name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from intake_app.catalog import EVERYWHERE
from intake_app.catalog import CrisisLine
from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import email_link
from intake_app.catalog import phone_link
from intake_app.catalog import text_link
from intake_app.catalog import unbroken


@dataclass(frozen=True, kw_only=True)
class CrisisView:
    """A crisis line in one language."""

    id: str
    name: str
    what: str
    phone: Markup
    text_to: Markup
    """Empty where texting may not be offered."""
    text_word: str


def crisis_view(line: CrisisLine, language: Language) -> CrisisView:
    """One crisis line as a page of that language shows it."""
    return CrisisView(
        id=line.id,
        name=line.name[language],
        what=line.what[language],
        phone=phone_link(line.phone, language),
        text_to=_text_to(line, language),
        text_word=line.text_word[language] if line.text_word else "",
    )


def _text_to(line: CrisisLine, language: Language) -> Markup:
    if line.text_to is None or not line.taken_by_text(language):
        return Markup("")
    return text_link(line.text_to)


@dataclass(frozen=True, kw_only=True)
class AgencyView:
    """The lead agency in one language; phone and email are links, or empty."""

    name: str
    phone: Markup
    email: Markup
    hours: str
    address: str


def agency_view(region: Region, language: Language) -> AgencyView:
    """The lead agency as a page of that language shows it."""
    agency = region.lead_agency
    return AgencyView(
        name=agency.name[language],
        phone=phone_link(agency.phone, language),
        email=email_link(agency.email),
        hours=agency.hours[language],
        address=agency.address[language],
    )


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What stands around a page in one language."""

    region: Region
    words: Words
    leave_to: str
    demonstration: bool
    news: tuple[str, ...] = ()
    """Announcements of the day."""

    @property
    def lang(self) -> Language:
        """The language that it speaks."""
        return self.words.language

    @property
    def other(self) -> Language:
        """The language that it does not speak."""
        return "en" if self.lang == "fr" else "fr"

    @property
    def region_name(self) -> str:
        """As families call it."""
        return self.region.name[self.lang]

    @cached_property
    def agency(self) -> AgencyView:
        """Whom to phone about anything else than danger."""
        return agency_view(self.region, self.lang)

    @cached_property
    def crisis_lines(self) -> tuple[CrisisView, ...]:
        """Whom to phone in danger or distress."""
        return tuple(crisis_view(line, self.lang) for line in self.region.crisis_lines)

    @cached_property
    def crisis(self) -> Markup:
        """One sentence with the numbers to call in danger."""
        return self.phrase("shell.crisis", **{_place(one): one.phone for one in self.crisis_lines})

    @cached_property
    def crisis_talk(self) -> Markup:
        """The lines for whoever wants to talk; empty without one."""
        lines = [line for line in self.crisis_lines if line.id not in EVERYWHERE]
        if not lines:
            return Markup("")
        # A name holds commas, as « Jeunesse, J’écoute » does, and stays with its number.
        each = Markup('<span class="line">{} {}</span>')
        named = (each.format(line.name, line.phone) for line in lines)
        return self.phrase("shell.crisis_talk", lines=Markup("; ").join(named))

    @cached_property
    def demonstration_text(self) -> Markup:
        """The banner; its numbers never break over two lines, and are no links before "Leave"."""
        numbers = {_place(line): unbroken(line.phone.striptags()) for line in self.crisis_lines}
        return self.phrase("shell.demonstration", **numbers)

    def phrase(self, key: str, **values: object) -> Markup:
        """The words of `key`, with `{named}` places filled in, links included."""
        return self.words.html(key, **values)


def _place(line: CrisisView) -> str:
    """Where its number stands in a text."""
    return line.id.replace("-", "_")
