"""One page for the steering table: the counts as plots, each with its table, ready to print.

It stands alone: no script, nothing loaded from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.intake.counts import Group
from intake_app.standalone import template

WIDTH, BAR, LABEL, ROOM = 640, 22, 190, 60
"""Of a plot: its width, the height of a bar, room for the label and for the figure."""


@dataclass(frozen=True)
class Bar:
    """One bar; a hidden cell is a short hatched one."""

    label: str
    value: int | None
    y: int
    width: int


@dataclass(frozen=True)
class Plot:
    """The sums, drawn; or the months, where there is one column alone."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return len(self.bars) * (BAR + 8) + 8


def plot_of(group: Group, labels: dict[str, str]) -> Plot:
    """What is drawn of a table."""
    if len(group.columns) == 1:
        (column,) = group.columns
        values = [(month, row[column]) for month, row in group.rows.items()]
    else:
        values = [(labels[column], group.sums[column]) for column in group.columns]
    most = max((value or 0 for _, value in values), default=0) or 1
    room = WIDTH - LABEL - ROOM
    return Plot(
        tuple(
            Bar(label, value, 8 + place * (BAR + 8), max(6, round(room * (value or 0) / most)))
            for place, (label, value) in enumerate(values)
        )
    )


def report(groups: Sequence[Group], region: Region, words: Words, today: date) -> str:
    """The whole page as HTML."""
    labels = {
        group.name: {column: words(f"report.{group.name}.{column}") for column in group.columns}
        for group in groups
    }
    return template(Path(__file__).with_name("templates"), "report.html").render(
        groups=[
            (group, labels[group.name], plot_of(group, labels[group.name])) for group in groups
        ],
        t=words,
        lang=words.language,
        region=region.name[words.language],
        agency=region.lead_agency.name[words.language],
        today=today,
        width=WIDTH,
        label=LABEL,
        bar=BAR,
    )
