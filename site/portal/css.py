"""A stylesheet as a small tree: read by tinycss2, written without a spare byte.

The only module that knows tinycss2. What to keep is decided in `stylesheet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2  # type: ignore[import-untyped]

GROUPS = {"media", "supports", "layer", "container"}
SPACES = re.compile(r"\s+")
TIGHT = re.compile(r"\s*([,>~{};])\s*")
CLASSLESS = "not([class])"
QUOTES = "\"'"
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


@dataclass(frozen=True)
class Declaration:
    """`name: value`."""

    name: str
    value: str

    @property
    def variables(self) -> set[str]:
        """Custom properties that the value reads."""
        return set(VARIABLE.findall(self.value))


@dataclass(frozen=True)
class Selector:
    """One selector and what a page must hold for it to match: `.class`, `#id`, `[name]`, `tag`.

    Also `tag:not([class])`, as Material styles tables.
    """

    text: str
    needs: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """Selectors with declarations."""

    selectors: tuple[Selector, ...]
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True)
class AtRule:
    """`@media` and its like."""

    prelude: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Other:
    """Any other at-rule, kept as it is: `@keyframes spin {…}`."""

    keyword: str
    name: str
    text: str


Node = Rule | AtRule | Other


def parse(source: str) -> tuple[Node, ...]:
    """The tree of a stylesheet. A rule that cannot be read is an error in our own source."""
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    return tuple(_nodes(rules))


def serialize(nodes: Iterable[Node]) -> str:
    """The stylesheet as text."""
    return "".join(_text(node) for node in nodes)


def _nodes(rules: Sequence[Any]) -> Iterable[Node]:
    for rule in rules:
        if rule.type == "error":
            raise ValueError(f"stylesheet, line {rule.source_line}: {rule.message}")
        if rule.type == "qualified-rule":
            yield Rule(tuple(_selectors(rule.prelude)), tuple(_declarations(rule.content)))
        elif rule.lower_at_keyword in GROUPS and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            prelude = f"@{rule.at_keyword}{_tidy(rule.prelude, keep_first_space=True)}"
            yield AtRule(prelude, tuple(_nodes(inner)))
        elif rule.lower_at_keyword != "charset":
            yield Other(rule.lower_at_keyword, _tidy(rule.prelude), _tidy_rule(rule))


def _declarations(content: Sequence[Any]) -> Iterable[Declaration]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    for item in parsed:
        if item.type != "declaration":
            raise ValueError(f"stylesheet, line {item.source_line}: not a declaration")
        important = "!important" if item.important else ""
        yield Declaration(item.name, _tidy(item.value) + important)


def _selectors(prelude: Sequence[Any]) -> Iterable[Selector]:
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return (Selector(_tidy(part), frozenset(_needs(part))) for part in parts)


def _needs(tokens: Sequence[Any]) -> Iterable[str]:
    before = tag = ""
    for token in tokens:
        if token.type == "ident" and before == ".":
            yield f".{token.value}"
        elif token.type == "ident" and before != ":":
            yield token.lower_value
        elif token.type == "hash":
            yield f"#{token.value}"
        elif token.type == "[] block":
            yield f"[{_attribute(_tidy(token.content))}]"
        elif token.type == "function" and _tidy([token]) == CLASSLESS:
            yield f"{tag}:{CLASSLESS}"
        tag = token.lower_value if token.type == "ident" and not before else tag
        before = token.value if token.type == "literal" else ""


def _attribute(text: str) -> str:
    """`dir=rtl` whole; of `src$="x"` only the name, which is all a page is asked for."""
    name, equals, value = text.partition("=")
    if name != name.rstrip("~|^$*"):
        return name.rstrip("~|^$*")
    return f"{name}{equals}{value.strip(QUOTES)}"


def _tidy(tokens: Sequence[Any], *, keep_first_space: bool = False) -> str:
    kept = [token for token in tokens if token.type != "comment"]
    text = str(tinycss2.serialize(kept))
    if '"' not in text and "'" not in text:
        text = TIGHT.sub(r"\1", SPACES.sub(" ", text))
    return text.rstrip() if keep_first_space else text.strip()


def _tidy_rule(rule: Any) -> str:
    return str(TIGHT.sub(r"\1", SPACES.sub(" ", rule.serialize())))


def _text(node: Node) -> str:
    if isinstance(node, Other):
        return node.text
    if isinstance(node, AtRule):
        return f"{node.prelude}{{{serialize(node.nodes)}}}"
    selectors = ",".join(selector.text for selector in node.selectors)
    body = ";".join(f"{item.name}:{item.value}" for item in node.declarations)
    return f"{selectors}{{{body}}}"
