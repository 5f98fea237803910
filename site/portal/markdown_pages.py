"""Markdown to HTML, the same for every build and preview; links to pages become addresses.

Done here and not by the site generator, so that all faults of all pages are found before anything
is built, and a preview renders anew only the page that somebody has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from posixpath import normpath
from posixpath import relpath
from typing import Any
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.parse import urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown  # type: ignore[import-untyped]
from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]

EXTENSIONS = (
    "admonition",
    "attr_list",
    "def_list",
    "fenced_code",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "tables",
    "toc",
    "pymdownx.betterem",
    "pymdownx.details",
)
PICTURES = "pictures"
"""Where pictures are published, counted from the root of the site, and how pages name them."""
ALIGNED = re.compile(r"text-align: (center|right);")


def address_of(uri: str) -> str:
    """`en/contact.md` -> `en/contact/`; `en/index.md` -> `en/`."""
    path = uri.removesuffix(".md")
    return path.removesuffix("index") if path.endswith("/index") else f"{path}/"


class Rendered(NamedTuple):
    """A page as HTML, and its links as somebody typed them, by what they were made into."""

    html: str
    typed: Mapping[str, str]


@lru_cache(maxsize=4096)
def render(uri: str, text: str) -> Rendered:
    """The page that is published for `uri`. Remembered, which spares a preview 150 ms."""
    markdown = Markdown(extensions=list(EXTENSIONS))
    links = _Links(markdown, uri)
    markdown.treeprocessors.register(links, "links", 1)
    return Rendered(markdown.convert(text), links.typed)


class _Links(Treeprocessor):  # type: ignore[misc]  # the library has no types
    def __init__(self, markdown: Markdown, uri: str) -> None:
        super().__init__(markdown)
        self._uri = uri
        self.typed: dict[str, str] = {}

    def run(self, root: Any) -> None:
        for element in root.iter():
            for name in ("href", "src"):
                if name in element.attrib:
                    typed = element.get(name)
                    element.set(name, published(self._uri, typed))
                    self.typed.setdefault(element.get(name), typed)
            if style := element.attrib.pop("style", ""):
                _set_alignment(element, style)


def _set_alignment(cell: Element, style: str) -> None:
    """A table's `--:`, as a class: the pages take no styles of their own."""
    if found := ALIGNED.fullmatch(style):
        cell.set("class", f"to-{found[1]}")
    elif not style.startswith("text-align: left"):
        cell.set("style", style)  # somebody wrote it; the check says so


def published(uri: str, link: str) -> str:
    """A link of a page as the site knows it: `contact.md#call` -> `../contact/#call`."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return link
    if parts.path.endswith(".md"):
        target = address_of(normpath(f"{uri}/../{parts.path}"))
    elif parts.path.startswith(f"{PICTURES}/"):
        target = normpath(parts.path)
    else:
        return link
    path = relpath(target, address_of(uri))
    if target.endswith("/") or not target:
        path = "./" if path == "." else f"{path}/"
    return urlunsplit(parts._replace(path=path))
