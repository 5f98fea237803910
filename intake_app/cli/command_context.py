"""What the operator's commands share: the database of the settings, one request, JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from datetime import date
from datetime import datetime

import click

from intake_app.intake.own_store import open_store
from intake_app.settings import Settings
from intake_app.store import Handling
from intake_app.store import Store


def _few_words(_context: click.Context, _parameter: click.Parameter, said: str) -> str:
    if not said.strip():
        raise click.BadParameter("Say why, in a few words.")
    return said.strip()


for_a_reason = click.option(
    "--reason",
    prompt="Why (no name, and nothing about the family)",
    callback=_few_words,
    help="Kept with the number, which ends by itself.",
)
as_json = click.option("--json", "json_wanted", is_flag=True, help="For programs, not for people.")


@contextmanager
def settings_and_store() -> Iterator[tuple[Settings, Store]]:
    """The settings, and the database that they name."""
    settings = Settings.from_environment(os.environ)
    store = open_store(settings)
    try:
        yield settings, store
    finally:
        store.close()


def request_named(store: Store, name: str) -> Handling:
    """The request of that number or reference, however it was typed."""
    typed = "".join(name.upper().split())
    one = store.handling.by_name(typed)
    if one is None and len(typed) == 8 and "-" not in typed:
        one = store.handling.by_name(f"{typed[:4]}-{typed[4:]}")
    if one is None:
        raise click.ClickException(
            f"There is no request {name.strip()}. Numbers look like HAL-2026-0147, references like "
            "K7DM-3XRA; both end about six weeks after a request was read."
        )
    return one


def now() -> datetime:
    return datetime.now(UTC)


def echo_json(value: object) -> None:
    """Moments in UTC, as programs like them."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
