"""Reads the HTML of one page: its blocks of text, headings, links, pictures, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser
from typing import NamedTuple

INLINE = re.compile(
    "a|abbr|b|bdi|bdo|br|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u"
)
VOID = frozenset({"br", "hr", "img", "col", "input", "wbr"})
"""Tags that hold nothing, and so have no end."""
GAP = "\ue000"
"""Stands for what is no plain text: a tag, a link, code, a character written as a code."""


class PageFlaw(NamedTuple):
    """What is wrong, and the words by which an editor finds it."""

    words: str
    problem: str
    cure: str


class Tag(NamedTuple):
    """One tag with its attributes."""

    name: str
    attributes: tuple[tuple[str, str], ...]


class LinkTag(NamedTuple):
    """Where it leads, and what it says."""

    target: str
    words: str


class PictureTag(NamedTuple):
    """Its file, and what it is said to show."""

    source: str
    words: str


class Heading(NamedTuple):
    """`2` and its words."""

    level: int
    words: str


@dataclass
class Article:
    """Everything that the checks look at."""

    tags: list[Tag] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    """First lines of what is shown as program code."""
    unclosed: list[str] = field(default_factory=list)
    """Tags that begin and do not end, or the other way round."""
    blocks: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[LinkTag] = field(default_factory=list)
    pictures: list[PictureTag] = field(default_factory=list)


class _ArticleReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.article = Article()
        self._block: list[str] = []
        self._heading: list[str] = []
        self._link: list[str] | None = None
        self._target = ""
        self._code = 0
        self._program = False
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.article.tags.append(Tag(tag, tuple(given.items())))
        if tag not in VOID:
            self._open.append(tag)
        self._pass(tag)
        if tag == "pre":
            self._program = True
        if tag == "code":
            self._code += 1
        if tag == "a" and "href" in given:
            self._link, self._target = [], given["href"]
        if tag == "img":
            self.article.pictures.append(PictureTag(given.get("src", ""), given.get("alt", "")))
            if self._link is not None:
                self._link.append(given.get("alt", ""))
        if re.fullmatch("h[1-6]", tag):
            self._heading = []
            self._block.append(GAP)  # `1. You ask` is no list here

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._code -= 1
        if tag == "a" and self._link is not None:
            words = " ".join("".join(self._link).split())
            self.article.links.append(LinkTag(self._target, words))
            self._link = None
        if re.fullmatch("h[1-6]", tag):
            self.article.headings.append(Heading(int(tag[1]), "".join(self._heading).strip()))
        self._close(tag)
        self._pass(tag)

    def _close(self, tag: str) -> None:
        if tag in self._open:
            while (left := self._open.pop()) != tag:
                self.article.unclosed.append(f"<{left}")
        elif tag not in VOID:
            self.article.unclosed.append(f"</{tag}")

    def end(self) -> None:
        """The page is over."""
        self.flush()
        self.article.unclosed += [f"<{tag}" for tag in self._open]

    def _pass(self, tag: str) -> None:
        if INLINE.fullmatch(tag):
            self._block.append(GAP)
        else:
            self.flush()

    def flush(self) -> None:
        text = "".join(self._block)
        if text.strip(f"{GAP} \n"):
            self.article.blocks.append(text)
        self._block = []

    def handle_data(self, data: str) -> None:
        if self._program and data.strip():
            self.article.programs.append(data.strip().splitlines()[0])
            self._program = False
        self._heading.append(data)
        if self._link is not None:
            self._link.append(data)
        self._block.append(GAP if self._code or self._link is not None else data)

    def handle_entityref(self, name: str) -> None:
        self.handle_charref(name)

    def handle_charref(self, name: str) -> None:
        self._block.append(GAP)
        self._heading.append("x")
        if self._link is not None:
            self._link.append("x")

    def handle_comment(self, data: str) -> None:
        self.article.comments.append(data)


def read_article(html: str) -> Article:
    """Reads one page."""
    reader = _ArticleReader()
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.article


BOLD_LINE = re.compile(r"<p>\s*<(strong|b|em|i)>([^<]*[^<.!?…\s])\s*</\1>\s*:?\s*</p>")
"""A paragraph that is one piece of bold words, and no sentence."""


def bold_headings(html: str) -> Iterator[PageFlaw]:
    """Lines that only look like headings: who hears the page, or uses its outline, misses them."""
    for found in BOLD_LINE.finditer(html):
        problem = f"“{found[2]}” looks like a heading, and is none."
        yield PageFlaw(found[2], problem, "Write `## ` before it, and take the stars away.")


def heading_flaws(article: Article) -> Iterator[PageFlaw]:
    """One heading of the page, then parts, then parts of parts; and words below them."""
    firsts = [heading for heading in article.headings if heading.level == 1]
    if not firsts:
        cure = "Begin the page with `# ` and its name, after the `---` lines."
        yield PageFlaw("", "This page has no heading.", cure)
    for heading in firsts[1:]:
        problem = f"“{heading.words}” is a second heading of the page."
        yield PageFlaw(f"# {heading.words}", problem, "Write `## ` before it.")
    before = 0
    for level, words in article.headings:
        if not words:
            yield PageFlaw("#" * level, "A heading is empty.", "Write its words, or take it out.")
        elif before and level > before + 1:
            problem = f"“{words}” skips a level: {level} after {before}."
            yield PageFlaw(words, problem, f"Write {'#' * (before + 1)} before it.")
        before = level
    holds_more = article.pictures or article.links
    if len(article.blocks) <= len(article.headings) and not holds_more:
        yield PageFlaw(
            "", "This page holds nothing below its heading.", "Write it, or take it out."
        )
