"""Every piece of prose that an editor writes, with its place: paragraphs of pages, texts of YAML.

What is wrong with words whoever shows them is looked for here, by rules that know no files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import yaml_files
from intake_app.errors import Fault
from portal.checks.structure import PageFlaw

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{%.*?%\}", re.DOTALL)
FILLED_IN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
TARGET = re.compile(r"\]\([^)\n]*\)|<(?:https|mailto|tel|sms):[^>\n]+>")
FIELD = re.compile(r"(?m)^(?:title|description|menu): ")
SETTING = re.compile(r"(?m)^(?:template|audience|publish_from):.*$|^---$")
OF_REGION = ("region", "selfcheck", "training", "partners", "announcements")
"""Files of rows that hold texts."""
Rule = Callable[[str, Language], Iterable[PageFlaw]]


class Prose(NamedTuple):
    """A paragraph, or one language of a text."""

    path: str
    line: int
    language: Language
    text: str
    in_yaml: bool


def prose_of(pages: Iterable[tuple[str, Path, str]], content: Path, slug: str) -> Iterator[Prose]:
    """All of a region: its pages, given as address, file and source; then its YAML."""
    for uri, path, source in pages:
        yield from paragraphs(str(path), "fr" if uri.startswith("fr/") else "en", source)
    folder = content / "regions" / slug
    for file in OF_REGION:
        yield from _texts(folder / f"{file}.yml")


def paragraphs(path: str, language: Language, source: str) -> Iterator[Prose]:
    """Lines with no blank one between them; what Jinja fills in is an ellipsis."""
    text = _blanked(source)
    line = 1
    for block in re.split(r"(\n\s*\n|\n(?=\s*(?:[-*+|#>]|\d{1,2}[.)]) ?))", text):
        if block.strip():
            lead = len(block) - len(block.lstrip("\n"))
            yield Prose(path, line + lead, language, block.strip("\n"), in_yaml=False)
        line += block.count("\n")


def _blanked(source: str) -> str:
    """Without what nobody reads; every line keeps its number."""
    text = source.replace("\r\n", "\n")
    for sign in (COMMENT, SETTING, FIELD, JINJA, TARGET):
        text = sign.sub(lambda found: "\n" * found[0].count("\n"), text)
    return FILLED_IN.sub("…", text)


def _texts(path: Path) -> Iterator[Prose]:
    try:
        node, _ = yaml_files.read(path)
    except (OSError, UnicodeDecodeError):
        return  # told where the file is read
    if node is not None:
        yield from _below(str(path), node)


def _below(path: str, node: yaml.Node) -> Iterator[Prose]:
    if isinstance(node, yaml.SequenceNode):
        for row in node.value:
            yield from _below(path, row)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            language = next((one for one in LANGUAGES if one == key.value), None)
            if language and isinstance(value, yaml.ScalarNode) and value.tag == yaml_files.TEXT:
                line = value.start_mark.line + 1
                yield Prose(path, line, language, value.value, in_yaml=True)
            else:
                yield from _below(path, value)


def prose_faults(prose: Iterable[Prose], rules: Iterable[Rule]) -> Iterator[Fault]:
    """What the rules find; each remembers what it has read."""
    rules = tuple(rules)
    for piece in prose:
        for rule in rules:
            for flaw in rule(piece.text, piece.language):
                at = max(piece.text.find(flaw.words), 0)
                line = piece.line if piece.in_yaml else piece.line + piece.text.count("\n", 0, at)
                yield Fault(f"{piece.path}:{line}", flaw.problem, flaw.cure)
