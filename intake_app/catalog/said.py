"""Which facts a text says: numbers, hours, days of the week, months, e-mail addresses.

The two languages of a text must say the same ones, however each writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import lru_cache

from intake_app import dates
from intake_app.catalog.model import LANGUAGES
from intake_app.catalog.model import Language

MONTHS: Mapping[Language, tuple[str, ...]] = {
    language: tuple(dates.MONTHS[language].lower().split()) for language in LANGUAGES
}
WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    language: tuple(dates.WEEKDAYS[language].lower().split()) for language in LANGUAGES
}
VERBS = re.compile(r"(?i)\b(?:may|march)\b(?!\s\d)")
"""Months only before a day, for both are other words as well."""
SHORT_MONTHS: Mapping[Language, str] = {
    "en": r"\b(?:{0}\.?\s\d|{1}\b)",
    "fr": r"\b{0}\w{{0,2}}\.",
}
ALL_WEEK = re.compile(
    r"(?i)\b(?:week-?days?|week-?ends?|every day|daily|(?:en|fin de|jours? de) semaine"
    r"|tous les jours|chaque jour)\b"
)
COUNTED: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "no|zero", "one|an?|once|first|single", "two|twice|second|both|pair", "three|third",
        "four|fourth|quarter", "five|fifth", "six|sixth", "seven|seventh|week", "eight|eighth",
        "nine|ninth", "ten|tenth", "eleven|eleventh", "twelve|twelfth|noon|dozen",
    ),
    "fr": (
        "zéro|aucune?", "une?|premi[eè]re?s?", "deux|deuxième|seconde?", "trois|troisième|tiers",
        "quatre|quatrième|quart", "cinq|cinquième", "six|sixième", "sept|septième|semaine",
        "huit|huitième", "neuf|neuvième", "dix|dixième", "onze|onzième", "douze|douzième|midi",
    ),
}  # fmt: skip
"""How numbers are said in words."""
ADDRESS = re.compile(r"https?:\S+|\bwww\.\S+")
E_MAIL = re.compile(r"(?!(?:name|nom)@)\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""Those of examples, which begin with name@ or nom@, are translated."""
PHONE = re.compile(r"(?<![\w$])(?:1[-. ])?\(?\d{3}\)?[-. \u00a0]\d{3}[-. ]\d{4}(?!\w)")
ACT = re.compile(r"\bLoi de \d{4}")
"""French names an Ontario act by its year, English does not."""
THOUSANDS = re.compile(r"(?<=\d)[, \u00a0\u202f](?=\d{3}(?!\d))")
HALF_DAYS = re.compile(r"(?i)\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b\.?")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?!\d)")
HOURS = re.compile(r"(?i)\b(\d{1,2})\s?h(?:eures?)?\b(?:\s?(\d\d)(?!\d))?")
NOON = re.compile(r"(?i)\b(?:12\s)?noon\b|(?<!après-)\bmidi\b")
Fact = tuple[str, str]
Facts = dict[Fact, str]
"""Each fact in one form for both languages, and as the text has it."""

Reading = Callable[[re.Match[str]], Fact]


def said_by_one(english: str, french: str) -> tuple[list[str], list[str]]:
    """What only the English says, and what only the French says; empty where both agree."""
    one, other = facts_of(english, "en"), facts_of(french, "fr")
    left = {fact: said for fact, said in one.items() if fact not in other}
    right = {fact: said for fact, said in other.items() if fact not in one}
    _pair_hours(left, right)
    _pair_hours(right, left)
    return (
        [said for fact, said in left.items() if not _otherwise(fact, french, "fr")],
        [said for fact, said in right.items() if not _otherwise(fact, english, "en")],
    )


@lru_cache(maxsize=8192)
def facts_of(text: str, language: Language) -> Mapping[Fact, str]:
    """Remembered, which spares a preview 200 ms of the second that all checks take."""
    facts: Facts = {}
    text = ACT.sub("", ADDRESS.sub(" ", text))
    text = _take(E_MAIL, text, facts, lambda found: ("e-mail", found[0].lower()))
    text = _take(PHONE, text, facts, lambda found: ("phone", re.sub(r"\D", "", found[0])[-10:]))
    text = _take(NOON, text, facts, lambda _: ("hour", "12:00"))
    text = _take(HALF_DAYS, text, facts, _half_day)
    text = _take(CLOCK, text, facts, lambda found: ("hour", f"{int(found[1])}:{found[2]}"))
    if language == "fr":
        text = _take(HOURS, text, facts, _hour)
    _take(re.compile(r"\d+"), THOUSANDS.sub("", text), facts, lambda found: ("number", found[0]))
    facts.update(_named(text, language))
    return facts


def _take(sign: re.Pattern[str], text: str, facts: Facts, read: Reading) -> str:
    """The text without what was found in it."""
    for found in sign.finditer(text):
        facts.setdefault(read(found), found[0].strip())
    return sign.sub(" ; ", text)


def _half_day(found: re.Match[str]) -> Fact:
    hour = int(found[1])
    if hour <= 12:
        hour = hour % 12 + (12 if found[3] in "pP" else 0)
    return "hour", f"{hour}:{found[2] or '00'}"


def _hour(found: re.Match[str]) -> Fact:
    """`48 h` is no hour of a day."""
    if int(found[1]) >= 24 and not found[2]:
        return "number", found[1]
    return "hour", f"{int(found[1])}:{found[2] or '00'}"


def _named(text: str, language: Language) -> Iterator[tuple[Fact, str]]:
    if language == "en":
        text = VERBS.sub(" ", text)
    kinds = (("weekday", WEEKDAYS[language], "s?"), ("month", MONTHS[language], ""))
    for kind, names, plural in kinds:
        for number, name in enumerate(names):
            if found := re.search(rf"(?i)\b{name}{plural}\b", text):
                yield (kind, str(number)), found[0]


def _pair_hours(one: Facts, other: Facts) -> None:
    """“9 to 4” says the same as « de 9 h à 16 h »: hours without a.m. and p.m. may be either."""
    for fact in [fact for fact in one if fact[0] == "number" or _is_bare(fact, one[fact])]:
        hour, _, minute = fact[1].partition(":")
        same = {("hour", f"{int(hour) + more}:{minute or '00'}") for more in (0, 12)}
        if len(hour) <= 2 and int(hour) <= 24 and (found := same & other.keys()):
            del one[fact]
            for pair in found:
                del other[pair]


def _is_bare(fact: Fact, said: str) -> bool:
    return fact[0] == "hour" and bool(CLOCK.fullmatch(said))


def _otherwise(fact: Fact, text: str, language: Language) -> bool:
    """Whether the other language says it in another way: in words, or shortened."""
    kind, value = fact
    if kind == "number" and len(value) <= 2 and int(value) < len(COUNTED[language]):
        return bool(re.search(rf"(?i)\b(?:{COUNTED[language][int(value)]})\b", text))
    if kind == "weekday":
        short = WEEKDAYS[language][int(value)][:3]
        return bool(ALL_WEEK.search(text) or re.search(rf"(?i)\b{short}\w?\w?\b\.?", text))
    if kind == "month":
        name = MONTHS[language][int(value)]
        pattern = SHORT_MONTHS[language].format(name[:3].capitalize(), name.capitalize())
        return bool(re.search(pattern, text))
    return False
