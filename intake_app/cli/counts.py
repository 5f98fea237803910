"""`intake counts`: how many, for the year's report. No personal data; small cells hidden."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import click

from intake_app.catalog import LANGUAGES
from intake_app.catalog import load_words
from intake_app.cli.command_context import as_json
from intake_app.cli.command_context import echo_json
from intake_app.cli.command_context import now
from intake_app.cli.command_context import settings_and_store
from intake_app.cli.disk_troubles import writing
from intake_app.dates import day_of
from intake_app.intake.counts import Group
from intake_app.intake.counts import groups_of
from intake_app.intake.counts import sign_ups
from intake_app.intake.own_store import region_of
from intake_app.reference import training_series

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
HIDDEN = "<5"
SUM = "all"


def _month(_context: object, _parameter: object, months: tuple[str, ...]) -> tuple[str, ...]:
    for month in months:
        if not MONTH.fullmatch(month):
            raise click.BadParameter("A month looks like 2026-11.")
    return tuple(sorted(set(months)))


@click.command()
@click.option(
    "--month", "months", multiple=True, callback=_month, help="2026-11; may stand several times."
)
@click.option("--csv", "csv_wanted", is_flag=True, help="For a spreadsheet.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write one page with plots to this file, to print or to pass on.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of the report; the staff's if left out."
)
@as_json
def counts(
    *,
    months: tuple[str, ...],
    csv_wanted: bool,
    report: Path | None,
    language: str | None,
    json_wanted: bool,
) -> None:
    """Requests by month: received, language, way in, delivered, read in time, outcomes.

    And sign-ups for trainings, which are no requests.

    Figures under 5 are hidden, and so is a second one that would give them away.
    """
    with settings_and_store() as (settings, store):
        region = region_of(settings)
        tallies = store.tallies.of(region.code, months or None)
        tallies += sign_ups(store.tallies.of(training_series(region.code), months or None))
    groups = groups_of(tallies, months or sorted({tally.month for tally in tallies}))
    if report:
        # Here, because the other forms need no templates.
        from intake_app.intake import report as page

        spoken = next((each for each in LANGUAGES if each == language), region.staff_language)
        words = load_words(settings.content, spoken)
        text = page.report(groups, region, words, day_of(now()))
        with writing(report):
            report.write_text(text, encoding="utf-8")
        click.echo(f"Written: {report}")
    elif json_wanted:
        echo_json({group.name: {**group.rows, SUM: group.sums} for group in groups})
    elif csv_wanted:
        click.echo(_as_csv(groups), nl=False)
    else:
        click.echo(_as_table(groups))


def _rows(groups: list[Group]) -> list[list[str]]:
    head = [f"{group.name}: {column}" for group in groups for column in group.columns]
    rows = [["month", *head]]
    for month in [*groups[0].rows, SUM]:
        cells = [
            (group.sums if month == SUM else group.rows[month])[column]
            for group in groups
            for column in group.columns
        ]
        rows.append([month, *(HIDDEN if cell is None else str(cell) for cell in cells)])
    return rows


def _as_csv(groups: list[Group]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(_rows(groups))
    return file.getvalue()


def _as_table(groups: list[Group]) -> str:
    """A line a figure: so many columns fit on no screen."""
    columns = list(zip(*_rows(groups), strict=True))
    width = max(len(column[0]) for column in columns)
    return "\n".join(
        "  ".join([column[0].ljust(width), *(cell.rjust(7) for cell in column[1:])])
        for column in columns
    )
