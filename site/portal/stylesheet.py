"""One stylesheet for the whole site: what the built pages use of Material's, and our own over it.

A rule stays when a page holds every tag, class, id and attribute that it names; a custom
property stays when a rule that stays reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Iterator

from portal import css
from portal.css import AtRule
from portal.css import Declaration
from portal.css import Node
from portal.css import Other
from portal.css import Rule

PLACE = "assets/one-story.css"
"""What templates link to; the build puts the hashed name in its place."""


def make_stylesheet(sources: Iterable[str], used: frozenset[str]) -> str:
    """`sources` in their order, less what no page uses."""
    nodes = [node for source in sources for node in css.parse(source)]
    kept = list(_matching(nodes, used))
    variables = _read_variables(kept)
    animations = "".join(d.value for d in _declarations(kept) if d.name.startswith("animation"))
    return css.serialize(_needed(kept, variables, animations))


def hashed_name(text: str) -> str:
    """`assets/one-story.3f2a….css`: a new text gets a new address, so caches never mix them."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return PLACE.replace(".css", f".{digest}.css")


def reason_rules(count: int) -> str:
    """Shows the reason of each ticked criterion; as many rules as the region has criteria."""
    shown = ",".join(f".check:has(#tick-{n}:checked) .why-{n}" for n in range(1, count + 1))
    return f"{shown}{{display:list-item}}"


def _matching(nodes: Iterable[Node], used: frozenset[str]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Other):
            yield node
        elif isinstance(node, AtRule):
            inner = tuple(_matching(node.nodes, used))
            if inner:
                yield AtRule(node.prelude, inner)
        else:
            selectors = tuple(one for one in node.selectors if one.needs <= used)
            if selectors:
                yield Rule(selectors, node.declarations)


def _declarations(nodes: Iterable[Node]) -> Iterator[Declaration]:
    for node in nodes:
        if isinstance(node, AtRule):
            yield from _declarations(node.nodes)
        elif isinstance(node, Rule):
            yield from node.declarations


def _read_variables(nodes: list[Node]) -> set[str]:
    """Custom properties that are read, directly or through another one that is."""
    properties: dict[str, set[str]] = {}
    waiting: set[str] = set()
    for declaration in _declarations(nodes):
        if declaration.name.startswith("--"):
            properties.setdefault(declaration.name, set()).update(declaration.variables)
        else:
            waiting |= declaration.variables
    read: set[str] = set()
    while waiting:
        name = waiting.pop()
        read.add(name)
        waiting |= properties.get(name, set()) - read
    return read


def _needed(nodes: Iterable[Node], variables: set[str], animations: str) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, AtRule):
            inner = tuple(_needed(node.nodes, variables, animations))
            if inner:
                yield AtRule(node.prelude, inner)
        elif isinstance(node, Rule):
            kept = tuple(d for d in node.declarations if _is_needed(d, variables))
            if kept:
                yield Rule(node.selectors, kept)
        elif node.keyword != "keyframes" or node.name in animations:
            yield node


def _is_needed(declaration: Declaration, variables: set[str]) -> bool:
    return not declaration.name.startswith("--") or declaration.name in variables
