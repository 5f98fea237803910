"""Accepting while processes race, die, and their disk breaks: nothing told is lost, or doubled."""

from __future__ import annotations

import random
import re
import resource
import subprocess
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.store import Delivery
from intake_app.store import Store
from tests.support.counts import counted
from tests.support.processes import workers as processes
from tests.support.processes.acceptor import accept
from tests.support.processes.workers import Crowd
from tests.support.processes.workers import endings
from tests.support.processes.workers import numbers
from tests.support.processes.workers import strace

CROWD = 8
SEED = 20260314

SQLITE_CALLS = {"pwrite64": 60, "fdatasync": 15, "ftruncate": 3}
POSTGRESQL_CALLS = {"sendto": 45, "recvfrom": 60}
"""System calls of three requests, and about how many there are. In `make prove` the disk fails once
at each of SQLite's."""


def kept(store: Store) -> list[Delivery]:
    """Everything that waits to be delivered."""
    return store.claim_due(now=datetime.now(UTC), limit=10_000, lease=timedelta(0))


@counted("races", short=5, full=50)
def test_one_token_gives_one_row_however_many_processes_send_it(
    database_url: str, races: int
) -> None:
    store = Store.open(database_url)
    with Crowd(database_url, CROWD) as crowd:
        for race in range(races):
            said = crowd.send([[f"race {race}"]] * CROWD)
            assert {tuple(s.items()) for s in said} == {((f"race {race}", numbers(race + 1)[-1]),)}
    assert sorted(d.number for d in kept(store)) == numbers(races)
    store.close()


@counted("requests", short=12, full=50)
def test_numbers_stay_gapless_though_processes_crowd_and_some_requests_fail(
    database_url: str, requests: int
) -> None:
    store = Store.open(database_url)
    forms = [[f"{m}.{n}{'!' * (n % 4 == 0)}" for n in range(requests)] for m in range(CROWD)]
    with Crowd(database_url, CROWD) as crowd:
        said = [ending for member in crowd.send(forms) for ending in member.values()]
    failed = sum("!" in form for member in forms for form in member)
    assert said.count("not made") == failed
    assert sorted(s for s in said if s != "not made") == numbers(requests * CROWD - failed)
    assert sorted(d.number for d in kept(store)) == numbers(requests * CROWD - failed)
    store.close()


def test_processes_that_all_find_no_database_make_it_together(database_url: str) -> None:
    with Crowd(database_url, CROWD) as crowd:
        said = crowd.send([[f"form {member}"] for member in range(CROWD)])
    assert sorted(n for s in said for n in s.values()) == numbers(CROWD)


@counted("kills", short=5, full=70)
def test_what_a_killed_process_had_told_is_kept_and_the_rest_can_be_sent_again(
    database_url: str, kills: int
) -> None:
    store = Store.open(database_url)
    calls = SQLITE_CALLS if database_url.startswith("sqlite") else POSTGRESQL_CALLS
    dice = random.Random(SEED)  # noqa: S311  (the same kills at every run)
    told: dict[str, str] = {}
    forms: list[str] = []
    killed = 0
    while killed < kills:
        name = dice.choice(sorted(calls))
        killer = strace(f"{name}:signal=KILL:when={dice.randint(1, calls[name])}")
        forms += [f"{len(forms)}.{n}" for n in range(3)]
        worker = processes.run_acceptor(database_url, forms[-3:], killer)
        killed += worker.returncode != 0
        told |= endings(worker.stdout)
        assert set(told.values()) <= set(numbers(len(forms)))
    again = {form: accept(store, form) for form in forms}
    assert again | told == again
    assert sorted(again.values()) == numbers(len(forms))
    assert sorted(d.number for d in kept(store)) == numbers(len(forms))
    store.close()


UNHEEDED = {("fdatasync", when) for when in ("2", "7", "12")}
"""The folder's sync after a journal was begun: SQLite itself does not look at how it ended."""

NOW_AND_THEN = [("pwrite64", "3+17"), ("fdatasync", "1+3"), ("ftruncate", "1+2")]
EACH_ONCE = [
    pytest.param(call, str(number), marks=pytest.mark.prove)
    for call, count in SQLITE_CALLS.items()
    for number in range(1, count + 1)
]


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize(("call", "when"), [*NOW_AND_THEN, *EACH_ONCE])
def test_a_disk_that_fails_now_and_then_keeps_all_of_a_request_or_says_so(
    tmp_path: Path, call: str, when: str, error: str
) -> None:
    url = f"sqlite:///{tmp_path / 'outbox.db'}"
    store = Store.open(url)
    forms = [f"form {n}" for n in range(12)]
    breaker = strace(f"{call}:error={error}:when={when}")
    said = endings(processes.run_acceptor(url, forms, breaker).stdout)
    complained = "not saved" in said.values() or "maybe saved" in said.values()
    assert complained == ((call, when) not in UNHEEDED)
    found = {form: receipt.number for form in forms if (receipt := store.find(form.encode()))}
    told = {form: ending for form, ending in said.items() if ending.startswith("HAL-")}
    assert found | told == found
    assert not {form for form, ending in said.items() if ending == "not saved"} & found.keys()
    assert sorted(found.values()) == numbers(len(found))
    again = {form: accept(store, form) for form in forms}
    assert again | found == again
    assert sorted(again.values()) == numbers(len(forms))
    store.close()


def test_nothing_is_told_before_the_last_sync_has_returned(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'outbox.db'}"
    Store.open(url).close()
    trace = tmp_path / "trace"
    watcher = ["strace", "-f", "-y", "-qq", "-o", trace, "-e", "trace=fdatasync,ftruncate,write"]
    processes.run_acceptor(url, ["one"], [str(word) for word in watcher])
    calls = [line.split(maxsplit=1)[1] for line in trace.read_text().splitlines()]
    told = next(n for n, call in enumerate(calls) if numbers(1)[0] in call)
    ended, synced = calls[told - 2 : told]
    journal = f"<{tmp_path / 'outbox.db-journal'}>"
    assert re.fullmatch(rf"ftruncate\(\d+{re.escape(journal)}, 0\) += 0", ended)
    assert re.fullmatch(rf"fdatasync\(\d+{re.escape(journal)}\) += 0", synced)


@pytest.mark.parametrize("error", ["EROFS", "EACCES", "EMFILE"])
def test_a_disk_that_became_read_only_keeps_nothing_and_says_so(tmp_path: Path, error: str) -> None:
    path = tmp_path / "outbox.db"
    store = Store.open(f"sqlite:///{path}")
    assert accept(store, "before") == numbers(1)[0]
    breaker = strace(f"openat:error={error}", only=path.with_name("outbox.db-journal"))
    worker = processes.run_acceptor(f"sqlite:///{path}", ["one", "two"], breaker)
    assert endings(worker.stdout) == {"one": "not saved", "two": "not saved"}
    assert [d.number for d in kept(store)] == numbers(1)
    assert accept(store, "one") == numbers(2)[-1]
    store.close()


def test_a_full_disk_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    store = Store.open(f"sqlite:///{path}")
    accept(store, "before")
    full = path.stat().st_size + 4096
    worker = subprocess.run(
        [*processes.ACCEPTOR, f"sqlite:///{path}"],
        input="one\ntwo\n",
        capture_output=True,
        text=True,
        cwd=processes.PROJECT,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (full, full)),
    )
    assert endings(worker.stdout) == {"one": "not saved", "two": "not saved"}
    assert path.stat().st_size <= full
    assert [d.number for d in kept(store)] == numbers(1)
    assert accept(store, "one") == numbers(2)[-1]
    store.close()
