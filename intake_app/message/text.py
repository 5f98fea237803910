"""The sheet as plain text, for every mail program and every screen reader.

Our own words are wrapped at 72 columns. What was typed is never wrapped or changed; where it has
several lines they are set in, so that nobody can type something that looks like our headings.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from intake_app.catalog import Words
from intake_app.message.contact import SafeBox
from intake_app.message.mail_line import MailLine
from intake_app.message.sheet import HaveIt
from intake_app.message.sheet import Section
from intake_app.message.sheet import Sheet

COLUMNS = 72
INDENT = "  "


def as_text(sheet: Sheet, words: Words) -> str:
    """The text part, lines ended by newlines."""
    rows = [
        *_facts(sheet, words),
        "",
        *_safe(sheet.safe, words),
        "",
        *wrap(sheet.no_reply, COLUMNS),
        *_have_it(sheet.have_it),
    ]
    for section in sheet.sections:
        rows += ["", *_section(section, words)]
    return "\n".join(rows) + "\n"


def _facts(sheet: Sheet, words: Words) -> Iterator[str]:
    for line in sheet.facts:
        yield from rows_of(line, words)
    yield from wrap(sheet.what_counts, COLUMNS)


def _have_it(have_it: HaveIt) -> Iterator[str]:
    if have_it.link:
        # The link alone on its line, unbroken, or mail programs cut it.
        yield from ("", have_it.label, *wrap(have_it.why, COLUMNS), have_it.link)


def _safe(box: SafeBox, words: Words) -> Iterator[str]:
    rule = "=" * COLUMNS
    yield from (rule, box.title.upper(), rule)
    action = box.action.upper()
    yield words("mail.line", label=action, value=box.address) if box.address else action
    yield from wrap(box.only, COLUMNS)
    if box.permissions or box.lines:
        yield ""
    for permission in box.permissions:
        mark = words("mail.safe.allowed" if permission.allowed else "mail.safe.forbidden")
        yield from _hanging(f"[{mark}] ", permission.text)
    for line in box.lines:
        yield from rows_of(line, words)
    yield rule


def _section(section: Section, words: Words) -> Iterator[str]:
    yield from (section.title.upper(), "-" * len(section.title))
    yield from wrap(section.lead, COLUMNS)
    for line in section.lines:
        yield from rows_of(line, words)


def rows_of(line: MailLine, words: Words) -> Iterator[str]:
    """One answer; what was typed stays in one piece."""
    values = [line.shown] if line.typed else list(line.said)
    short = words("mail.line", label=line.label, value=values[0])
    if len(values) == 1 and len(values[0].splitlines()) == 1 and len(short) <= COLUMNS:
        yield short
        return
    yield words("mail.heading", label=line.label)
    if line.typed:
        yield from (INDENT + row for row in line.shown.split("\n"))
    for value in line.said:
        yield from _hanging("- " if len(line.said) > 1 else INDENT, value)


def _hanging(first: str, text: str) -> list[str]:
    if len(first) + len(text) <= COLUMNS:
        return [first + text]
    return wrap(
        text,
        COLUMNS,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
