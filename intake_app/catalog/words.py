"""Reads content/words/*.yml: the words of screens, shells, mails and error messages.

Each file holds nested keys that end in `{en: …, fr: …}`; `name.title` names the text at
`title:` below `name:`. `{named}` places must be the same in both languages.

`{en: …, fr: …, tu: …}` is two texts: the second is what a young person who asks alone reads, to
whom French says `tu`. English makes no such difference, so its words stand there once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import yaml

from intake_app.catalog import reader
from intake_app.catalog.model import Language
from intake_app.catalog.model import Text
from intake_app.catalog.model import Words
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.errors import ContentFaults
from intake_app.errors import Fault

EVERY = "*"
"""Of the files; otherwise the name of one, which is the first word of its keys too."""
UNREAD = ("canary.",)
"""What staff read to each other once: no translation, a list in each language."""


TU = "tu"
FOR_YOUNG = "_young"


def key_for_young(key: str) -> str:
    """The key under which the words of `key` that say `tu` are found: see `Words`."""
    return key.removesuffix("_own") + FOR_YOUNG


def load_texts(content: Path, file: str = EVERY) -> dict[str, Text]:
    """Every text by its key, or those of one file. Raises ContentFaults with all their faults."""
    faults = Faults()
    texts: dict[str, Text] = {}
    for path in _files(content / "words", f"{file}.yml", faults):
        top = reader.parse(path, faults)
        if top is not None:
            _collect(Section(top, faults), texts, faults)
    if faults.found:
        raise ContentFaults(sorted(faults.found))
    return texts


def _files(folder: Path, named: str, faults: Faults) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.match(named))
    except OSError as error:
        problem = f"The folder cannot be read: {error.strerror}."
        faults.found.append(Fault(str(folder), problem, reader.LET_US_READ))
        return []


def load_words(content: Path, language: Language) -> Words:
    """The words in one language."""
    return Words(language, load_texts(content))


def _collect(section: Section, texts: dict[str, Text], faults: Faults) -> None:
    for key in section.names():
        node = section.node_of(key)
        name = f"{section.name}.{key}" if section.name else key
        if not isinstance(node, yaml.MappingNode):
            section.fault(key, "has no English and French.", "Write it as `{en: …, fr: …}`.")
        elif names := {child.value for child, _ in node.value} & {"en", "fr", TU}:
            for own, text in _texts_of(section, key, name, says_tu=TU in names):
                _add(section, key, own, text, texts)
        else:
            _collect(Section(node, faults, name), texts, faults)


def _texts_of(
    section: Section, key: str, name: str, *, says_tu: bool
) -> Iterator[tuple[str, Text]]:
    if says_tu:
        yield from zip((name, key_for_young(name)), section.each_french(key, "fr", TU), strict=True)
    else:
        alike = not name.startswith(UNREAD)
        yield name, section.both(key, alike=alike) or Text("", "")


def _add(section: Section, key: str, name: str, text: Text, texts: dict[str, Text]) -> None:
    if name in texts:
        section.fault(key, "has the same name as another text.", "Rename one of them.")
    if places_in(text.en) != places_in(text.fr):
        cure = "Use the same {names} in English and in French."
        section.fault(key, "has different {places} in the two languages.", cure)
    texts[name] = text


def places_in(text: str) -> set[str]:
    """The names that a text leaves open."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"a brace that does not close"}
