"""`intake restore`: after a backup was put back, or a damaged database set aside, go on safely."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from intake_app.dates import today_in_ontario
from intake_app.errors import FaultsFound
from intake_app.errors import StoreError
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import last_numbers
from intake_app.intake.number_mark import number_of
from intake_app.intake.own_store import open_store
from intake_app.intake.own_store import region_of
from intake_app.reference import TRAINING
from intake_app.settings import Settings
from intake_app.store import Damaged
from intake_app.store import Store
from intake_app.store import set_aside

# With zeros before it a serial has four digits, as it is given.
SERIAL = "[0-9]{4}|[1-9][0-9]{4,8}"
NUMBER = re.compile(rf"(?P<series>(?:{TRAINING})?([A-Z]+))-([0-9]{{4}})-({SERIAL})")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
FULL = "SQLITE_FULL"
FAR = 1000
"""As many above the last number known here, and it may well be a slip of the hand."""
TO_COME = (
    "{year} is still to come: by this machine's clock it is {today}. Type the number again, or set"
    " the clock (`timedatectl`). Nothing was changed."
)

NO_REQUESTS = (
    "The database holds no request. If there is a copy, put it back now, with --from: what waits in"
    " it is brought nowhere else."
)


@click.command()
@click.option(
    "--last",
    prompt="The last number that staff saw, such as HAL-2026-0147",
    help="The last number that staff saw; HAL-2026-0000 if there was none this year.",
)
@click.option(
    "--set-aside", "aside", is_flag=True, help="Rename a damaged database file first, keeping it."
)
@click.option(
    "--from",
    "copy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy that `intake backup` made: put it into a database without requests first.",
)
@click.option(
    "--yes", is_flag=True, help="Do not ask, however far it is above what is known; for scripts."
)
def restore(last: str, *, aside: bool, copy: Path | None, yes: bool) -> None:
    """Give no number again that staff have seen: go on above the last one.

    Also after a PostgreSQL standby has taken the primary's place.
    Stop `intake serve` and `intake deliver` first. What the machine itself remembers of numbers is
    heeded too, whatever is typed.
    """
    known = _read(last.strip())
    settings = Settings.from_environment(os.environ)
    _refuse_foreign(settings, known[2])
    with _opened_copy(settings, copy) if copy else nullcontext() as source:
        if not yes:
            _ask_when_far(settings, source, known)
        if aside:
            _set_aside(settings.database_url)
        if source:
            _put_back(settings, source)
    store = open_store(settings)
    try:
        before = last_numbers(store)
        _go_on_after(store, last.strip())
        mark = NumberMark(settings.state_dir, known[2])
        for stem, serial in mark.lacking(store).items():
            _go_on_after(store, number_of(stem, serial))
        store.cluster.settle()
        _tell(before, last_numbers(store), known["series"])
        if not store.lookup.how_many():
            click.echo(NO_REQUESTS)
        if trouble := store.cluster.trouble():
            click.echo(f"warning: {trouble}.")
        if unread := mark.begin_anew(datetime.now(UTC)):
            click.echo(f"What the machine remembers could not be read. Kept as {unread}")
        mark.note(*last_numbers(store))
    finally:
        store.close()


def _read(last: str) -> re.Match[str]:
    known = NUMBER.fullmatch(last)
    if not known:
        raise click.BadParameter("A number looks like HAL-2026-0147.", param_hint="--last")
    today = today_in_ontario().year
    if int(known[3]) > today:
        problem = TO_COME.format(year=known[3], today=today)
        raise click.BadParameter(problem, param_hint="--last")
    return known


def _ask_when_far(settings: Settings, source: Store | None, known: re.Match[str]) -> None:
    """It cannot be taken back: numbers never go down."""
    stem, serial = f"{known['series']}-{known[3]}", int(known[4])
    highest = NumberMark(settings.state_dir, known[2]).last.get(stem, 0)
    highest = max(highest, _last_of(stem, last_numbers(source) if source else []))
    if serial > highest + FAR:
        highest = max(highest, _last_of(stem, _in_database(settings)))
    if serial > highest + FAR:
        here = number_of(stem, highest) if highest else "none of that year"
        click.echo(f"{known[0]} is far above the last number known here: {here}.", err=True)
        click.confirm("Numbers never go down again. Is it right?", abort=True, err=True)


def _last_of(stem: str, numbers: list[str]) -> int:
    parted = (number.rpartition("-") for number in numbers)
    return max((int(last) for ours, _, last in parted if ours == stem), default=0)


def _in_database(settings: Settings) -> list[str]:
    """What a whole one knows; a damaged one is told of by whoever opens it next."""
    try:
        with closing(Store.open(settings.database_url)) as store:
            return last_numbers(store)
    except StoreError:
        return []


@contextmanager
def _opened_copy(settings: Settings, copy: Path) -> Iterator[Store]:
    """A second copy of it, looked at before all else.

    Raises StoreError for what is damaged, empty, another region's or no copy of ours.
    """
    with _folder_for(copy) as folder:
        second = _second(copy, folder)
        try:
            source = _up_to_date(settings, f"sqlite:///{second}")
        except StoreError as error:
            problem = f"{copy} was not put back, and nothing was changed."
            room = f" Make room in {folder.parent}." if FULL in str(error) else ""
            raise StoreError(f"{problem} {error}{room}") from error
        with closing(source):
            yield source


@contextmanager
def _folder_for(copy: Path) -> Iterator[Path]:
    try:
        folder = TemporaryDirectory()
    except FileNotFoundError as error:
        tried = "neither TMPDIR nor /tmp nor /var/tmp can be written"
        raise StoreError(
            f"A copy of {copy} is looked at first, and {tried}. Make room. Nothing was changed."
        ) from error
    with folder as name:
        yield Path(name)


def _second(copy: Path, folder: Path) -> Path:
    try:
        return Path(shutil.copy(copy, folder))
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise  # it is the copy itself, and named
        megabytes = copy.stat().st_size / 1e6
        raise StoreError(
            f"{folder.parent}: {error.strerror}. A copy of {copy} is looked at there first, of"
            f" {megabytes:.1f} MB. Make room there; nothing was changed."
        ) from error


def _up_to_date(settings: Settings, url: str) -> Store:
    before, _ = Store.migrate(url)
    if not before:
        raise StoreError("There is nothing in it.")
    return open_store(replace(settings, database_url=url, database_copies=0))


def _put_back(settings: Settings, source: Store) -> None:
    begun = time.monotonic()
    target = Store.open(settings.database_url)
    try:
        source.copy_into(target, lambda *_: None)
    finally:
        target.close()
    click.echo(f"The copy was put back in {time.monotonic() - begun:.1f} seconds.")


def _refuse_foreign(settings: Settings, code: str) -> None:
    try:
        ours = region_of(settings).code
    except FaultsFound:
        return  # an editor's mistake must not stop a bad day's work
    if code != ours:
        problem = f"Numbers of {settings.region} begin with {ours}, not {code}."
        raise click.BadParameter(problem, param_hint="--last")


def _go_on_after(store: Store, number: str) -> None:
    code, year, serial = number.rsplit("-", 2)
    store.go_on_after(region=code, year=int(year), last=int(serial))


def _tell(before: list[str], after: list[str], series: str) -> None:
    """What counts is this year's next number, whichever year was typed."""
    this_year = f"{series}-{today_in_ontario().year}"
    following = f"{number_of(this_year, 1)}; if staff saw one of this year, type this with it"
    for number in after:
        stem, _, serial = number.rpartition("-")
        if number in before:
            click.echo(f"The database was at {number} already.")
        elif int(serial):
            click.echo(f"No number up to {number} is given again.")
        if stem == this_year:
            following = number_of(stem, int(serial) + 1)
    click.echo(f"The next number is {following}.")


def _set_aside(url: str) -> None:
    # A whole database is never set aside: what waits in it would no longer be delivered.
    try:
        with closing(Store.open(url)) as store:
            store.look_through()
    except Damaged:
        click.echo(f"Kept as {set_aside(url, datetime.now(UTC))}")
    else:
        raise click.UsageError("The database is not damaged. Nothing was set aside.")
