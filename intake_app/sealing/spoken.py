"""A fingerprint as twelve words, which are easier to compare over the phone than digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.errors import ContentFaults
from intake_app.errors import Fault

KEY = "canary.words"
HOW_MANY = 256
"""One word for each value of a byte."""
SPOKEN_BYTES = 12
"""96 bits: nobody makes another certificate with the same words."""


@dataclass(frozen=True)
class SpokenWords:
    """The words of each language, in their order."""

    lists: Mapping[Language, list[str]]

    @classmethod
    def of(cls, texts: Mapping[str, Text]) -> SpokenWords:
        """Raises ContentFaults when words are missing or stand there twice."""
        lists = {language: texts[KEY][language].split() for language in LANGUAGES}
        for language, words in lists.items():
            if len(set(words)) != HOW_MANY or len(words) != HOW_MANY:
                problem = f"has {len(set(words))} different words in `{language}`, not {HOW_MANY}."
                cure = "Put the words back as they were: fingerprints are read out with them."
                raise ContentFaults([Fault(f"content/words, {KEY}", problem, cure)])
        return cls(lists)

    def spell(self, digest: bytes) -> dict[str, str]:
        """The beginning of a SHA-256, in the words of each language."""
        first = digest[:SPOKEN_BYTES]
        return {
            language: " ".join(words[byte] for byte in first)
            for language, words in self.lists.items()
        }
