"""Reads a YAML file with the line of every value, and finds what YAML would swallow silently."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

FAST = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
TEXT = "tag:yaml.org,2002:str"
CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
CONFLICT_CURE = "Keep one of the two versions, and take the marker lines out."
IN_QUOTES = "Put the whole text between double quotes."
CURES = (
    (re.compile(r"\t"), "Use spaces, not tabs, at the beginning of a line."),
    (re.compile(r"[^\s]\s+#"), f"A `#` after a space begins a comment. {IN_QUOTES}"),
    (re.compile(r"[“”„]"), 'Use straight quotes ("), not curly ones.'),
    (re.compile(r":\s*[*&!%@`|>{\[]"), f"Check quotes, colons and signs on this line. {IN_QUOTES}"),
)
CURE = "Check quotes, colons and indentation on this line and the one above."
EMPTY = {
    "training.yml": "Write `dates: []` while there is none.",
    "partners.yml": "Write `partners: []` while there is none.",
    "announcements.yml": "Delete the file while there is none.",
    "redirects.yml": "Delete the file while there is none.",
}
"""What to do with a file of rows that says nothing."""
FaultLine = tuple[int, str, str]
Read = tuple[yaml.MappingNode | None, tuple[FaultLine, ...]]


def read(path: Path) -> Read:
    """The top mapping, and faults as line, problem and cure. Raises what opening a file raises."""
    return _read(str(path), path.read_text(encoding="utf-8-sig"))


@lru_cache(maxsize=64)
def _read(name: str, text: str) -> Read:
    """Remembered, which spares a preview 150 ms of the second that all checks take."""
    if marks := tuple(_conflicts(text)):
        return None, marks
    try:
        node = composed(name, text)
    except yaml.MarkedYAMLError as error:
        return None, (_not_yaml(error, text),)
    except (yaml.YAMLError, RecursionError):
        return None, ((1, "Not valid YAML.", "Remove control characters from this file."),)
    if not isinstance(node, yaml.MappingNode):
        problem = "The file must hold `key: value` lines."
        return None, ((1, problem, EMPTY.get(Path(name).name, "Copy another region's.")),)
    return node, tuple(_cut_texts(node, text.splitlines()))


def composed(name: str, text: str) -> yaml.Node | None:
    """libyaml reads ten times as fast, and puts a fault less clearly: then read it again."""
    try:
        return _compose(name, text, FAST)
    except yaml.YAMLError:
        return _compose(name, text, yaml.SafeLoader)


def _compose(name: str, text: str, loader: type) -> yaml.Node | None:
    stream = io.StringIO(text)
    stream.name = name  # every mark carries it
    node: yaml.Node | None = yaml.compose(stream, Loader=loader)
    return node


def _conflicts(text: str) -> Iterator[FaultLine]:
    for number, line in enumerate(text.splitlines(), 1):
        if CONFLICT.match(line):
            yield number, "Two versions of this file were mixed.", CONFLICT_CURE


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> FaultLine:
    lines = text.splitlines()
    number = min(error.problem_mark.line + 1 if error.problem_mark else 1, max(len(lines), 1))
    near = "\n".join(lines[max(number - 2, 0) : number])
    cure = next((cure for sign, cure in CURES if sign.search(near)), CURE)
    return number, f"Not valid YAML: {error.problem}.", cure


def _cut_texts(node: yaml.Node, lines: list[str]) -> Iterator[FaultLine]:
    """Unquoted texts behind which a comment begins: often it was meant as a part of them."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _cut_texts(value, lines)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _cut_texts(value, lines)
    elif isinstance(node, yaml.ScalarNode) and node.tag == TEXT and not node.style:
        end = node.end_mark
        rest = lines[end.line][end.column :] if end.line < len(lines) else ""
        if re.match(r"\s+#", rest):
            problem = f"The text “{node.value}” ends at a `#`, which begins a comment."
            cure = "Put it in quotes, or put the comment on a line of its own."
            yield end.line + 1, problem, cure
