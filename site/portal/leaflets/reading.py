"""Reads content/leaflets/*.yml: one text for each language, checked against the English one.

A text that nobody has signed is checked like any other, and is never published.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup
from markupsafe import escape

from intake_app.catalog import Text
from intake_app.catalog import reader
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.catalog.words import places_in
from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from portal import machine
from portal.leaflets.languages import BY_ID
from portal.leaflets.languages import LANGUAGES
from portal.leaflets.languages import LeafletLanguage

FOLDER = "leaflets"
PREFIX = "leaflet."
"""Of the words, in English and French, that every leaflet says in its own language."""
SIGNED = ("reviewed_by", "reviewed_on")
HOW_TO_SIGN = "Write both once the person has read this text, or `null` in both until then."


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """One text that a person has signed."""

    language: LeafletLanguage
    path: Path
    texts: Mapping[str, str]
    reviewed_on: date

    @property
    def uri(self) -> str:
        """Source of its page, as the site generator counts them; no such file has to exist."""
        return f"{FOLDER}/{self.language.id}.md"

    @property
    def address(self) -> str:
        """Of its page, counted from the root of the site."""
        return f"{FOLDER}/{self.language.id}/"

    @property
    def letters(self) -> frozenset[str]:
        """Every letter of its text."""
        return frozenset("".join(self.texts.values()))

    @property
    def pdf(self) -> str:
        """Where its PDF is published, counted from the root of the site."""
        return f"{FOLDER}/{self.language.id}.pdf"

    def __call__(self, key: str, **values: object) -> Markup:
        """The text of `key` as HTML, with `{named}` places filled in."""
        text = Markup(escape(self.texts[key]))  # noqa: S704 - escaped
        return text.format_map(values) if values else text


@dataclass(frozen=True)
class Leaflets:
    """What may be published, and what a person should see to."""

    signed: Mapping[str, Leaflet]
    """By language."""
    to_check: tuple[Fault, ...]

    @property
    def letters(self) -> frozenset[str]:
        """Of all that are signed: a font is cut once for all of them."""
        return frozenset().union(*(leaflet.letters for leaflet in self.signed.values()))

    @property
    def unprintable(self) -> list[Fault]:
        """Those whose font this machine lacks, each with the command that brings it."""
        lacking = [one for one in self.signed.values() if not one.language.can_be_printed]
        return [
            Fault(
                one.path.as_posix(),
                f"To print it, this machine lacks {one.language.font}.",
                f"On Debian: {machine.command(one.language.need.packages)}",
            )
            for one in lacking
            if one.language.need
        ]

    @property
    def pages(self) -> dict[str, Leaflet]:
        """By the source of their page."""
        return {leaflet.uri: leaflet for leaflet in self.signed.values()}


def load_leaflets(content: Path, words: Mapping[str, Text], latest: date) -> Leaflets:
    """Every text. `words` are those in English and French, `latest` the last day to sign on.

    Raises ContentFaults with the faults of all files.
    """
    faults = Faults()
    folder = content / FOLDER
    _look_for_strangers(folder, faults)
    source = {
        key.removeprefix(PREFIX): text for key, text in words.items() if key.startswith(PREFIX)
    }
    read = {
        language.id: _read(folder / f"{language.id}.yml", language, source, latest, faults)
        for language in LANGUAGES
    }
    if faults.found:
        raise ContentFaults(sorted(faults.found))
    signed = {id_: leaflet for id_, leaflet in read.items() if leaflet}
    return Leaflets(signed, tuple(_unpublished(folder, words, signed)))


def _look_for_strangers(folder: Path, faults: Faults) -> None:
    known = {f"{id_}.yml" for id_ in BY_ID}
    for path in sorted(folder.glob("[!.]*")):
        if path.name not in known:
            problem = f"`{path.name}` is no file of a language that there is a leaflet for."
            cure = f"Remove it, or name it after one of: {', '.join(BY_ID)}, like ur.yml."
            faults.add_file(path, 1, problem, cure)


def _read(
    path: Path,
    language: LeafletLanguage,
    source: Mapping[str, Text],
    latest: date,
    faults: Faults,
) -> Leaflet | None:
    node = reader.parse(path, faults) if path.exists() else None
    if node is None:
        return None
    section = Section(node, faults)
    reviewed_on = _signature(section, latest)
    texts = {key: _text(section, key, text) for key, text in source.items()}
    section.finish()
    if reviewed_on is None:
        return None
    return Leaflet(language=language, path=path, texts=texts, reviewed_on=reviewed_on)


def _signature(section: Section, latest: date) -> date | None:
    """The day of the signature; None while there is none that is whole."""
    by, on = (section.value(key, optional=True) for key in SIGNED)
    if (by is None) != (on is None):
        there, lacking = SIGNED if on is None else SIGNED[::-1]
        section.fault(lacking, f"is empty, but `{there}` is not.", HOW_TO_SIGN)
        return None
    name, day = section.text(SIGNED[0], optional=True), section.day(SIGNED[1])
    if day and day > latest:
        section.fault(SIGNED[1], f"is {day}, which is still to come.", HOW_TO_SIGN)
        return None
    return day if name else None


def _text(section: Section, key: str, source: Text) -> str:
    text = section.text(key) or ""
    wanted = places_in(source.en)
    if text and places_in(text) != wanted:
        named = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
        section.fault(key, "has other {places} than in English.", f"Those in English: {named}.")
    elif any(letter.isdigit() for letter in text):
        cure = "Numbers change: name the region's own, like {phone}."
        section.fault(key, "has a number written out.", cure)
    elif text and text in (source.en, source.fr):
        section.fault(key, "is not translated yet.", "Write it in the language of this leaflet.")
    return text


def _unpublished(
    folder: Path, words: Mapping[str, Text], signed: Mapping[str, Leaflet]
) -> Iterator[Fault]:
    for language in LANGUAGES:
        path = folder / f"{language.id}.yml"
        named = words[f"leaflets.in.{language.id}"].en
        if not path.exists():
            cure = f"Write it in {path.as_posix()}, like the others there."
            yield Fault(path.as_posix(), f"There is no leaflet in {named}.", cure)
        elif language.id not in signed:
            problem = f"The leaflet in {named} is not signed, so it is not published."
            cure = f"Have a person who reads {named} read it, then write {' and '.join(SIGNED)}."
            yield Fault(path.as_posix(), problem, cure)
