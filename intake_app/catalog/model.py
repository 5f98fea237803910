"""What content/ says, as frozen data. Shapes and meanings only; `reader` reads and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Literal

from markupsafe import Markup
from markupsafe import escape

from intake_app.catalog.counting import counts_in
from intake_app.telephone import telephone_of
from intake_app.telephone import with_extension

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
SAMPLE = {"en": "sample", "fr": "exemple"}
SHORT_CODES = frozenset({"211", "311", "411", "511", "611", "711", "811", "911", "988"})


@dataclass(frozen=True)
class Text:
    """Words that exist in both official languages."""

    en: str
    fr: str

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True)
class Phone:
    """A number as it is printed, like `289-266-0036`, `911` or `9-8-8`."""

    display: str
    extension: str = ""
    sample: bool = False
    """Invented by the demo, and said to be so wherever it stands."""

    def said(self, language: Language) -> str:
        """With its extension, in the words of the language: how it is shown everywhere."""
        number = with_extension(self.display, self.extension, language)
        return f"{number} ({SAMPLE[language]})" if self.sample else number

    @property
    def digits(self) -> str:
        """What is dialled, extension included, in one form for every way to write it."""
        number = self.display.replace("-", "").replace(" ", "")
        whole = number.removeprefix("1") if len(number) == 11 else number
        return f"{whole}x{self.extension}" if self.extension else whole

    @property
    def uri(self) -> str:
        """`tel:` address to dial from anywhere."""
        digits = self.display.replace("-", "")
        if digits in SHORT_CODES:
            return f"tel:{digits}"
        return telephone_of(self.display, self.extension).uri


@dataclass(frozen=True)
class Fact:
    """Where an outside fact comes from, and when a person last checked it."""

    source: str
    last_checked: date | None


class Regime(StrEnum):
    """The privacy law the lead agency works under (IPC guide to Part X of the CYFSA)."""

    PART_X = "part-x"
    PHIPA = "phipa"
    BOTH = "both"
    UNCONFIRMED = "unconfirmed"


class FrenchService(StrEnum):
    """Who calls a family that wants to speak French."""

    STAFF = "staff"
    INTERPRETER = "interpreter"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class LeadAgency:
    """The agency that receives the requests. None means: not supplied."""

    name: Text
    phone: Phone | None
    email: str | None
    hours: Text
    address: Text
    fact: Fact


@dataclass(frozen=True, kw_only=True)
class CrisisLine:
    """A line for people in danger or distress."""

    id: str
    name: Text
    what: Text
    """For what, and when it answers."""
    phone: Phone
    text_to: Phone | None
    """Number that takes text messages."""
    text_word: Text | None
    """Word to text; empty in a language where nobody has confirmed it."""
    fact: Fact

    def taken_by_text(self, language: Language) -> bool:
        """Whether a text message can be offered: with its word, or, once checked, without one."""
        word = self.text_word[language] if self.text_word else ""
        return self.text_to is not None and bool(word or self.fact.last_checked)


@dataclass(frozen=True, kw_only=True)
class ChildProtection:
    """The children's aid society, for "Get help now" alone; never the agency's contact."""

    name: Text
    phone: Phone
    fact: Fact


@dataclass(frozen=True, kw_only=True)
class DoorRules:
    """Who may ask for what, and how: the two services have two doors."""

    service_coordination: Text
    coordinated_service_planning: Text
    fact: Fact


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Times that the agency stands by. None: it has promised none, and the pages name none."""

    acknowledge_working_days: int | None
    first_meeting_days: int | None
    """Aim for the first meeting, in days from first contact, if possible. For staff; no promise."""


@dataclass(frozen=True)
class Approval:
    """Who at the agency approved a wording, and when. Both None: nobody yet."""

    by: str | None
    on: date | None

    @property
    def given(self) -> bool:
        return self.by is not None and self.on is not None


@dataclass(frozen=True, kw_only=True)
class ConsentWording:
    """The texts a family may agree to; `version` is kept with every request."""

    version: str
    contact_me: Text
    family_agrees: Text
    keep_until_i_call: Text
    keep_until_they_call: Text
    """The same, when a helper says it of the family."""
    approval: Approval

    def of_kind(self, kind: str, *, helped: bool = False) -> Text:
        """The text of that name; a helper says `keep-until-they-call` for `keep-until-i-call`."""
        if helped and kind == "keep-until-i-call":
            kind = "keep-until-they-call"
        texts = {
            "contact-me": self.contact_me,
            "family-agrees": self.family_agrees,
            "keep-until-i-call": self.keep_until_i_call,
            "keep-until-they-call": self.keep_until_they_call,
        }
        return texts[kind]


@dataclass(frozen=True, kw_only=True)
class DutyToReport:
    """The limits of privacy, in the agency's own approved words."""

    text: Text
    approval: Approval


@dataclass(frozen=True)
class Level:
    """The region's own name for a level of support."""

    name: Text
    text: Text


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One reason for Service Coordination, as the family would say it."""

    id: str
    text: Text
    why: Text
    """Shown when ticked: how Service Coordination answers it."""
    variants: Mapping[str, Text] = field(default_factory=dict, hash=False)
    """`text` as others would say it, by voice; `text` itself suits everybody."""

    def said_to(self, voices: tuple[str, ...]) -> Text:
        """The text in the variant for the first of these voices that has one."""
        return next((self.variants[v] for v in voices if v in self.variants), self.text)


@dataclass(frozen=True, kw_only=True)
class SelfCheck:
    """The self-check: portal, brochure and form read the same criteria."""

    criteria: tuple[Criterion, ...]
    not_sure: Text


@dataclass(frozen=True, kw_only=True)
class Region:
    """Everything that is particular to one region."""

    slug: str
    name: Text
    code: str
    """Two to four capital letters that begin every request number."""
    lead_agency: LeadAgency
    leave_to: Text
    """Neutral outside address for "leave this page"."""
    regime: Regime
    french_service: FrenchService
    crisis_lines: tuple[CrisisLine, ...]
    child_protection: ChildProtection | None
    door_rules: DoorRules
    promise: Promise
    consent: ConsentWording
    duty_to_report: DutyToReport
    levels: tuple[Level, ...]
    cost: Text | None
    places: tuple[Text, ...]
    """Towns that the region serves."""
    choosing_coordinator: Text | None
    reviewing: Text | None
    history: Text | None
    staff_language: Language
    selfcheck: SelfCheck
    demonstration: bool = False
    """True when demo rows were laid over content/: every page then says so."""


class Words:
    """The words of screens and shells, by key, in one language.

    Some keys have a variant for who is spoken to: `ask.name.label_helper` beside `ask.name.label`,
    which itself suits everybody.
    """

    def __init__(
        self, language: Language, texts: Mapping[str, Text], voices: tuple[str, ...] = ()
    ) -> None:
        self.language = language
        self.voices = voices
        self._texts = texts

    def in_language(self, language: Language) -> Words:
        """The same words in that language."""
        return Words(language, self._texts, self.voices)

    def spoken_to(self, *voices: str) -> Words:
        """The same words, in the variant for the first of these that has one."""
        return Words(self.language, self._texts, voices)

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key`, with `{named}` places filled in. Unknown keys raise KeyError.

        `{days:day|days}` becomes "1 day" or "2 days".
        """
        text = self._texts[self._variant(key)][self.language]
        return text.format(**counts_in(values)) if values else text

    def html(self, key: str, **values: object) -> Markup:
        """The same as HTML: what is filled in is escaped too, but a link passes as a link."""
        return Markup(escape(self(key))).format_map(counts_in(values))  # noqa: S704 - escaped

    def __contains__(self, key: str) -> bool:
        return self._variant(key) in self._texts

    def _variant(self, key: str) -> str:
        variants = (f"{key}_{voice}" for voice in self.voices)
        return next((variant for variant in variants if variant in self._texts), key)
