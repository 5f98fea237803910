"""Mail servers as nobody wants them: how each try ends, and how many copies arrive."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.store import Backlog
from intake_app.store import Store
from tests.support.authority import Authority
from tests.support.office import NOW
from tests.support.office import Office
from tests.support.processes.web import forget_peak
from tests.support.processes.web import memory_of
from tests.support.relay import DRIBBLE
from tests.support.relay import DRIP
from tests.support.relay import DROP
from tests.support.relay import FLOOD
from tests.support.relay import KEEP_AND_DENY
from tests.support.relay import KEEP_AND_DROP
from tests.support.relay import LONG_LINE
from tests.support.relay import SILENCE
from tests.support.relay import running_relay
from tests.support.service import service

WAITING = Backlog(waiting=1, refused=0, unknown=0, oldest=NOW)
REFUSED = Backlog(waiting=1, refused=1, unknown=0, oldest=NOW)
UNKNOWN = Backlog(waiting=1, refused=0, unknown=1, oldest=NOW)
DELIVERED = Backlog(waiting=0, refused=0, unknown=0, oldest=None)


@dataclass(frozen=True)
class Hostile:
    """At which step it does what, what the outbox makes of it, and how many copies follow."""

    step: str
    answer: str
    outcome: Backlog
    copies: int = 1

    def __str__(self) -> str:
        return f"{self.step}: {self.answer}"


CASES = [
    Hostile("GREETING", DROP, WAITING),
    Hostile("GREETING", DRIBBLE, WAITING),
    Hostile("GREETING", "554 no service", WAITING),
    Hostile("EHLO", SILENCE, WAITING),
    Hostile("STARTTLS", "454 not now", WAITING),
    Hostile("STARTTLS", DROP, WAITING),
    Hostile("AUTH", "535 wrong password", WAITING),
    Hostile("AUTH", "454 directory away", WAITING),
    Hostile("MAIL", "450 busy", WAITING),
    Hostile("RCPT", "452 mailbox full", WAITING),
    Hostile("RCPT", "550 nobody here", REFUSED),
    Hostile("DATA", "554 spam", REFUSED),
    Hostile("DATA", DROP, WAITING),
    Hostile("DOT", "552 too large", REFUSED),
    Hostile("DOT", DROP, UNKNOWN),
    Hostile("DOT", SILENCE, UNKNOWN),
    Hostile("DOT", KEEP_AND_DROP, UNKNOWN, copies=2),
    Hostile("DOT", KEEP_AND_DENY, WAITING, copies=2),
    Hostile("DOT", "gibberish", UNKNOWN),
    Hostile("QUIT", DROP, DELIVERED),
    Hostile("GREETING", FLOOD, WAITING),
    Hostile("GREETING", DRIP, WAITING),
    Hostile("EHLO", FLOOD, WAITING),
    Hostile("EHLO", LONG_LINE, WAITING),
    Hostile("AUTH", FLOOD, WAITING),
    Hostile("RCPT", DRIP, WAITING),
    Hostile("DOT", FLOOD, UNKNOWN),
    Hostile("DOT", LONG_LINE, UNKNOWN),
    Hostile("DOT", DRIP, UNKNOWN),
    Hostile("QUIT", FLOOD, DELIVERED),
]


MOST_GROWTH = 3_000_000
"""Bytes: what TLS and the first conversation take, whoever answers."""
SECONDS = 30


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An honest server, until told otherwise."""
    authority = Authority.make(tmp_path)
    store = Store.open(f"sqlite:///{tmp_path / 'outbox.db'}")
    with running_relay(authority, authority.server_context()) as relay:
        yield Office(store, relay)
    store.close()


def test_there_are_thirty_of_them() -> None:
    assert len({str(case) for case in CASES}) == 30


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_server_costs_no_mail_and_alters_none(office: Office, case: Hostile) -> None:
    office.accept()
    office.relay.spoil[case.step] = case.answer
    assert office.deliver() == 1
    assert office.store.backlog() == case.outcome
    office.relay.spoil.clear()
    for _ in range(3):
        office.now += timedelta(hours=1)
        office.deliver()
    assert office.store.backlog() == DELIVERED
    assert len(office.relay.arrived) == case.copies
    assert len({arrived.mail for arrived in office.relay.arrived}) == 1


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "DOT"])
def test_the_process_that_delivers_does_not_grow_under_an_endless_answer(
    step: str, tmp_path: Path
) -> None:
    authority = Authority.make(tmp_path)
    with running_relay(authority, authority.server_context()) as relay:
        relay.spoil[step] = FLOOD
        where = {"PORT": str(relay.port), "CA_FILE": str(authority.ca_file)}
        changes = {f"INTAKE_MAIL_{name}": value for name, value in where.items()}
        with service(tmp_path / "service", **changes) as running:
            office = Office(Store.open(running.settings.database_url), relay)
            process = running.deliver()
            before = forget_peak(process)
            office.accept()
            wait_for_words(
                running.folder / "deliver-0.log", "unknown" if step == "DOT" else "not yet"
            )
            assert memory_of(process, "VmHWM") - before < MOST_GROWTH
            office.store.close()


def wait_for_words(log: Path, words: str) -> None:
    """Until the process has told how the try ended."""
    end = time.monotonic() + SECONDS
    while words not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)
