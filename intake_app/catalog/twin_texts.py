"""What the two languages of one text must have alike, and what neither may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake_app.catalog.model import LANGUAGES
from intake_app.catalog.model import Language
from intake_app.catalog.said import said_by_one
from intake_app.catalog.wording import Flaw

ENGLISH = re.compile(
    r"(?i)\b(the|and|you|your|with|we|is|are|of|to|for|that|this|can|will|not|our|when|in|or)\b"
)
FRENCH = re.compile(
    r"(?i)\b(le|la|les|des|et|vous|votre|avec|nous|notre|est|sont|une|pour|que|du|au|dans|pas|ou)\b"
)
NAME = re.compile(
    r"\b[A-ZÀ-Ý][\w’'-]*(?:\s(?:[A-ZÀ-Ý][\w’'-]*|of|for|and|the|&|de|du|des|la|les?|et|pour))*"
    r"\s[A-ZÀ-Ý][\w’'-]*"
)
"""Of a society or a programme, which stays as it is in both languages."""
FEW = 6
"""Words: below it a text may be a name."""
OTHERS: dict[Language, Language] = {"en": "fr", "fr": "en"}
NAMES: dict[Language, str] = {"en": "English", "fr": "French"}
SAME_FACTS = "Write the same numbers, days and hours in both languages."


def twin_flaws(english: str, french: str) -> Iterator[Flaw]:
    """Faults of a text in two languages."""
    if is_same_language(english, french):
        yield Flaw("says the same in both languages", "Translate it.")
    elif seems_swapped(english, french):
        yield Flaw("has French after `en` and English after `fr`", "Swap them.")
    else:
        for language, text in zip(LANGUAGES, (english, french), strict=True):
            if is_other_language(text, language):
                other = NAMES[OTHERS[language]]
                yield Flaw(f"has {other} words after `{language}`", "Translate it.")
    if problem := differing_facts(english, french):
        yield Flaw(problem, SAME_FACTS)


def differing_facts(english: str, french: str) -> str:
    """`says 25 in English and 52 in French`; empty where both say the same."""
    only = said_by_one(english, french)
    if not any(only):
        return ""
    said = (f"{', '.join(some) or 'nothing'} in {name}" for some, name in zip(
        only, NAMES.values(), strict=True
    ))  # fmt: skip
    return f"says {' and '.join(said)}"


def is_same_language(english: str, french: str) -> bool:
    """Whether a sentence was copied and not translated. Names may be the same in both."""
    if english != french:
        return False
    ordinary = [word for word in english.split() if word[:1].islower()]
    return len(ordinary) >= (2 if english.endswith((".", "!", "?")) else 4)


def seems_swapped(english: str, french: str) -> bool:
    """Whether English stands where French belongs and the other way round."""
    one, other = _count(english), _count(french)
    return one[1] >= 2 and not one[0] and other[0] >= 2 and not other[1]


def is_other_language(text: str, language: Language) -> bool:
    """Whether English stands in a French text, or French in an English one."""
    if len(text.split()) < FEW:
        return False
    english, french = _count(NAME.sub(" ", text))
    own, other = (english, french) if language == "en" else (french, english)
    is_sentence = text.rstrip('»”"’) ').endswith((".", "!", "?"))
    return other >= (2 if is_sentence and not own else 3) and other > 2 * own


def _count(text: str) -> tuple[int, int]:
    return len(ENGLISH.findall(text)), len(FRENCH.findall(text))
