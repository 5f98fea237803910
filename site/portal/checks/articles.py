"""What is wrong with a page as families would see it: looked for in its HTML, told by its line.

Python-Markdown shows what it does not understand as it was typed, so signs that are left over are
found here whatever the mistake was. Linters that read Markdown by another grammar miss that, see
docs/adr/0012.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from functools import lru_cache

from intake_app.errors import Fault
from portal.checks.leftovers import leftovers
from portal.checks.policy import html_flaws
from portal.checks.policy import link_flaw
from portal.checks.policy import picture_flaw
from portal.checks.structure import Article
from portal.checks.structure import heading_flaws
from portal.checks.structure import read_article

Place = Callable[[str], str]


def article_faults(uri: str, html: str, place: Place) -> Iterator[Fault]:
    """Faults of one page. `place` gives the file and line of a piece of its text."""
    article = _read(html)
    for flaw in (*html_flaws(article), *heading_flaws(article), *leftovers(article.blocks)):
        yield Fault(place(flaw.words), flaw.problem, flaw.cure)
    for link in article.links:
        if found := link_flaw(uri, link.target, link.words):
            yield Fault(place(found.words), found.problem, found.cure)
    for picture in article.pictures:
        if found := picture_flaw(picture.source, picture.words):
            yield Fault(place(found.words), found.problem, found.cure)


@lru_cache(maxsize=4096)
def _read(html: str) -> Article:
    return read_article(html)


def line_finder(path: object, source: str) -> Place:
    """Finds the line on which a piece of a page stands; the first line when it is not found."""
    lines = source.splitlines()
    start = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)

    def place(words: str) -> str:
        for hint in _hints(words):
            for number, line in enumerate(lines[start:], start + 1):
                if hint in line:
                    return f"{path}:{number}"
        return f"{path}:1"

    return place


def _hints(words: str) -> Iterator[str]:
    """Shorter and shorter: what was filled in does not stand in the file."""
    words = words.strip()
    while words:
        yield words
        shorter = re.sub(r"^\S+\s+|\s+\S+$", "", words)
        words = shorter if shorter != words else words[:-1] if len(words) > 6 else ""
