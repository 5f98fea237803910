"""`intake move`, `backup` and `restore --from`: between both databases, with requests waiting."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from intake_app.cli.move import hand_over
from intake_app.dates import day_of
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.intake.number_mark import last_numbers
from intake_app.intake.own_store import open_store
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from intake_app.store import Sealed
from intake_app.store import Store
from intake_app.store.copying import AT_ONCE
from intake_app.store.tables import metadata
from tests.support.keys import Keys
from tests.support.office import ADDRESSES
from tests.support.office import accept
from tests.support.proofs import prove_keys
from tests.support.service import INTAKE
from tests.support.service import complete_settings
from tests.support.service import intake

NOW = datetime.now(UTC)
YEAR = day_of(NOW).year
Environ = dict[str, str]
REQUESTS = AT_ONCE + 5


def keep_one(store: Store, form: str) -> str:
    receipt = accept(
        store,
        form,
        year=YEAR,
        accepted_at=NOW,
        addresses=ADDRESSES,
        make=lambda number, reference: os.urandom(100),
        staff_hash=form.encode(),
        tally="en form",
    )
    return receipt.number


@pytest.fixture
def environ(tmp_path: Path, keys: Keys, database_url: str) -> Environ:
    """A year's traces: requests on their way and done, a form kept for later, proofs, counts."""
    complete = complete_settings(PROJECT, tmp_path, keys) | {"INTAKE_DATABASE_URL": database_url}
    settings = Settings.from_environment(complete)
    prove_keys(settings)
    store = open_store(settings)
    for serial in range(REQUESTS):
        keep_one(store, str(serial))
    for delivery in store.claim_due(now=NOW, limit=3, lease=timedelta(minutes=1)):
        store.mark_delivered(delivery, NOW)
    kept = Sealed(b"sealed form", NOW + timedelta(days=1))
    store.drafts.change(b"id", NOW, lambda _: kept)
    store.processes.beat("web", "web", "1", started=NOW, now=NOW - timedelta(days=1))
    store.close()
    return complete


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything but whose it is, on which server, and when a copy was made."""
    engine = Store.open(url)._engine
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in metadata.sorted_tables
            if table.name not in ("owner", "marks", "timeline")
        }
    engine.dispose()
    return {name: sorted(some, key=repr) for name, some in found.items()}


@pytest.fixture(params=["file", "server"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new file, or an empty database of a server."""
    if request.param == "file":
        return str(tmp_path / "moved.sqlite3")
    if "postgresql" in str(request.node.name):
        return _second(request)
    return str(request.getfixturevalue("postgresql_url"))


def _second(request: pytest.FixtureRequest) -> str:
    context = request.getfixturevalue("postgres").database()
    url = context.__enter__()
    request.addfinalizer(lambda: context.__exit__(None, None, None))
    return str(url)


def test_all_of_it_moves_and_the_old_one_gives_no_number_any_more(
    environ: Environ, target: str
) -> None:
    before = rows(environ["INTAKE_DATABASE_URL"])
    result = intake("move", target, environ=environ)
    assert result.exit_code == 0, result.output
    assert f"requests: {REQUESTS} of {REQUESTS}" in result.output
    assert f"{REQUESTS} requests, of which {2 * REQUESTS - 3} copies wait" in result.output
    new = target if "://" in target else f"sqlite:///{target}"
    assert rows(new) == before
    old = intake("status", environ=environ)
    assert (old.exit_code, "was moved on" in old.output) == (1, True)
    store = open_store(Settings.from_environment(environ | {"INTAKE_DATABASE_URL": new}))
    assert keep_one(store, "next") == f"HAL-{YEAR}-{REQUESTS + 1:04d}"
    assert len(store.claim_due(now=NOW, limit=9, lease=timedelta(minutes=1))) == 9
    store.close()


@pytest.mark.parametrize(
    "target",
    [
        "postgresql+psycopg://u:p@s3cr3t:word@db.example/name",
        "postgresql+psycopg://u:s3cr3t@db.example:port/name",
        "://s3cr3t",
    ],
)
def test_an_address_that_is_none_is_told_without_it(environ: Environ, target: str) -> None:
    before = rows(environ["INTAKE_DATABASE_URL"])
    result = intake("move", target, environ=environ)
    assert (result.exit_code, "`[` is %5B" in result.output) == (1, True)
    assert "s3cr3t" not in result.output
    assert rows(environ["INTAKE_DATABASE_URL"]) == before


def test_the_address_is_asked_for_and_stands_on_no_screen(environ: Environ, tmp_path: Path) -> None:
    """It may hold a password, which as an argument would stand in `ps` and in the shell's history.

    Where somebody types it there all the same, they are told.
    """
    typed = f"sqlite:///{tmp_path / 'moved.sqlite3'}"
    result = intake("move", environ=environ, typed=f"{typed}\n")
    assert result.exit_code == 0, result.output
    assert typed not in result.output
    secret = "postgresql+psycopg://somebody:pass-word@127.0.0.1:1/nothing"  # noqa: S105
    result = intake("move", secret, environ=environ)
    assert (result.exit_code, "leave the address out" in result.output) == (1, True)
    assert "pass-word" not in result.output


def test_what_lives_or_is_not_empty_is_left_alone(environ: Environ, tmp_path: Path) -> None:
    url = environ["INTAKE_DATABASE_URL"]
    before = rows(url)
    other = Store.open(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    keep_one(other, "theirs")
    other.close()
    refused = intake("move", f"sqlite:///{tmp_path / 'other.sqlite3'}", environ=environ)
    assert (refused.exit_code, "It is not empty" in refused.output) == (1, True)
    store = Store.open(url)
    store.processes.beat("web", "web", "1", started=NOW, now=datetime.now(UTC))
    store.close()
    living = intake("move", str(tmp_path / "new.sqlite3"), environ=environ)
    assert (living.exit_code, "web still lives" in living.output) == (1, True)
    assert {**rows(url), "processes": []} == {**before, "processes": []}


def test_a_copy_is_put_back_into_either_database_and_numbers_go_on(
    environ: Environ, target: str, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    made = intake("backup", str(folder), environ=environ)
    assert made.exit_code == 0, made.output
    [copy] = folder.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    before = rows(environ["INTAKE_DATABASE_URL"])
    store = open_store(Settings.from_environment(environ))
    assert store.lookup.marked("backup") is not None
    store.close()
    new = environ | {"INTAKE_DATABASE_URL": target if "://" in target else f"sqlite:///{target}"}
    last = f"HAL-{YEAR}-{REQUESTS + 40:04d}"
    back = intake("restore", "--from", str(copy), "--last", last, environ=new)
    assert back.exit_code == 0, back.output
    after = rows(new["INTAKE_DATABASE_URL"])
    assert {**after, "counters": []} == {**before, "counters": []}
    assert f"The next number is HAL-{YEAR}-{REQUESTS + 41:04d}." in back.output
    again = intake("restore", "--from", str(copy), "--last", last, environ=new)
    assert (again.exit_code, "It is not empty" in again.output) == (1, True)


def other_region(environ: Environ, copy: Path) -> None:
    store = Store.open(f"sqlite:///{copy}")
    store.owner.write("leeds-grenville")
    store.close()


NO_COPIES: dict[str, tuple[Callable[[Environ, Path], object], str]] = {
    "empty": (lambda _, copy: copy.touch(), "There is nothing in it."),
    "a letter": (lambda _, copy: copy.write_text("Dear agency, " * 999), "file is damaged"),
    "another region's": (other_region, "It serves the region `leeds-grenville`"),
}


@pytest.mark.parametrize("name", NO_COPIES)
def test_what_is_no_copy_of_ours_is_not_put_back_and_changes_nothing(
    environ: Environ, tmp_path: Path, name: str
) -> None:
    make, said = NO_COPIES[name]
    copy, damaged = tmp_path / "copy.sqlite3", tmp_path / "damaged.sqlite3"
    make(environ, copy)
    damaged.write_text("tangled " * 999)
    new = environ | {"INTAKE_DATABASE_URL": f"sqlite:///{damaged}"}
    words = ("restore", "--from", str(copy), "--last", f"HAL-{YEAR}-0001", "--set-aside")
    result = intake(*words, environ=new)
    assert result.exit_code == 1
    assert f"{copy} was not put back, and nothing was changed. " in result.output
    assert said in result.output
    assert damaged.read_text() == "tangled " * 999


NO_ROOM = {
    "for a backup": ("backup", 40, "{copies}: No copy was made. "),
    "to look at a copy": (
        "restore",
        40,
        "{looked_at}: File too large. A copy of {copy} is looked at there first, of ",
    ),
    "for anything": (
        "restore",
        0,
        "A copy of {copy} is looked at first, and neither TMPDIR nor /tmp nor /var/tmp can be",
    ),
}


@pytest.mark.parametrize("name", NO_ROOM)
def test_where_there_is_no_room_the_right_place_is_named(
    environ: Environ, tmp_path: Path, name: str
) -> None:
    """A limit on the size of files stands for a disk that is full."""
    command, blocks, begin = NO_ROOM[name]
    copies, looked_at, copy = tmp_path / "copies", tmp_path / "looked at", tmp_path
    looked_at.mkdir()
    words = ["backup", str(copies)]
    if command == "restore":
        assert intake(*words, environ=environ).exit_code == 0
        [copy] = copies.iterdir()
        words = ["restore", "--last", f"HAL-{YEAR}-0001", "--from", str(copy)]
    unwritten = {"TMPDIR": str(looked_at), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {blocks}; exec "$0" "$@"', INTAKE, *words],
        env=environ | unwritten,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    said = begin.format(copies=copies, looked_at=looked_at, copy=copy)
    assert done.stderr.startswith(said), done.stderr
    assert command == "backup" or "othing was changed" in done.stderr
    assert list(looked_at.iterdir()) == []


def test_a_copy_that_cannot_be_read_is_named_itself(environ: Environ, tmp_path: Path) -> None:
    words = ("restore", "--last", f"HAL-{YEAR}-0001", "--from", str(tmp_path / "nothing"))
    result = intake(*words, environ=environ)
    assert (result.exit_code, str(tmp_path / "nothing") in result.output) == (2, True)


def test_copies_older_than_what_they_hold_may_be_are_deleted(
    environ: Environ, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    old, foreign = folder / "one-story-halton-20260101T000000Z.sqlite3", folder / "letters.txt"
    for file in (old, foreign):
        file.touch()
        os.utime(file, (0, 0))
    assert intake("backup", str(folder), environ=environ).exit_code == 0
    assert (old.exists(), foreign.exists()) == (False, True)


def test_a_copy_of_a_file_waits_for_nobody_and_is_whole(environ: Environ, tmp_path: Path) -> None:
    """Somebody holds a transaction open all the while."""
    store = open_store(Settings.from_environment(environ))
    with store._engine.connect() as reader:
        reader.execute(sa.text("SELECT 1 FROM requests")).all()
        store.copy_to_file(tmp_path / "copy.sqlite3")
    store.close()
    assert rows(f"sqlite:///{tmp_path / 'copy.sqlite3'}") == rows(environ["INTAKE_DATABASE_URL"])


def test_what_came_in_while_all_was_copied_is_not_left_behind(
    environ: Environ, tmp_path: Path
) -> None:
    source = open_store(Settings.from_environment(environ))
    new = Store.open(f"sqlite:///{tmp_path / 'moved.sqlite3'}")
    numbers = last_numbers(source)
    source.copy_into(new, lambda *_: None)
    keep_one(source, "late")
    with pytest.raises(StoreError, match="began to write"):
        hand_over(source, new, numbers)
    assert source.owner.region() == "halton"
    assert new.owner.region().startswith("moved on"), "nobody starts with half of it"
    for store in (source, new):
        store.close()


def test_who_was_running_unseen_gives_no_number_after_a_move(
    environ: Environ, tmp_path: Path
) -> None:
    running = open_store(Settings.from_environment(environ))
    source = open_store(Settings.from_environment(environ))
    new = Store.open(f"sqlite:///{tmp_path / 'moved.sqlite3'}")
    numbers = last_numbers(source)
    source.copy_into(new, lambda *_: None)
    hand_over(source, new, numbers)
    with pytest.raises(NotSaved, match="moved on"):
        keep_one(running, "late")
    assert last_numbers(running) == last_numbers(new)
    for store in (running, source, new):
        store.close()


def test_a_copy_that_broke_off_does_not_stay(environ: Environ, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for end in ("", "-journal"):
        (folder / f"one-story-halton-20260101T000000Z.partial{end}").touch()
    assert intake("backup", str(folder), environ=environ).exit_code == 0
    [copy] = folder.iterdir()
    assert copy.suffix == ".sqlite3"
