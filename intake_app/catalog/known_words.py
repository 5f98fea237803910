"""Which words the program asks for, and what it fills in: no editor can lose or invent one.

`known_words.txt` beside this file says it, one text a line: its key, then its `{places}`, a number
that may take its noun along with `|` behind it. Who changes the code writes it with
`python -m portal known-words`; editors never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter

import yaml

from intake_app.catalog import yaml_files
from intake_app.catalog.model import Text
from intake_app.catalog.words import EVERY
from intake_app.catalog.words import FOR_YOUNG
from intake_app.catalog.words import TU
from intake_app.catalog.words import key_for_young
from intake_app.errors import Fault

FILE = Path(__file__).with_name("known_words.txt")
EDITORS_OWN = ("menu.", "foot.")
"""Lists of pages, to which editors add."""
LOST = "The program asks for `{key}`, which is missing."
WRITE_IT = "Write it, in English and in French, or mend its spelling."
WRITE_TU = "Write behind `fr` what says tu: `tu: …`."
INVENTED = "Nothing asks for `{key}`, so nobody would read it."
KEEP = "The program fills them in: keep each as it is, in both languages."
PLACES = "`{key}` must hold {wanted}, and holds {found}."


def known_words(texts: Mapping[str, Text]) -> str:
    """The file, for those texts."""
    rows = {key: " ".join((key, *_written(text))) for key, text in texts.items()}
    return "".join(f"{rows[key]}\n" for key in sorted(rows) if not key.startswith(EDITORS_OWN))


def word_faults(content: Path, texts: Mapping[str, Text], file: str = EVERY) -> Iterator[Fault]:
    """Texts that are missing, that nobody would read, or in which something cannot be filled in.

    `file` is the one that these texts were read from, if it was one alone.
    """
    rows = map(str.split, FILE.read_text(encoding="utf-8").splitlines())
    known = {key: places for key, *places in rows if file in (EVERY, key.partition(".")[0])}
    found = {key: text for key, text in texts.items() if not key.startswith(EDITORS_OWN)}
    stands = _lines(content, file)
    for key in known.keys() - found.keys():
        cure = WRITE_TU if key.endswith(FOR_YOUNG) else WRITE_IT
        yield Fault(_beside(key, stands), LOST.format(key=key), cure)
    for key in found.keys() - known.keys():
        meant = get_close_matches(key, known.keys() - found.keys(), 1)
        cure = f"Did you mean `{meant[0]}`?" if meant else "Take it out, or mend its spelling."
        yield Fault(stands[key], INVENTED.format(key=key), cure)
    for key in known.keys() & found.keys():
        places, wanted = _places(found[key]), {place.rstrip("|") for place in known[key]}
        counted = {place.rstrip("|") for place in known[key] if place.endswith("|")}
        if set(places) != wanted:
            said = PLACES.format(key=key, wanted=_named(wanted), found=_named(places))
            yield Fault(stands[key], said, KEEP)
        for name, nouns in places.items():
            if nouns != {""} and (name not in counted or any(map(_is_no_pair, nouns - {""}))):
                said = f"`{{{name}}}` of `{key}` cannot be filled in as it is written."
                yield Fault(stands[key], said, f"Write `{{{name}}}`, or as it was before.")


def _is_no_pair(nouns: str) -> bool:
    return nouns.count("|") != 1


def _written(text: Text) -> list[str]:
    return sorted(f"{name}{'|' if nouns != {''} else ''}" for name, nouns in _places(text).items())


def _places(text: Text) -> dict[str, set[str]]:
    """What is filled in, and with which nouns it is counted."""
    places: dict[str, set[str]] = {}
    for language in (text.en, text.fr):
        try:
            parsed = list(Formatter().parse(language))
        except ValueError:
            continue  # told where the file is read
        for _, name, nouns, conversion in parsed:
            if name is not None:
                places.setdefault(name, set()).add(f"!{conversion}" if conversion else nouns or "")
    return places


def _named(places: Iterable[str]) -> str:
    return ", ".join(f"`{{{name}}}`" for name in sorted(places)) or "nothing in braces"


def _lines(content: Path, file: str) -> dict[str, str]:
    """File and line of each key, of groups too."""
    places: dict[str, str] = {}
    for path in sorted((content / "words").glob(f"{file}.yml")):
        node, _ = yaml_files.read(path)
        if node is not None:
            places |= dict(_below(node, ""))
    return places


def _below(node: yaml.MappingNode, above: str) -> Iterator[tuple[str, str]]:
    for key, value in node.value:
        name = f"{above}.{key.value}" if above else str(key.value)
        line = f"{key.start_mark.name}:{key.start_mark.line + 1}"
        yield name, line
        if key.value == TU:
            yield key_for_young(above), line
        if isinstance(value, yaml.MappingNode):
            yield from _below(value, name)


def _beside(key: str, stands: Mapping[str, str]) -> str:
    """Where the text should stand: the nearest group that is there."""
    group = key
    while group and group not in stands:
        group = group.rpartition(".")[0]
    return stands.get(group, "content/words")
