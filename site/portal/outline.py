"""What a built page holds: the names its stylesheet must know, its anchors, links and images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


@dataclass
class Outline:
    """Collected from one page."""

    names: set[str] = field(default_factory=set)
    """Tags, `.classes`, `#ids`, `[attributes]` and `[attributes=values]`."""
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    bare_images: list[str] = field(default_factory=list)
    """Images without alternative text."""


class _OutlineReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        outline, given = self.outline, dict(attrs)
        outline.names.add(tag)
        outline.names.update(f"[{name}]" for name in given)
        if "class" not in given:
            outline.names.add(f"{tag}:not([class])")
        outline.names.update(f"[{name}={value}]" for name, value in attrs)
        outline.names.update(f".{name}" for name in (given.get("class") or "").split())
        if given.get("id"):
            outline.names.add(f"#{given['id']}")
            outline.ids.append(given["id"] or "")
        outline.links += [given[name] or "" for name in ("href", "src", "action") if name in given]
        if tag == "img" and "alt" not in given:
            outline.bare_images.append(given.get("src") or "")


def outline_of(html: str) -> Outline:
    """Reads one page."""
    reader = _OutlineReader()
    reader.feed(html)
    reader.close()
    return reader.outline


def all_names(outlines: Iterable[Outline]) -> frozenset[str]:
    """Every name that some page holds."""
    return frozenset(name for outline in outlines for name in outline.names)
