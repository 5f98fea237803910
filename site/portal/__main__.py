"""`python -m portal build [--demo]`: the portal of REGION, built aside and swapped in whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from intake_app.catalog import load_texts
from intake_app.catalog.known_words import FILE as KNOWN_WORDS
from intake_app.catalog.known_words import known_words as known_words_of
from intake_app.referral.published_schemas import keep_copies
from portal import artifacts
from portal import build as building
from portal import machine
from portal import twins
from portal.documents.printing import NO_PANGO
from portal.report import LineKind


@click.group()
def main() -> None:
    """The static half of One Story."""


@main.command()
@click.option("--demo", is_flag=True, help="Lay the demo's rows over content/, into build/demo.")
def build(demo: bool) -> None:
    """Builds the portal of REGION."""
    project = Path.cwd()
    if not (project / "mkdocs.yml").exists():
        raise click.ClickException("Run this in the folder that holds mkdocs.yml.")
    can_print = artifacts.can_print(may_do_without=True)
    if not can_print:
        click.echo(f"No PDFs this time. {NO_PANGO}" if demo else NO_PANGO, err=True)
        if not demo:
            sys.exit(1)
    os.umask(0o022)  # all of it is published, and the web server may be another user
    outcome = building.build_portal(project, os.environ, demo=demo)
    for line in (*outcome.advice, *filter(None, [machine.advice()] if can_print else [])):
        click.echo(f"{LineKind.ADVICE}: {line}", err=True)
    for line in () if demo else outcome.to_check:
        click.echo(f"{LineKind.TO_CHECK}: {line}", err=True)
    for fault in outcome.faults:
        click.echo(fault, err=True)
    click.echo(building.summary(outcome, os.environ, demo=demo), err=not outcome.pages)
    sys.exit(0 if outcome.pages else 1)


@main.command()
def words() -> None:
    """Writes docs/words*.md: both languages of every text, side by side."""
    for readers, file in twins.FILES.items():
        file.write_text(twins.side_by_side(Path("content"), readers), encoding="utf-8")


@main.command(name="known-words")
def known_words() -> None:
    """Writes which words the program asks for: for whoever changes the code, never for editors."""
    KNOWN_WORDS.write_text(known_words_of(load_texts(Path("content"))), encoding="utf-8")


@main.command()
def schemas() -> None:
    """Writes the copies of today's schemas: for whoever changes the code, never for editors."""
    keep_copies()


if __name__ == "__main__":
    main()
