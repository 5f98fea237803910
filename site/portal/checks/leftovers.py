"""Signs of Markdown and of templates that nothing understood: families would read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intake_app.catalog import wording
from portal.checks.structure import GAP
from portal.checks.structure import PageFlaw

BULLETS = "•·‣▪✓✔✗➢➤►▶■□◦●○❖"
LIST = "Leave a blank line before the list, and one space after its sign."
SIGNS = (
    (r"[{}]", "Braces are shown as they stand.", "Write `{{ name }}`, with two on each side."),
    (r"\]\s*\(", "A link is shown as it was typed.", "Write `[words](page.md)`, without a space."),
    (r"!\[", "A picture is shown as it was typed.", "Write `![what it shows](pictures/file.jpg)`."),
    (r"\[\^[^\]]*\]", "This footnote has no text.", "Write `[^1]: …` below, or take it out."),
    (r"^\s*[-*+]?\s*\[[ xX]\]", "A box to tick is shown as signs.", "Write a plain list."),
    (r"\[[^\]\n]*\]", "Square brackets are left.", "Write `[words](page.md)`, or take them out."),
    (r"_{4,}", "A line to write on is shown as signs.", "Take it out: forms stand under Forms."),
    (r"\*\*|__", "Bold is not closed, or has a space inside.", "Write `**bold words**`."),
    (r"(?<![\w*])\*\w|\w\*(?![\w*])", "A star is left.", "Write `*words*`, or take it out."),
    (r"~~", "Two waves are shown as they stand.", "Take the words out, or leave the signs out."),
    (r"==\S[^=]*==", "Signs for marked words are shown.", "Write `**bold words**`."),
    (r"(?<![\w:/]):[a-z][a-z_]+:(?![\w:])", "An emoji is shown as its name.", "Take it out."),
    (r"`", "A quote for code is left.", "Write plain words."),
    (r"^\s*\||\|\s*$|\|.*\||\S \| \S", "A table is shown as lines.",
     "Write a line `|---|---|` below its first row, and a blank line above it."),
    (rf"^\s*[-*+–—o{BULLETS}]\s+\S|^\s*[-*+{BULLETS}][^\W\d_]", "A list is shown as text.", LIST),
    (r"^\s*\d{1,2}[.)]\s+\S|^\s*\d{1,2}\)\S|^\s*\d{1,2}\.[^\W\d_]",
     "A numbered list is shown as text.", "Write `1. `, with a blank line before the list."),
    (r"^\s*#{1,6}", "A heading is shown as text.", "Leave a blank line before it."),
    (r"^\s*>", "A quote is shown as text.", "Leave a blank line before it."),
    (r"^\s*(?:!!!|\?\?\?)", "A box is shown as text.", "Indent its words by four spaces."),
    (r"^:::|^---\s*$|^={3,}\s*$", "A line of signs is shown.", "Take it out."),
    (r"https?:/+\S+|\bwww\.\S+", "An address is no link.", "Write `[words](https://…)`."),
    (r"[\w.+-]+@[\w-]+\.\w+", "An e-mail address is no link.", "Write it between `<` and `>`."),
)  # fmt: skip
COMPILED = tuple((re.compile(sign), problem, cure) for sign, problem, cure in SIGNS)


def leftovers(blocks: list[str]) -> Iterator[PageFlaw]:
    """One for each line: its first sign that is left over."""
    for block in blocks:
        for line in block.splitlines():
            if flaw := _flaw(line):
                yield flaw


def _flaw(line: str) -> PageFlaw | None:
    for sign, problem, cure in COMPILED:
        if found := sign.search(line):
            return PageFlaw(_near(line, found), problem, cure)
    for number in wording.undialled(line):
        return PageFlaw(number, f"Nobody can dial `{number}`.", wording.ALL_DIGITS)
    if example := wording.EXAMPLE_NUMBER.search(line):
        problem = f"`{example[0]}` is part of {wording.RINGS_NOWHERE}."
        return PageFlaw(example[0], problem, wording.REAL_NUMBER)
    return None


def _near(line: str, found: re.Match[str]) -> str:
    """The words around it, as far as they were typed in one piece."""
    start = line.rfind(GAP, 0, found.start() + 1) + 1
    end = line.find(GAP, max(found.end() - 1, start))
    return line[start : end if end >= 0 else None].strip(f"{GAP} ") or found[0].strip(GAP)
