"""A province's worst week: the real code with a clock of our own, and a relay that is away a day.

Every request is composed, signed, sealed and stored, and every copy handed out by the real worker;
only the other end of the mailer is played. What is invented is how many come, and says so.
"""

from __future__ import annotations

import hashlib
import logging
import random
import resource
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from bench.province import REGIONS
from bench.row import Row
from intake_app.dates import ONTARIO
from intake_app.errors import TryLater
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.housekeeping import Housekeeping
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import new_staff_ticket
from intake_app.mailer import Mailer
from intake_app.settings import Settings
from tests.support.keys import SECOND
from tests.support.keys import make_keys
from tests.support.processes.simulation import MEMORY
from tests.support.proofs import prove_keys
from tests.support.referrals import FULLEST
from tests.support.service import complete_settings
from tests.support.service import fit_project

A_WEEK = timedelta(days=7)
START = datetime(2026, 11, 30, tzinfo=ONTARIO)
AWAY_FROM, AWAY_UNTIL = START + timedelta(days=1), START + timedelta(days=2)
"""All of Tuesday."""
BY_DAY = (120, 90, 60, 45, 35, 10, 10)
"""Requests in each region, from Monday: after a letter of all schools, say. Invented."""
FIRST_HOUR, HOURS = 7, 16
STEP = timedelta(minutes=5)
"""Between two rounds of the worker; the real one looks every two seconds."""
ONE_MAIL = timedelta(seconds=1)
"""What a relay takes for it."""


class Relay(Mailer):
    """The mail server as the worker meets it."""

    def __init__(self, week: Week) -> None:
        self._week = week

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        """Takes a second, or is away."""
        week = self._week
        if AWAY_FROM <= week.now < AWAY_UNTIL:
            raise TryLater("cannot be reached")
        week.now += ONE_MAIL
        week.copies.append((hashlib.sha256(mail).digest(), recipient))


@dataclass
class Week:
    """One region, one clock."""

    intake: Intake
    arrivals: list[datetime]
    now: datetime = START
    copies: list[tuple[bytes, str]] = field(default_factory=list)
    most: int = 0
    empty_again: datetime | None = None

    def clock(self) -> datetime:
        """The time that all of it sees."""
        return self.now

    def run(self) -> None:
        """From Monday until Sunday night; nothing waits then."""
        worker = DeliveryWorker(
            self.intake.store, Relay(self), self.intake.sender, clock=self.clock
        )
        housekeeping = Housekeeping(self.intake.store)
        coming = iter(self.arrivals)
        following = next(coming, None)
        tick = START
        while tick < START + A_WEEK:
            tick = max(tick + STEP, self.now)
            while following and following <= tick:
                self.now = max(self.now, following)
                self.intake.accept(FULLEST, new_staff_ticket())
                following = next(coming, None)
            self.now = max(self.now, tick)
            worker.make_round()
            housekeeping.look(self.now)
            self._look()

    def _look(self) -> None:
        waiting = self.intake.store.backlog().waiting
        self.most = max(self.most, waiting)
        if self.now >= AWAY_UNTIL and not waiting and self.empty_again is None:
            self.empty_again = self.now


def rows() -> Iterator[Row]:
    """All regions, one after the other: they share nothing."""
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder, before = Path(name), resource.getrusage(resource.RUSAGE_SELF).ru_utime
        weeks = list(_weeks(folder))
        spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        sizes = [file.stat().st_size for file in folder.rglob("intake.sqlite3")]
    logging.disable(logging.NOTSET)
    sent = sum(len(week.arrivals) for week in weeks)
    yield Row(f"{REGIONS} regions, {sent:,} requests in a week, two addresses each", "")
    lost = sum(2 * len(week.arrivals) - len(set(week.copies)) for week in weeks)
    twice = sum(len(week.copies) - len(set(week.copies)) for week in weeks)
    yield Row("copies lost / sent twice", f"{lost} / {twice}", "0 / 0", not lost and not twice)
    most = max(week.most for week in weeks)
    yield Row("most copies waiting in one region (a day without its relay)", f"{most}")
    back = max(week.empty_again - AWAY_UNTIL for week in weeks if week.empty_again)
    yield Row(
        "after its return, until nothing waited anywhere",
        f"{back.seconds // 60} min",
        "60 min",
        back <= timedelta(minutes=61),
    )
    yield Row(
        "CPU of all of it, sealing included", f"{spent:.0f} s, {1000 * spent / sent:.0f} ms each"
    )
    yield Row("one region's database after that week", f"{max(sizes) / 1e6:.0f} MB")


def _weeks(folder: Path) -> Iterator[Week]:
    for part in ("project", "keys", "blank"):
        (folder / part).mkdir()
    keys = make_keys(folder / "keys")
    project = fit_project(folder / "project")
    environ = complete_settings(project, folder / "blank", keys)
    environ["INTAKE_RECIPIENTS"] += f",{SECOND}={keys.second.certificate}"
    prove_keys(Settings.from_environment(environ))
    for number in range(REGIONS):
        state = folder / f"state-{number}"
        shutil.copytree(folder / "blank", state)
        settings = Settings.from_environment(environ | {"INTAKE_STATE_DIR": str(state)})
        week = Week(Intake.open(settings), _arrivals(number))
        week.intake = replace(week.intake, clock=week.clock)
        week.run()
        week.intake.store.close()
        yield week


def _arrivals(number: int) -> list[datetime]:
    chance = random.Random(number)  # noqa: S311  # no secret
    return sorted(
        START + timedelta(days=day, hours=FIRST_HOUR, minutes=chance.uniform(0, HOURS * 60))
        for day, count in enumerate(BY_DAY)
        for _ in range(count)
    )
