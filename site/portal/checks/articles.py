"""What is wrong with a page as families would see it: looked for in its HTML, told by its line.

Python-Markdown shows what it does not understand as it was typed, so signs that are left over are
found here whatever the mistake was. Linters that read Markdown by another grammar miss that, see
docs/adr/0012.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import lru_cache

from intake_app.errors import Fault
from portal.checks.leftovers import leftovers
from portal.checks.policy import html_flaws
from portal.checks.policy import link_flaw
from portal.checks.policy import picture_flaw
from portal.checks.structure import PageFlaw
from portal.checks.structure import bold_headings
from portal.checks.structure import heading_flaws
from portal.checks.structure import read_article

Placed = Callable[[Fault], Fault]


def article_faults(uri: str, html: str, placed: Placed) -> Iterator[Fault]:
    """Faults of one page. `placed` knows the file and line of a piece of its text."""
    for flaw in _flaws(uri, html):
        yield placed(Fault(flaw.words, flaw.problem, flaw.cure))


@lru_cache(maxsize=4096)
def _flaws(uri: str, html: str) -> tuple[PageFlaw, ...]:
    """Remembered, which spares a preview 70 ms of the second that all checks take."""
    article = read_article(html)
    links = (link_flaw(uri, link.target, link.words) for link in article.links)
    pictures = (picture_flaw(picture.source, picture.words) for picture in article.pictures)
    return (
        *html_flaws(article),
        *heading_flaws(article),
        *bold_headings(html),
        *leftovers(article.blocks),
        *filter(None, links),
        *filter(None, pictures),
    )


def line_finder(path: object, source: str, typed: Mapping[str, str]) -> Placed:
    """Puts file and line in place of the piece of text that a fault is about.

    Links are named as they were typed. What is not found stands on the first line.
    """
    lines = source.splitlines()
    start = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)

    def placed(fault: Fault) -> Fault:
        words = typed.get(fault.place, fault.place)
        problem = fault.problem.replace(f"`{fault.place}`", f"`{words}`")
        return Fault(f"{path}:{_line(lines, start, words)}", problem, fault.cure)

    return placed


def _line(lines: list[str], start: int, words: str) -> int:
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip() == words.strip() != "":
            return number
    for hint in _hints(words):
        for number, line in enumerate(lines[start:], start + 1):
            if hint in line:
                return number
    return 1


LONGEST_HINT = 200
"""Letters: enough to find a line, and few enough for a paragraph of thousands of sentences."""


def _hints(words: str) -> Iterator[str]:
    """Shorter and shorter: what was filled in does not stand in the file."""
    words = words.strip()[:LONGEST_HINT]
    while words:
        yield words
        shorter = re.sub(r"^\S+\s+|\s+\S+$", "", words)
        words = shorter if shorter != words else words[:-1] if len(words) > 6 else ""
